import type { FieldPath } from '../diagnostic.ts';

/** A value on its way into an object, with the reason why it is there or the field of the spec that asks for it. */
class Traced {
  readonly value: unknown;
  readonly why: string | undefined;
  readonly from: FieldPath | undefined;

  constructor(value: unknown, why: string | undefined, from: FieldPath | undefined) {
    this.value = value;
    this.why = why;
    this.from = from;
  }
}

/** A value that nobody asked for, and why it is a good one. `settle` unwraps it: until then it is to be passed on, not looked at. */
export function because<T>(why: string, value: T): T {
  return value === undefined ? value : (new Traced(value, why, undefined) as T);
}

/** A value that a field of the spec asks for. */
export function from<T>(path: FieldPath, value: T): T {
  return value === undefined ? value : (new Traced(value, undefined, path) as T);
}

/** What `because` and `from` said of the field at `path`. */
export interface Trace {
  readonly path: FieldPath;
  readonly why?: string;
  readonly from?: FieldPath;
}

/** An object as it is written down: any field may be left out by way of `undefined`. */
export type Draft<T> = T extends object ? { [K in keyof T]: Draft<T[K]> | undefined } : T;

export interface Settled<T> {
  readonly object: T;
  readonly traces: readonly Trace[];
}

/** The object alone, without what is undefined, and apart from it the traces. */
export function settle<T>(draft: Draft<T>): Settled<T> {
  const traces: Trace[] = [];
  return { object: unwrap(draft, [], traces) as T, traces };
}

function unwrap(value: unknown, path: FieldPath, traces: Trace[]): unknown {
  if (value instanceof Traced) {
    traces.push({ path, ...(value.why !== undefined && { why: value.why }), ...(value.from && { from: value.from }) });
    return unwrap(value.value, path, traces);
  }
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map((item, i) => unwrap(item, [...path, i], traces));
  if (value === null || typeof value !== 'object') return value;
  const map: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const plain = item === undefined ? undefined : unwrap(item, [...path, key], traces);
    if (plain === undefined) continue;
    if (key === '__proto__') Object.defineProperty(map, key, { value: plain, enumerable: true, configurable: true, writable: true });
    else map[key] = plain;
  }
  return map;
}
