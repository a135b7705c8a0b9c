import { resolvePlain } from './scalar.ts';

/** What is out of the ordinary is left to the YAML library. */
class Unusual extends Error {}

const unusual = new Unusual();
const maxDepth = 100;

/** White space that readers of YAML disagree on. */
const oddSpace = /[\r\u0085\u00a0\u2000-\u200b\u2028\u2029\u3000\ufeff]/;

/**
 * Reads a document in the plain block style that nearly all manifests are written in, several times faster than the YAML
 * library, and to the same values. Undefined where anything is less than plain: anchors, tags, tabs, keys that repeat,
 * scalars over several lines other than `|`, and every error; then the library reads it, and has the words for it.
 */
export function readQuickly(text: string): { readonly value: unknown; readonly duplicates: readonly [] } | undefined {
  if (oddSpace.test(text)) return undefined;
  try {
    return { value: new QuickReader(text).document(), duplicates: [] };
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

const space = 32;
const dash = 45;
const hash = 35;

class QuickReader {
  readonly #text: string;
  readonly #end: number;
  /** Of the line after the present one. */
  #next: number;
  /** The present line: its indentation, and its content without white space at the end. -1 at the end of the document. */
  #indent = -1;
  #at = 0;
  #stop = 0;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.length;
    this.#next = 0;
  }

  document(): unknown {
    // The rest of the line of the `---`.
    this.#advance();
    if (this.#indent < 0) throw unusual;
    const first = this.#text.charCodeAt(this.#at);
    // Flow style, quotes, directives: the library's.
    if (first === 123 || first === 91 || first === 34 || first === 39 || first === 37) throw unusual;
    const value = this.#block(this.#indent, 0);
    if (this.#indent >= 0) throw unusual;
    return value;
  }

  /** To the next line that holds something. */
  #advance(): void {
    const text = this.#text;
    const end = this.#end;
    for (let line = this.#next; line < end; ) {
      let at = line;
      while (at < end && text.charCodeAt(at) === space) at += 1;
      let stop = text.indexOf('\n', at);
      if (stop < 0 || stop > end) stop = end;
      this.#next = stop + 1;
      const first = text.charCodeAt(at);
      if (at < stop && first !== hash) {
        if (first === 9 || text.charCodeAt(stop - 1) === 13) throw unusual;
        while (text.charCodeAt(stop - 1) === space) stop -= 1;
        this.#indent = at - line;
        this.#at = at;
        this.#stop = stop;
        return;
      }
      line = this.#next;
    }
    this.#indent = -1;
  }

  #block(indent: number, depth: number): unknown {
    if (depth > maxDepth) throw unusual;
    return this.#isItem() ? this.#list(indent, depth) : this.#map(indent, depth);
  }

  #isItem(): boolean {
    return this.#text.charCodeAt(this.#at) === dash && (this.#at + 1 === this.#stop || this.#text.charCodeAt(this.#at + 1) === space);
  }

  #list(indent: number, depth: number): unknown[] {
    const list: unknown[] = [];
    while (this.#indent === indent && this.#isItem()) {
      let at = this.#at + 1;
      while (at < this.#stop && this.#text.charCodeAt(at) === space) at += 1;
      if (at >= this.#stop || this.#text.charCodeAt(at) === hash) {
        this.#advance();
        list.push(this.#indent > indent ? this.#block(this.#indent, depth + 1) : null);
        continue;
      }
      // What follows the dash is a block of its own, as far to the right as it stands.
      this.#indent += at - this.#at;
      this.#at = at;
      if (this.#isItem() || this.#colon() >= 0) list.push(this.#block(this.#indent, depth + 1));
      else list.push(this.#value(indent, depth));
    }
    if (this.#indent > indent) throw unusual;
    return list;
  }

  #map(indent: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.#indent === indent && !this.#isItem()) {
      const colon = this.#colon();
      if (colon < 0) throw unusual;
      const key = resolvePlain(this.#text.slice(this.#at, colon));
      const name = String(key);
      if (key === null || name === '<<' || name === '__proto__' || Object.hasOwn(map, name)) throw unusual;
      let at = colon + 1;
      while (at < this.#stop && this.#text.charCodeAt(at) === space) at += 1;
      if (at < this.#stop && this.#text.charCodeAt(at) !== hash) {
        this.#at = at;
        map[name] = this.#value(indent, depth);
        continue;
      }
      this.#advance();
      // A list may stand as far to the left as its key.
      if (this.#indent > indent || (this.#indent === indent && this.#isItem())) map[name] = this.#block(this.#indent, depth + 1);
      else map[name] = null;
    }
    if (this.#indent > indent) throw unusual;
    return map;
  }

  /** Where the plain key at the start of the present line ends; -1 where there is none. */
  #colon(): number {
    for (let at = this.#at; at < this.#stop; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 58) return at > this.#at && (at + 1 === this.#stop || this.#text.charCodeAt(at + 1) === space) ? at : -1;
      // Letters, digits, and - . / _ make up the keys of manifests.
      const isPlain = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 45 && code <= 57) || code === 95;
      if (!isPlain) return -1;
    }
    return -1;
  }

  /** The value that starts at `#at` on the present line, which belongs to a block of the given indentation. */
  #value(indent: number, depth: number): unknown {
    const first = this.#text.charCodeAt(this.#at);
    if (first === 124) return this.#literal(indent);
    const line = this.#text.slice(this.#at, this.#stop);
    const value = first === 34 || first === 39 ? quoted(line) : first === 91 || first === 123 ? flow(line, depth) : plain(line);
    this.#advance();
    // A deeper line would go on with this value.
    if (this.#indent > indent) throw unusual;
    return value;
  }

  /** A block scalar `|`, `|-` or `|+`. */
  #literal(indent: number): string {
    const header = this.#text.slice(this.#at + 1, this.#stop);
    if (header !== '' && header !== '-' && header !== '+') throw unusual;
    const text = this.#text;
    const lines: string[] = [];
    let margin = -1;
    let line = this.#next;
    for (; line < this.#end; ) {
      const stop = text.indexOf('\n', line);
      // A last line without a line break.
      if (stop < 0 || stop >= this.#end) throw unusual;
      let at = line;
      while (text.charCodeAt(at) === space) at += 1;
      if (at === stop) {
        // White space that would count, or not, by rules of its own.
        if (margin < 0 ? at > line : at - line > margin) throw unusual;
        lines.push('');
      } else {
        const column = at - line;
        if (margin < 0) {
          if (column <= indent) break;
          margin = column;
        }
        if (column < margin) {
          if (column > indent) throw unusual;
          break;
        }
        if (text.charCodeAt(stop - 1) === 13) throw unusual;
        lines.push(text.slice(line + margin, stop));
      }
      line = stop + 1;
    }
    if (margin < 0) throw unusual;
    this.#next = line;
    this.#advance();
    if (this.#indent > indent) throw unusual;
    let last = lines.length;
    while (last > 0 && lines[last - 1] === '') last -= 1;
    if (header === '+') return `${lines.join('\n')}\n`;
    const body = lines.slice(0, last).join('\n');
    return header === '-' ? body : `${body}\n`;
  }
}

/** Characters that a plain scalar does not start with, or only in some places. */
const special = /^[&*!|>%@`"'#,[\]{}]|^[-?:](?: |$)/;

function plain(line: string): unknown {
  if (line.includes('\t')) throw unusual;
  const comment = line.indexOf(' #');
  const source = comment < 0 ? line : line.slice(0, comment).trimEnd();
  if (special.test(source) || source.includes(': ') || source.endsWith(':')) throw unusual;
  return resolvePlain(source);
}

const rest = /^ *(?: #.*)?$/;

function quoted(line: string): string {
  const quote = line[0]!;
  const close = line.indexOf(quote, 1);
  // Escapes, doubled quotes, a key in quotes, a second line.
  if (close < 0 || !rest.test(line.slice(close + 1))) throw unusual;
  const body = line.slice(1, close);
  if ((quote === '"' && body.includes('\\')) || body.includes('\t')) throw unusual;
  return body;
}

const flowItem = /^[^\s,:&*!|>%@`"'#[\]{}?-][^,:"'#[\]{}\t]*$/;

/** `[]`, `{}` and `[a, "b", 5]` on one line. */
function flow(line: string, depth: number): unknown {
  if (depth > maxDepth) throw unusual;
  const close = line[0] === '[' ? ']' : '}';
  const at = line.indexOf(close);
  if (at < 0 || !rest.test(line.slice(at + 1))) throw unusual;
  const body = line.slice(1, at).trim();
  if (close === '}') {
    if (body !== '') throw unusual;
    return {};
  }
  if (body === '') return [];
  return body.split(',').map((part) => {
    const item = part.trim();
    const inner = item.slice(1, -1);
    if (item.length > 1 && (item[0] === '"' || item[0] === "'") && item.at(-1) === item[0] && !/["'\\\t]/.test(inner)) return inner;
    if (!flowItem.test(item)) throw unusual;
    return resolvePlain(item);
  });
}
