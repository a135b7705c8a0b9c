import type { Location, RelatedLocation } from '../diagnostic.ts';
import { textLocation } from '../model/locate.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import type { Origin } from './origin.ts';

const sourceLine = /^# Source: (\S.*?)\s*$/;
const action = /\{\{.*?\}\}/g;

/** A line of the output that is found in its template, or the template as a whole. */
interface Found {
  readonly template: SourceFile;
  /** Counted from 0. */
  readonly line: number;
}

/**
 * What `helm template` printed: a comment before each document names the template that it is from. A line of the output
 * is found again by the parts of it that the template writes out.
 */
export class Templated implements Origin {
  readonly build: string | undefined;
  readonly #lines: readonly string[];
  readonly #templateOf: (source: string) => SourceFile | undefined;
  readonly #stays: boolean;
  readonly #templates = new Map<string, Template | undefined>();
  readonly #documents = new Map<number, readonly string[]>();

  /**
   * `templateOf` finds the template that a comment names. With `stays`, findings are reported where they stand in the
   * output, for whoever printed it, and the template is the other end.
   */
  constructor(build: string | undefined, output: string, templateOf: (source: string) => SourceFile | undefined, stays = false) {
    this.build = build;
    this.#lines = output.split(/\r?\n/);
    this.#templateOf = templateOf;
    this.#stays = stays;
  }

  trace(location: Location): Location | undefined {
    const found = this.#stays ? undefined : this.#find(location);
    return found && this.#locationOf(found, location);
  }

  /** The other end: how the line was rendered, or where its template is. */
  related(location: Location): RelatedLocation | undefined {
    const found = this.#find(location);
    if (found) {
      const at = this.#locationOf(found, location);
      const rendered = this.#lines[location.line - 1]!.trim();
      const isLiteral = new Source(found.template).lines.text(found.line + 1).trim() === rendered;
      if (this.#stays) return { ...at, message: 'is what it was rendered from' };
      return isLiteral ? undefined : { ...at, message: `was rendered as "${rendered}"` };
    }
    const source = this.#stays ? this.#sourceOf(location) : undefined;
    return source === undefined ? undefined : { file: source, line: 1, column: 1, endLine: 1, endColumn: 2, start: 0, end: 1, message: 'is what it was rendered from' };
  }

  textOf(file: string): string | undefined {
    for (const template of this.#templates.values()) if (template?.file.path === file) return template.file.text;
    return undefined;
  }

  #find(location: Location): Found | undefined {
    const from = this.#start(location);
    const template = from === undefined ? undefined : this.#template(this.#lines[from]!);
    return template && { template: template.file, line: template.lineOf(this.#documentAt(from!), location.line - 2 - from!) };
  }

  /** The line of the comment above a location. */
  #start({ line }: Location): number | undefined {
    for (let i = Math.min(line, this.#lines.length) - 1; i >= 0; i -= 1) if (sourceLine.test(this.#lines[i]!)) return i;
    return undefined;
  }

  #sourceOf(location: Location): string | undefined {
    const from = this.#start(location);
    return from === undefined ? undefined : sourceLine.exec(this.#lines[from]!)?.[1];
  }

  #template(comment: string): Template | undefined {
    const source = sourceLine.exec(comment)![1]!;
    if (!this.#templates.has(source)) {
      const file = this.#templateOf(source);
      this.#templates.set(source, file && new Template(file));
    }
    return this.#templates.get(source);
  }

  #documentAt(comment: number): readonly string[] {
    const known = this.#documents.get(comment);
    if (known) return known;
    const end = this.#lines.findIndex((line, i) => i > comment && /^---(?:\s|$)/.test(line));
    const document = this.#lines.slice(comment + 1, end < 0 ? undefined : end);
    this.#documents.set(comment, document);
    return document;
  }

  /** The very words where the template has them, else its line. */
  #locationOf({ template, line }: Found, { line: rendered, column, endColumn, object, path }: Location): Location {
    const source = new Source(template);
    const text = source.lines.text(line + 1);
    const start = lineStart(template.text, line);
    const words = this.#lines[rendered - 1]!.slice(column - 1, endColumn - 1);
    const at = words ? text.indexOf(words) : -1;
    // A value that is made up is pointed at from behind its key on.
    const key = /^\s*(?:- )*[\w.\/-]+:\s+(?=\S)/.exec(text)?.[0].length ?? 0;
    const first = words && key && column > key ? key : text.length - text.trimStart().length;
    const span = at >= 0 ? { start: start + at, end: start + at + words.length } : { start: start + first, end: start + Math.max(text.trimEnd().length, first + 1) };
    return { ...textLocation(source, span), ...(object && { object }), ...(path !== undefined && { path }) };
  }
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i += 1) at = text.indexOf('\n', at) + 1;
  return at;
}

/** A line of a template that writes something out. */
interface TemplateLine {
  /** Counted from 0. */
  readonly line: number;
  /** What it writes out, between the actions. */
  readonly parts: readonly string[];
  /** How many characters it writes out. */
  readonly weight: number;
}

/** Beyond this many pairs of lines only like lines are looked for, without their order. */
const mostPairs = 4_000_000;
const control = /^\{\{-?\s*(?:if|else|end|range|with|define|block|\/\*)\b/;

class Template {
  readonly file: SourceFile;
  readonly #lines: readonly TemplateLine[];
  /** Lines that only an action fills. */
  readonly #actions: readonly number[];
  readonly #aligned = new Map<readonly string[], readonly (number | undefined)[]>();

  constructor(file: SourceFile) {
    this.file = file;
    const texts = file.text.split(/\r?\n/).map((line) => line.trim());
    this.#lines = texts.flatMap((text, line) => {
      const literal = text.replace(action, '').trim();
      if (!literal || text.length > 2000) return [];
      return [{ line, parts: text.split(action), weight: literal.length }];
    });
    this.#actions = texts.flatMap((text, line) => (text.includes('{{') && !text.replace(action, '').trim() && !control.test(text) ? [line] : []));
  }

  /** The line that a line of a document was made from, both counted from 0: a line that writes it, or the action that put it in. */
  lineOf(document: readonly string[], index: number): number {
    const aligned = this.#align(document);
    if (aligned[index] !== undefined) return aligned[index];
    const before = last(aligned.slice(0, index)) ?? -1;
    const after = aligned.slice(index + 1).find((line) => line !== undefined) ?? Number.POSITIVE_INFINITY;
    // A line of a loop stands once and comes out often.
    const again = this.#lines.filter((each) => comesTo(each, document[index]?.trim() ?? '')).sort((a, b) => b.weight - a.weight || Math.abs(a.line - before) - Math.abs(b.line - before))[0];
    return again?.line ?? this.#actions.find((line) => line > before && line < after) ?? Math.max(before, 0);
  }

  /** The longest way through both in their order, by what is written out (a longest common subsequence). */
  #align(document: readonly string[]): readonly (number | undefined)[] {
    let aligned = this.#aligned.get(document);
    if (!aligned) this.#aligned.set(document, (aligned = document.length * this.#lines.length > mostPairs ? [] : align(document.map((line) => line.trim()), this.#lines)));
    return aligned;
  }
}

function align(document: readonly string[], lines: readonly TemplateLine[]): (number | undefined)[] {
  const width = lines.length + 1;
  const best = new Int32Array((document.length + 1) * width);
  for (let i = document.length - 1; i >= 0; i -= 1) {
    for (let j = lines.length - 1; j >= 0; j -= 1) {
      const skip = Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
      const take = comesTo(lines[j]!, document[i]!) ? lines[j]!.weight + best[(i + 1) * width + j + 1]! : 0;
      best[i * width + j] = Math.max(skip, take);
    }
  }
  const aligned: (number | undefined)[] = [];
  for (let i = 0, j = 0; i < document.length && j < lines.length; ) {
    const here = best[i * width + j]!;
    if (comesTo(lines[j]!, document[i]!) && here === lines[j]!.weight + best[(i + 1) * width + j + 1]!) aligned[i++] = lines[j++]!.line;
    else if (here === best[(i + 1) * width + j]!) i += 1;
    else j += 1;
  }
  return aligned;
}

/** True where the line has the parts in their order, with whatever between them. */
function comesTo({ parts: [first, ...rest] }: TemplateLine, line: string): boolean {
  const end = rest.pop();
  if (end === undefined) return first === line;
  if (line.length < first!.length + end.length || !line.startsWith(first!) || !line.endsWith(end)) return false;
  let at = first!.length;
  for (const part of rest) {
    const found = line.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= line.length - end.length;
}

function last(lines: readonly (number | undefined)[]): number | undefined {
  for (let i = lines.length - 1; i >= 0; i -= 1) if (lines[i] !== undefined) return lines[i];
  return undefined;
}
