import type { Diagnostic } from '../diagnostic.ts';

/** Each once: what an alias repeats is found twice. */
export function sorted(found: readonly Diagnostic[]): Diagnostic[] {
  const all = [...found].sort(compare);
  return all.filter((d, i) => i === 0 || compare(all[i - 1]!, d) !== 0);
}

/** By file, then by place. */
export function compare(a: Diagnostic, b: Diagnostic): number {
  return order(a.file, b.file) || a.start - b.start || a.end - b.end || order(a.rule, b.rule) || order(a.path ?? '', b.path ?? '') || order(a.message, b.message);
}

/** By UTF-16 code units, which is the same everywhere; what locales say is not. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
