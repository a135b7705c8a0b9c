import { flowEnd, lexemes } from './lexemes.ts';

/**
 * Where kubectl reads otherwise than the YAML library does: its reader (sigs.k8s.io/yaml, a fork of go-yaml v2) refuses
 * some tabs that YAML 1.2 allows, and takes brackets and quotes that go on at any indentation.
 */

/** The offset of a tab at the start of a line or after a dash, where go-yaml takes only spaces (scannerc.go yaml_parser_scan_to_next_token). */
export function strayTab(source: string): number | undefined {
  let open = 0;
  let mayStart = true;
  let afterText = false;
  for (const { text, at, isContent } of lexemes(source)) {
    const isBlank = !isContent && /^[ \t]+$/.test(text);
    const isBreak = !isContent && /^\r?\n$/.test(text);
    if (isBlank && open === 0 && mayStart) {
      // Deeper in a line, what follows a text may belong to it.
      const tab = !afterText ? text.indexOf('\t') : text[0] === '\t' && source[at - 1] === '\n' ? 0 : -1;
      if (tab >= 0) return at + tab;
    }
    if (isBlank) continue;
    if (!isContent && (text === flowEnd || isOpenQuote(text))) return undefined;
    if (!isContent && (text === '[' || text === '{')) open += 1;
    else if (!isContent && (text === ']' || text === '}')) open = Math.max(0, open - 1);
    mayStart = isBreak || (!isContent && (text === '-' || text === '?'));
    if (!isBreak) afterText = isContent;
  }
  return undefined;
}

function isOpenQuote(text: string): boolean {
  return (text[0] === '"' || text[0] === "'") && (text.length < 2 || !text.endsWith(text[0]));
}

/**
 * The text with the first bracket or quote that the library finds open written in one line: line breaks in it are
 * spaces, so offsets stay. Undefined where none is, or where it has no end.
 */
export function joinOpen(source: string): string | undefined {
  let open = 0;
  let start = 0;
  for (const { text, at, isContent } of lexemes(source)) {
    const first = text[0];
    if (text === flowEnd) return join(source, start);
    if (!isContent && (first === '[' || first === '{') && open++ === 0) start = at;
    else if (!isContent && (first === ']' || first === '}')) open -= 1;
    else if (!isContent && isOpenQuote(text)) return join(source, open > 0 ? start : at);
  }
  return undefined;
}

const token = /"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|(?<=\s)#[^\n]*|[[\]{}"']/g;

function join(source: string, start: number): string | undefined {
  token.lastIndex = start;
  let open = 0;
  let joined = '';
  let done = start;
  for (let found = token.exec(source); found; found = token.exec(source)) {
    const [text] = found;
    // A quote without an end.
    if (text === '"' || text === "'") return undefined;
    if (text.startsWith('#')) {
      joined += source.slice(done, found.index) + ' '.repeat(text.length);
      done = token.lastIndex;
    } else if (text === '[' || text === '{') open += 1;
    else if (text === ']' || text === '}') open -= 1;
    if (open <= 0 && !text.startsWith('#')) return source.slice(0, start) + (joined + source.slice(done, token.lastIndex)).replace(/[\r\n]/g, ' ') + source.slice(token.lastIndex);
  }
  return undefined;
}
