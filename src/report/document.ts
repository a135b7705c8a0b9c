/** JSON for files. Halves of surrogate pairs, which strict readers refuse, are written as U+FFFD. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? each.replace(/\p{Cs}/gu, '\ufffd') : each), 2)}\n`;
}
