/** A document's text within its file, without the `---` before it: UTF-16 offsets, end exclusive. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a stream into documents. `---` or `...` at the start of a line, followed by white space or the line's end, is a
 * document marker wherever it stands, also inside a block or quoted scalar (YAML 1.2.2 §9.1.2, rule c-forbidden), so no
 * parsing is needed. Chunks that hold nothing but white space, comments and directives are left out.
 */
export function split(file: string): Chunk[] {
  const text = withoutLogs(file);
  const chunks: Chunk[] = [];
  let line = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let start = line;
  let dash = text.indexOf('\n---', line);
  let dots = text.indexOf('\n...', line);
  for (;;) {
    const first = text.charCodeAt(line);
    if ((first === 45 || first === 46) && isMarker(text, line)) {
      add(chunks, text, start, line);
      start = line + 3;
    }
    if (dash >= 0 && dash < line) dash = text.indexOf('\n---', line);
    if (dots >= 0 && dots < line) dots = text.indexOf('\n...', line);
    const next = dash < 0 ? dots : dots < 0 ? dash : Math.min(dash, dots);
    if (next < 0) break;
    line = next + 1;
  }
  add(chunks, text, start, text.length);
  return chunks;
}

const logsStart = '==== START logs for container ';
const logsEnd = '\n==== END logs for container ';

/** `kubectl cluster-info dump` prints what containers said between its objects: blank here, so that offsets stay. */
function withoutLogs(text: string): string {
  let cleared = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf(logsStart, from);
    const close = start < 0 ? -1 : text.indexOf(logsEnd, start);
    if (close < 0) return from === 0 ? text : cleared + text.slice(from);
    const newline = text.indexOf('\n', close + 1);
    const end = newline < 0 ? text.length : newline;
    cleared += text.slice(from, start) + ' '.repeat(end - start);
    from = end;
  }
}

function isMarker(text: string, at: number): boolean {
  const mark = text.slice(at, at + 3);
  if (mark !== '---' && mark !== '...') return false;
  const after = text[at + 3];
  // kubectl takes `---#` for a separator too (apimachinery pkg/util/yaml splitYAMLDocument).
  return after === undefined || after === '\n' || after === '\r' || after === ' ' || after === '\t' || (after === '#' && mark === '---');
}

const nothing = /^\s*(?:[#%].*)?$/;

function add(chunks: Chunk[], text: string, start: number, end: number): void {
  // The look at the first characters spares the slice for all but comments and directives.
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at += 1;
  if (at >= end) return;
  const first = text[at];
  if ((first === '#' || first === '%') && onlyComments(text, at, end)) return;
  if (first === '{') addJson(chunks, text, at, end);
  else chunks.push({ start: text.charCodeAt(start) === 0xfeff ? start + 1 : start, end });
}

/** kubectl reads JSON objects that follow each other without a separator as one stream. */
function addJson(chunks: Chunk[], text: string, start: number, end: number): void {
  let at = start;
  for (;;) {
    const stop = endOfObject(text, at, end);
    let next = stop;
    while (next < end && isSpace(text.charCodeAt(next))) next += 1;
    // What follows the object belongs to it, as the mistake that it is.
    const isWhole = next >= end || text[next] === '{';
    chunks.push({ start: at, end: isWhole ? stop : end });
    if (!isWhole || next >= end) return;
    at = next;
  }
}

function endOfObject(text: string, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfString(text, at, end);
    else if (code === 123) depth += 1;
    else if (code === 125) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return end;
}

function endOfString(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at;
  }
  return end;
}

function onlyComments(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    if (!nothing.test(text.slice(at, stop))) return false;
    at = stop + 1;
  }
  return true;
}

function isSpace(code: number): boolean {
  // A byte order mark may open every document of files that were put together.
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff;
}
