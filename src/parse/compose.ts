import { Lexer, parseDocument, Parser, type Document, type Node } from 'yaml';
import { joinOpen, strayTab } from './goyaml.ts';
import type { Chunk } from './split.ts';

/** Offsets are UTF-16 and count from the start of the file. */
export interface SyntaxProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Kubernetes objects are some ten levels deep; the stack is not for the rest. */
export const maxDepth = 500;
const maxJoined = 100_000;
/** Brackets and quotes of one document that are written as only go-yaml reads them. */
const maxJoins = 5;

export interface Composed {
  readonly root: Node | null;
  /** False where brackets or quotes were joined to be read: then the tree lacks comments and line breaks that the text has. */
  readonly isVerbatim: boolean;
}

/** The syntax tree of a document, or the first thing that is wrong with it as kubectl would have it. */
export function compose(text: string, chunk: Chunk): Composed | SyntaxProblem {
  const source = text.slice(chunk.start, chunk.end);
  if (mayBeDeep(source) && isDeep(source)) return tooDeep(chunk);
  const tab = source.includes('\t') ? strayTab(source) : undefined;
  if (tab !== undefined) return { message: 'a tab stands where YAML takes only spaces', start: chunk.start + tab, end: chunk.start + tab + 1 };
  const composed = composeText(source, text, chunk);
  let joined = 'message' in composed && source.length <= maxJoined ? joinOpen(source) : undefined;
  for (let rounds = 0; joined !== undefined && rounds < maxJoins; rounds += 1) {
    const again = composeText(joined, text, chunk);
    if (!('message' in again)) return { ...again, isVerbatim: false };
    joined = joinOpen(joined);
  }
  return composed;
}

function composeText(source: string, text: string, chunk: Chunk): Composed | SyntaxProblem {
  let doc: Document.Parsed;
  try {
    doc = parseDocument(source, {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    // The composer is recursive and its input is not ours.
    if (error instanceof RangeError) return tooDeep(chunk);
    throw error;
  }
  // go-yaml reads `"a"#b` as a comment all the same.
  const problem = doc.errors.find((e) => e.code !== 'TAG_RESOLVE_FAILED' && !e.message.startsWith('Comments must be separated'));
  if (problem?.code === 'RESOURCE_EXHAUSTION') return tooDeep(chunk);
  if (problem) {
    const [start, end] = problem.pos;
    return { message: sentence(problem.message), ...onOneLine(text, chunk.start + start, chunk.start + end) };
  }
  return { root: doc.contents, isVerbatim: true };
}

/**
 * A cheap upper bound: no document nests deeper than its longest run of indentation and dashes, or its brackets that are
 * open at once. The composer recurses, and an exhausted stack can end the process, so depth is settled before it runs.
 */
export function mayBeDeep(source: string): boolean {
  let prefix = 0;
  let open = 0;
  for (let i = 0; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (code === 10) prefix = 0;
    else if (prefix >= 0) {
      // Space, tab, `-` and `?` can each open a level at the start of a line.
      if (code === 32 || code === 9 || code === 45 || code === 63) prefix += 1;
      else prefix = -1;
      if (prefix > maxDepth) return true;
    }
    if (code === 91 || code === 123) {
      open += 1;
      if (open > maxDepth) return true;
    } else if ((code === 93 || code === 125) && open > 0) open -= 1;
  }
  return false;
}

function isDeep(source: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > maxDepth) return true;
  }
  return false;
}

export function tooDeep(chunk: Chunk): SyntaxProblem {
  return { message: `nested more than ${maxDepth} levels deep`, start: chunk.start, end: chunk.start + 1 };
}

function sentence(message: string): string {
  const first = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/** The part of a stretch that is on its first line, without white space at its end; where that is nothing, the character before. */
export function onOneLine(text: string, from: number, end: number): { start: number; end: number } {
  let start = from;
  while (start > 0 && /^[\r\n]?$/.test(text.charAt(start))) start -= 1;
  const newline = text.indexOf('\n', start);
  let stop = newline >= 0 && newline < end ? newline : end;
  while (stop > start + 1 && /\s/.test(text[stop - 1]!)) stop -= 1;
  return { start, end: Math.max(stop, start + 1) };
}
