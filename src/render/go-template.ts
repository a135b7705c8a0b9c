import type { SourceFile } from '../parse/manifests.ts';

/** What a line of a template writes out. */
export interface TemplateLine {
  readonly file: SourceFile;
  /** Counted from 0. */
  readonly line: number;
  /** The text between the actions, without the space around all of it; empty where an action alone fills the line. */
  readonly parts: readonly string[];
  /** The last thing on the line, where that is an action: it may write any number of lines. */
  readonly action: string | undefined;
}

/** `if`, `with` and `range`: one of the branches is taken, or none. */
export interface Control {
  readonly branches: readonly (readonly Step[])[];
  readonly hasElse: boolean;
  readonly repeats: boolean;
}

export type Step = TemplateLine | Control | typeof separator;

/** The line between two documents. */
export const separator = '---';

/** A template as Go's text/template reads it, as far as it tells which line writes what. */
export interface Template {
  readonly steps: readonly Step[];
  /** By name. */
  readonly defines: ReadonlyMap<string, readonly Step[]>;
}

/** Text, or what stands between `{{` and `}}` without the signs that trim. */
type Piece = string | { readonly action: string };

interface Block {
  readonly word: string;
  readonly name: string | undefined;
  readonly branches: Step[][];
  hasElse: boolean;
}

const opening = /^(if|with|range|define|block)\b(?:\s+"([^"]*)")?/;
/** Longer lines are not looked at: they are data. */
const longest = 2000;
/** Blocks further inside count as what holds them. */
const deepest = 200;

export function readTemplate(file: SourceFile): Template {
  const defines = new Map<string, readonly Step[]>();
  const root: Block = { word: '', name: undefined, branches: [[]], hasElse: false };
  const open = [root];
  let further = 0;
  const here = () => open.at(-1)!.branches.at(-1)!;
  const close = () => {
    if (open.length === 1) return;
    const { word, name, branches, hasElse } = open.pop()!;
    if (word === 'define' && name !== undefined) defines.set(name, branches[0]!);
    else here().push({ branches, hasElse: hasElse || word === 'block', repeats: word === 'range' });
  };
  for (const [line, pieces] of linesOf(file.text)) {
    let run: Piece[] = [];
    const write = () => {
      const written = lineOf(file, line, run);
      if (written) here().push(written);
      run = [];
    };
    for (const piece of withoutInlineBlocks(pieces)) {
      const action = typeof piece === 'string' ? undefined : piece.action;
      const [, word, name] = (action !== undefined && opening.exec(action)) || [];
      if (word !== undefined && open.length > deepest) {
        write();
        further += 1;
      } else if (word !== undefined) {
        write();
        open.push({ word, name, branches: [[]], hasElse: false });
      } else if (action !== undefined && /^else\b/.test(action)) {
        write();
        if (further) continue;
        open.at(-1)!.hasElse ||= action === 'else';
        open.at(-1)!.branches.push([]);
      } else if (action === 'end') {
        write();
        if (further) further -= 1;
        else close();
      } else run.push(piece);
    }
    write();
  }
  while (open.length > 1) close();
  return { steps: root.branches[0]!, defines };
}

/** The lines of a text with what stands on each; an action of several lines is where it starts. */
function linesOf(text: string): Map<number, Piece[]> {
  const lines = new Map<number, Piece[]>();
  let line = 0;
  const put = (piece: Piece) => {
    const known = lines.get(line);
    if (known) known.push(piece);
    else lines.set(line, [piece]);
  };
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf('{{', at);
    for (const [i, part] of text.slice(at, start < 0 ? undefined : start).split(/\r?\n/).entries()) {
      if (i > 0) line += 1;
      if (part) put(part);
    }
    if (start < 0) break;
    at = endOfAction(text, start + 2);
    const inside = text.slice(start + 2, at);
    put({ action: inside.replace(/^-(?=\s)/, '').replace(/\s-?\}\}$|\}\}$/, '').trim() });
    line += inside.split('\n').length - 1;
  }
  return lines;
}

/** Behind the braces that end an action; what is quoted may hold such, too. */
function endOfAction(text: string, from: number): number {
  const comment = /^-?\s*\/\*/.exec(text.slice(from, from + 40));
  if (comment) {
    const end = text.indexOf('*/', from + comment[0].length);
    const braces = end < 0 ? -1 : text.indexOf('}}', end);
    return braces < 0 ? text.length : braces + 2;
  }
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (char === '}' && text[i + 1] === '}') return i + 2;
    if (char !== '"' && char !== '`') continue;
    for (i += 1; i < text.length && text[i] !== char; i += 1) if (char === '"' && text[i] === '\\') i += 1;
  }
  return text.length;
}

/** `{{ if … }}x{{ else }}y{{ end }}` amid a line is like an action: there is something in its place. */
function withoutInlineBlocks(pieces: readonly Piece[]): readonly Piece[] {
  const ends = endsOfBlocks(pieces);
  if (!ends.size) return pieces;
  const isThere = (piece: Piece) => typeof piece !== 'string' || piece.trim() !== '';
  const [first, last] = [pieces.findIndex(isThere), pieces.findLastIndex(isThere)];
  const found: Piece[] = [];
  for (let i = 0; i < pieces.length; i += 1) {
    const end = ends.get(i);
    const isWhole = i === first && end === last;
    if (end === undefined || isWhole) found.push(pieces[i]!);
    else {
      found.push({ action: '' });
      i = end;
    }
  }
  return found;
}

/** Where the blocks end that begin and end on one line, by where they begin. */
function endsOfBlocks(pieces: readonly Piece[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [i, piece] of pieces.entries()) {
    if (typeof piece === 'string') continue;
    if (opening.test(piece.action)) open.push(i);
    else if (piece.action === 'end') {
      const start = open.pop();
      if (start !== undefined) ends.set(start, i);
    }
  }
  return ends;
}

/** Comments and assignments write nothing. */
const silent = /^(?:\/\*|\$\w*\s*:?=(?!=))/;

function lineOf(file: SourceFile, line: number, run: readonly Piece[]): TemplateLine | typeof separator | undefined {
  const pieces = run.filter((piece) => typeof piece === 'string' || !silent.test(piece.action));
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
  const last = pieces.findLast((piece) => typeof piece !== 'string' || piece.trim() !== '');
  const action = last === undefined || typeof last === 'string' ? undefined : last.action;
  if (!text.trim() && action === undefined) return undefined;
  if (/^---(?:\s|$)/.test(text)) return separator;
  if (!text.trim() || text.length > longest) return { file, line, parts: [], action: action ?? '' };
  const parts = [''];
  for (const piece of pieces) {
    if (typeof piece === 'string') parts[parts.length - 1] += piece;
    else parts.push('');
  }
  parts[0] = parts[0]!.trimStart();
  parts[parts.length - 1] = parts.at(-1)!.trimEnd();
  return { file, line, parts, action };
}
