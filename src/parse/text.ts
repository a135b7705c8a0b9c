/** A file's text, and where it is not what it should be. Lines and columns are 1-based. */
export interface Decoded {
  readonly text: string;
  readonly problem?: { readonly message: string; readonly line: number; readonly column: number };
}

/**
 * Decodes as kubectl does: UTF-8, or UTF-16 by its byte order mark; what is no UTF-8 becomes U+FFFD, which `problem`
 * tells. A mark stays in the text as U+FEFF, so that offsets are the file's.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16le', { ignoreBOM: true }).decode(swapped(bytes)) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const good = validPrefix(bytes);
    const before = new TextDecoder('utf-8').decode(bytes.subarray(0, good));
    const message = `byte 0x${bytes[good]!.toString(16).toUpperCase()} is not UTF-8`;
    return { text, problem: { message, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') } };
  }
}

/** Not every runtime has a decoder for big-endian UTF-16. */
function swapped(bytes: Uint8Array): Uint8Array {
  const even = bytes.length - (bytes.length % 2);
  const little = new Uint8Array(even);
  for (let i = 0; i < even; i += 2) {
    little[i] = bytes[i + 1]!;
    little[i + 1] = bytes[i]!;
  }
  return little;
}

/** Length of the longest prefix that is UTF-8, by bisection over whole sequences. */
function validPrefix(bytes: Uint8Array): number {
  const stream = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (stream(middle)) good = middle;
    else bad = middle;
  }
  // A stream ends happily inside a sequence; step back to its lead byte.
  while (good > 0 && good <= bytes.length && (bytes[good - 1]! & 0xc0) === 0x80) good -= 1;
  if (good > 0 && bytes[good - 1]! >= 0xc0) good -= 1;
  return Math.min(good, bytes.length - 1);
}

/** Offsets of line starts; turns offsets into 1-based lines and columns in UTF-16 code units. */
export class Lines {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** A byte order mark takes no column. */
  position(offset: number): { line: number; column: number } {
    const starts = (this.#starts ??= lineStarts(this.#text));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    const mark = low === 0 && this.#text.charCodeAt(0) === 0xfeff && offset > 0 ? 1 : 0;
    return { line: low + 1, column: offset - starts[low]! + 1 - mark };
  }

  /** What stands before an offset in its line, a byte order mark included. */
  before(offset: number): string {
    const starts = (this.#starts ??= lineStarts(this.#text));
    return this.#text.slice(starts[this.position(offset).line - 1], offset);
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** The offset at which the text of a line starts. */
  start(line: number): number {
    const starts = (this.#starts ??= lineStarts(this.#text));
    const mark = line === 1 && this.#text.charCodeAt(0) === 0xfeff ? 1 : 0;
    return (starts[line - 1] ?? this.#text.length) + mark;
  }

  /** The line without its line break, for code frames. */
  text(line: number): string {
    const starts = (this.#starts ??= lineStarts(this.#text));
    const from = starts[line - 1] ?? this.#text.length;
    const raw = this.#text.slice(from, starts[line] ?? this.#text.length);
    return raw.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
