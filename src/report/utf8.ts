/** Length of a text in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // Each half of a pair counts two; one alone is written as U+FFFD.
    if (code < 0x80) length += 1;
    else if (code < 0x800 || isPaired(text, i, code)) length += 2;
    else length += 3;
  }
  return length;
}

function isPaired(text: string, i: number, code: number): boolean {
  const high = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
  const low = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return (code & 0xfc00) === 0xd800 ? low(i + 1) : low(i) && high(i - 1);
}
