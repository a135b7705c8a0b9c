import { valueAt } from './shape.ts';
import type { Violation } from './violations.ts';

type Fields = Record<string, unknown>;

/**
 * Undoes mistakes of spelling and place: what was written as `servicename` is read as `serviceName`, a field one level
 * too high is read where it belongs. So a slip is one finding, not also the absence of what was meant. Changes `value`.
 */
export function repair(value: Fields, problems: readonly Violation[]): void {
  for (const { problem, path, field, suggestion } of problems) {
    if (problem !== 'unknown-field' || !suggestion) continue;
    const parent = at(value, path.slice(0, -1));
    if (!parent || !Object.hasOwn(parent, field)) continue;
    const { replaceKey, belongsAt } = suggestion;
    if (replaceKey !== undefined && !Object.hasOwn(parent, replaceKey)) move(parent, field, parent, replaceKey);
    else if (belongsAt) {
      const target = at(value, belongsAt) ?? made(value, belongsAt);
      if (target && !Object.hasOwn(target, field)) move(parent, field, target, field);
    }
  }
}

function move(from: Fields, key: string, to: Fields, name: string): void {
  to[name] = from[key];
  delete from[key];
}

/** `matchLabels` that nobody wrote, for labels that stand one level too high. */
function made(value: Fields, path: readonly (string | number)[]): Fields | undefined {
  const parent = at(value, path.slice(0, -1));
  const name = path.at(-1);
  if (!parent || typeof name !== 'string' || Object.hasOwn(parent, name)) return undefined;
  return (parent[name] = {}) as Fields;
}

function at(value: Fields, path: readonly (string | number)[]): Fields | undefined {
  const node = valueAt(value, path);
  return node !== null && typeof node === 'object' && !Array.isArray(node) ? (node as Fields) : undefined;
}
