/** A key of several parts, none of which holds a NUL. */
export function key(...parts: string[]): string {
  return parts.join('\0');
}

/** Appends to the list that a map has at a key. */
export function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
  const list = map.get(at);
  if (list) list.push(value);
  else map.set(at, [value]);
}
