import type { FieldPath } from '../diagnostic.ts';

/** The steps of a path that `formatPath` wrote. */
export function pathSteps(path: string): FieldPath {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, key, index, quoted]) => (index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : key!));
}
