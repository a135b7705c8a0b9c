/** What a list holds, by a key, in the order of the first of each. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** `kafka-{0..2}` for `kafka-0`, `kafka-1` and `kafka-2`, and `web-<hash> ×3` for what stands there three times; order is kept. */
export function fold(texts: readonly string[]): string[] {
  const found: { text: string; readonly same: number; readonly before: string | undefined; readonly after: string; readonly from: number; to: number }[] = [];
  for (const [text, { length: same }] of groupBy(texts, (t) => t)) {
    const split = splitOrdinal(text);
    const last = found.at(-1);
    if (split && last && last.before === split.before && last.after === split.after && last.same === same && split.ordinal === last.to + 1) {
      last.to = split.ordinal;
      last.text = `${split.before}{${last.from}..${last.to}}${split.after}`;
    } else found.push({ text, same, before: split?.before, after: split?.after ?? '', from: split?.ordinal ?? 0, to: split?.ordinal ?? 0 });
  }
  return found.map(({ text, same }) => (same > 1 ? `${text} ×${same}` : text));
}

/** What has one number in it, split around the last one that stands before a dot, a dash or the end. */
export function splitOrdinal(text: string): { readonly before: string; readonly ordinal: number; readonly after: string } | undefined {
  const [first = '', ...rest] = text.split('.');
  const match = /^(.*-)(0|[1-9]\d{0,14})(-<hash>)?$/.exec(first);
  return match ? { before: match[1]!, ordinal: Number(match[2]), after: [match[3] ?? '', ...rest].join('.') } : undefined;
}
