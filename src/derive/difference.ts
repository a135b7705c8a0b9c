import { identityOf, isMap, type Fields } from '../generate/patch.ts';

/**
 * Two patches, one after the other: a list of named things that is to lose some of them is taken away by the first and
 * written by the second, because a merge only adds. Undefined where there is nothing to do.
 */
export interface Difference {
  readonly first: unknown;
  readonly second: unknown;
}

const same: Difference = { first: undefined, second: undefined };

/** What has to be merged over one value to make it another, the way in which specs are patched. */
export function difference(from: unknown, to: unknown): Difference {
  if (equal(from, to)) return same;
  if (to === undefined) return { first: null, second: undefined };
  if (isMap(from) && isMap(to)) return ofMaps(from, to);
  if (Array.isArray(from) && Array.isArray(to)) {
    const identity = identityOf(from, to);
    if (identity) return ofLists(from, to, identity) ?? { first: null, second: to };
  }
  return { first: to, second: undefined };
}

function ofMaps(from: Fields, to: Fields): Difference {
  const first: Fields = {};
  const second: Fields = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const inner = difference(own(from, key), own(to, key));
    if (inner.first !== undefined) first[key] = inner.first;
    if (inner.second !== undefined) second[key] = inner.second;
  }
  return { first: Object.keys(first).length ? first : undefined, second: Object.keys(second).length ? second : undefined };
}

/** Undefined where merging would leave something that is not wanted, or in the wrong order. */
function ofLists(from: readonly Fields[], to: readonly Fields[], identity: string): Difference | undefined {
  const wanted = new Map(to.map((item) => [item[identity], item]));
  const known = new Map(from.map((item) => [item[identity], item]));
  if (wanted.size !== to.length || known.size !== from.length || from.some((item) => !wanted.has(item[identity]))) return undefined;
  const merged = [...from.map((item) => wanted.get(item[identity])!), ...to.filter((item) => !known.has(item[identity]))];
  if (!keepsReferences(merged, to)) return undefined;
  const changes: Fields[] = [];
  for (const item of merged) {
    const old = known.get(item[identity]);
    if (!old) changes.push(item);
    else {
      const inner = difference(old, item);
      if (inner.second !== undefined) return undefined;
      if (inner.first !== undefined) changes.push({ [identity]: item[identity], ...(inner.first as Fields) });
    }
  }
  return { first: changes.length ? changes : undefined, second: undefined };
}

/** Variables may name those before them: `$(NAME)`. Of other lists, order means nothing. */
function keepsReferences(merged: readonly Fields[], wanted: readonly Fields[]): boolean {
  const at = new Map(merged.map((item, i) => [item['name'], i]));
  const before = new Map(wanted.map((item, i) => [item['name'], i]));
  return wanted.every((item, i) => {
    const { name, value } = item;
    if (typeof value !== 'string') return true;
    return [...value.matchAll(/\$\(([^()]+)\)/g)].every(([, other]) => !before.has(other) || before.get(other)! < i === at.get(other)! < at.get(name)!);
  });
}

/** The same fields with the same values, in any order. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    return a.every((item, i) => equal(item, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

function own(map: Fields, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
