import type { Resource } from '../model/resource.ts';

/** Order of objects of one namespace, whatever that of the files is. */
export function compareObjects(a: Resource, b: Resource): number {
  return compareNatural(a.kind, b.kind) || compareNatural(a.name, b.name);
}

/** Order of names: by label from the right, as in RFC 4034, section 6.1, but numbers by value, so that `kafka-10` follows `kafka-9`. */
export function compareNames(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 1; i <= Math.min(x.length, y.length); i += 1) {
    const order = compareNatural(x[x.length - i]!, y[y.length - i]!);
    if (order) return order;
  }
  return x.length - y.length;
}

/** Runs of digits count by their value. */
export function compareNatural(a: string, b: string): number {
  const x = a.match(/\d+|\D+/g) ?? [];
  const y = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const [p, q] = [x[i]!, y[i]!];
    if (p === q) continue;
    const bothNumbers = /^\d/.test(p) && /^\d/.test(q);
    return (bothNumbers && Number(p) - Number(q)) || (p < q ? -1 : 1);
  }
  return x.length - y.length;
}
