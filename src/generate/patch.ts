import type { FieldPath } from '../diagnostic.ts';
import { addInOrder } from './order.ts';
import type { Settled, Trace } from './traced.ts';

export type Fields = Record<string, unknown>;

/** By what the entries of a list are told apart, where they are. */
const identities = ['name', 'mountPath'] as const;

/**
 * Merges a patch into the part of an object at `at`, in place: maps by key, lists of named things by name, all else is
 * replaced; null takes away. `from` is where the patch stands in the spec. Returns what is still true of the traces.
 */
export function patch<T>({ object, traces }: Settled<T>, at: FieldPath, changes: Readonly<Fields>, from: FieldPath): Settled<T> {
  let target: unknown = object;
  for (const step of at) target = (target as Record<string | number, unknown>)[step];
  const added: Trace[] = [];
  merge(target as Fields, changes, at, from, added);
  const changed = new Set(added.map(({ path }) => JSON.stringify(path)));
  // What was said of a field is not true of what took its place.
  const kept = traces.filter(({ path }) => !path.some((_, i) => changed.has(JSON.stringify(path.slice(0, i + 1)))));
  return { object, traces: [...kept, ...added] };
}

function merge(target: Fields, changes: Readonly<Fields>, at: FieldPath, from: FieldPath, added: Trace[]): void {
  for (const [key, change] of Object.entries(changes)) {
    const path = [...at, key];
    const source = [...from, key];
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    if (isMap(old) && isMap(change)) merge(old, change, path, source, added);
    else if (Array.isArray(old) && Array.isArray(change) && identityOf(old, change)) mergeLists(old, change, identityOf(old, change)!, path, source, added);
    else {
      added.push({ path, from: source });
      if (change === null) delete target[key];
      else if (Object.hasOwn(target, key)) target[key] = structuredClone(change);
      else addInOrder(target, key, structuredClone(change));
    }
  }
}

function mergeLists(target: unknown[], changes: readonly unknown[], identity: string, at: FieldPath, from: FieldPath, added: Trace[]): void {
  const known = new Map(target.map((item, i) => [(item as Fields)[identity], i]));
  for (const [i, change] of changes.entries()) {
    const index = known.get((change as Fields)[identity]);
    if (index !== undefined) merge(target[index] as Fields, change as Fields, [...at, index], [...from, i], added);
    else {
      added.push({ path: [...at, target.length], from: [...from, i] });
      target.push(structuredClone(change));
    }
  }
}

/** By which of its fields the items of two lists are told apart; undefined where they have no such field. */
export function identityOf(a: readonly unknown[], b: readonly unknown[]): string | undefined {
  return identities.find((key) => [...a, ...b].every((item) => isMap(item) && typeof item[key] === 'string'));
}

export function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
