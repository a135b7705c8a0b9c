import type { FieldPath } from '../diagnostic.ts';
import { asMap, fieldAt } from '../model/resource.ts';

/** What items of a list are told apart by, in the order of trust (patchMergeKey tags of the API types). */
const identities = ['name', 'containerPort', 'port', 'mountPath', 'devicePath', 'topologyKey', 'ip', 'key'] as const;

/**
 * The path in one version of an object of what has a path in another: the same keys, and the item that is called the
 * same. Ends where the other has nothing of the kind.
 */
export function counterpart(path: FieldPath, from: unknown, to: unknown): FieldPath {
  const found: (string | number)[] = [];
  let [a, b] = [from, to];
  for (const step of path) {
    const other = typeof step === 'number' && Array.isArray(a) && Array.isArray(b) ? indexOf(a[step], step, a, b) : step;
    if (other === undefined || (b !== undefined && fieldAt(b, [other]) === undefined)) return found;
    found.push(other);
    a = fieldAt(a, [step]);
    b = fieldAt(b, [other]);
  }
  return found;
}

function indexOf(item: unknown, index: number, { length }: readonly unknown[], items: readonly unknown[]): number | undefined {
  const map = asMap(item);
  if (!map) {
    const same = items.indexOf(item);
    if (same >= 0) return same;
    return length === items.length ? index : undefined;
  }
  const keys = identities.filter((name) => map[name] !== undefined);
  for (const key of keys) {
    const same = items.flatMap((each, i) => (asMap(each)?.[key] === map[key] ? [i] : []));
    if (same.length) return best(same, (i) => sharedLeaves(items[i], item));
  }
  // One that has lost its name, or got another.
  return (keys.length ? length === items.length : index < items.length) ? index : undefined;
}

/** The first of those that have the most of something; undefined where none has any. */
export function best<T>(candidates: readonly T[], most: (candidate: T) => number): T | undefined {
  let found: T | undefined;
  let highest = 0;
  for (const candidate of candidates) {
    const here = most(candidate);
    if (here <= highest) continue;
    found = candidate;
    highest = here;
  }
  return found;
}

/** How many scalars two values have in common. */
export function sharedLeaves(a: unknown, b: unknown): number {
  if (a === null || typeof a !== 'object') return a === b ? 1 : 0;
  return Object.keys(a).reduce((sum, key) => sum + (b !== null && typeof b === 'object' ? sharedLeaves(fieldAt(a, [key]), fieldAt(b, [key])) : 0), 0);
}
