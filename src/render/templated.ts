import type { Location, RelatedLocation } from '../diagnostic.ts';
import { textLocation } from '../model/locate.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { Ways, type Written } from './ways.ts';
import { readTemplate, type Step, type Template } from './go-template.ts';
import type { Origin } from './origin.ts';

/** The templates of a chart and of those inside it, as far as they are at hand. */
export interface Templates {
  /** The one that a `# Source:` comment names. */
  find(source: string): SourceFile | undefined;
  /** All that may define what others include; of two definitions the later one holds. */
  all(): readonly SourceFile[];
}

/** A document of the output: what stands between two separators. Lines are counted from 0. */
interface Printed {
  /** The line of the comment that names the template. */
  readonly comment: number;
  readonly end: number;
  readonly source: string;
}

/**
 * What `helm template` printed: a comment before each document names the template that it is from. A line of the output
 * is found again by what the template writes out.
 */
export class Templated implements Origin {
  readonly build: string | undefined;
  readonly #lines: readonly string[];
  readonly #templates: Templates;
  readonly #stays: boolean;
  #documents: readonly Printed[] | undefined;
  #defines: Map<string, readonly Step[]> | undefined;
  readonly #read = new Map<SourceFile, Template>();
  readonly #ways = new Map<string, { readonly file: SourceFile; readonly ways: Ways } | undefined>();
  readonly #aligned = new Map<Printed, readonly (Written | undefined)[]>();
  readonly #sources = new Map<SourceFile, Source>();

  /** With `stays`, findings are reported where they stand in the output, for whoever printed it, and the template is the other end. */
  constructor(build: string | undefined, output: string, templates: Templates, stays = false) {
    this.build = build;
    this.#lines = output.split(/\r?\n/);
    this.#templates = templates;
    this.#stays = stays;
  }

  trace(location: Location): Location | undefined {
    const found = this.#stays ? undefined : this.#find(location);
    return found && this.#locationOf(found, location);
  }

  /** The other end: how the line was rendered, or where its template is. */
  related(location: Location): RelatedLocation | undefined {
    const found = this.#find(location);
    const rendered = this.#lines[location.line - 1]?.trim();
    if (!found || rendered === undefined) {
      const source = this.#documentOf(location)?.source;
      return source === undefined ? undefined : { file: source, line: 1, column: 1, endLine: 1, endColumn: 2, start: 0, end: 1, message: 'is what it was rendered from' };
    }
    const at = this.#locationOf(found, location);
    if (this.#stays) return { ...at, message: 'is what it was rendered from' };
    if (found.via) return { ...this.#locationOf({ ...found, by: found.via }, location), message: `is where it is included, rendered as "${rendered}"` };
    const isLiteral = this.#sourceOf(found.by.file).lines.text(at.line).trim() === rendered;
    return isLiteral ? undefined : { ...at, message: `was rendered as "${rendered}"` };
  }

  textOf(file: string): string | undefined {
    for (const { path, text } of this.#sources.keys()) if (path === file) return text;
    return undefined;
  }

  /** What wrote a line. */
  #find(location: Location): Place | undefined {
    const document = this.#documentOf(location);
    const from = document && this.#waysOf(document.source);
    if (!document || !from) return undefined;
    let aligned = this.#aligned.get(document);
    if (!aligned) this.#aligned.set(document, (aligned = withoutGaps(from.ways.align(this.#lines.slice(document.comment + 1, document.end)))));
    return aligned[location.line - 2 - document.comment] ?? { by: { file: from.file, line: 0 }, via: undefined };
  }

  #documentOf({ line }: Location): Printed | undefined {
    const documents = (this.#documents ??= documentsIn(this.#lines));
    let low = 0;
    let high = documents.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (documents[middle]!.comment < line) low = middle + 1;
      else high = middle;
    }
    const found = documents[low - 1];
    return found && line - 1 < found.end ? found : undefined;
  }

  #waysOf(source: string) {
    if (!this.#ways.has(source)) {
      const file = this.#templates.find(source);
      this.#ways.set(source, file && { file, ways: new Ways(this.#template(file).steps, (name) => this.#definitionOf(name)) });
    }
    return this.#ways.get(source);
  }

  #definitionOf(name: string): readonly Step[] | undefined {
    this.#defines ??= new Map(this.#templates.all().flatMap((file) => [...this.#template(file).defines]));
    return this.#defines.get(name);
  }

  #template(file: SourceFile): Template {
    let template = this.#read.get(file);
    if (!template) this.#read.set(file, (template = readTemplate(file)));
    return template;
  }

  #sourceOf(file: SourceFile): Source {
    let source = this.#sources.get(file);
    if (!source) this.#sources.set(file, (source = new Source(file)));
    return source;
  }

  /** The very words where the template has them, else its line. */
  #locationOf({ by: { file, line } }: Place, { line: rendered, column, endColumn, object, path }: Location): Location {
    const source = this.#sourceOf(file);
    const text = source.lines.text(line + 1);
    const start = source.lines.start(line + 1);
    const words = this.#lines[rendered - 1]!.slice(column - 1, endColumn - 1);
    const at = words ? text.indexOf(words) : -1;
    // A value that is made up is pointed at from behind its key on.
    const key = /^\s*(?:- )*[\w.\/-]+:\s+(?=\S)/.exec(text)?.[0].length ?? 0;
    const first = words && key && column > key ? key : text.length - text.trimStart().length;
    const span = at >= 0 ? { start: start + at, end: start + at + words.length } : { start: start + first, end: start + Math.max(text.trimEnd().length, first + 1) };
    return { ...textLocation(source, span), ...(object && { object }), ...(path !== undefined && { path }) };
  }
}

/** A line of a template, and the line that draws it in where that is in another one. */
interface Place {
  readonly by: { readonly file: SourceFile; readonly line: number };
  readonly via: { readonly file: SourceFile; readonly line: number } | undefined;
}

/** Where nothing fits, what wrote the line before. */
function withoutGaps(written: readonly (Written | undefined)[]): readonly (Written | undefined)[] {
  let last: Written | undefined;
  return written.map((each) => (last = each ?? last));
}

/** Helm names a template by the chart and the path inside; whatever else a pipe holds is not repeated. */
const sourceLine = /^# Source: (?!.*\/\.\.?\/)([\w.-]+\/[^\p{Cc}]+)$/u;
const separatorLine = /^---(?:\s|$)/;

function documentsIn(lines: readonly string[]): Printed[] {
  const found: { comment: number; end: number; source: string }[] = [];
  for (const [i, line] of lines.entries()) {
    if (separatorLine.test(line)) {
      const last = found.at(-1);
      if (last && last.end === lines.length) last.end = i;
    }
    const source = i === 0 || separatorLine.test(lines[i - 1]!) ? sourceLine.exec(line)?.[1]!.trimEnd() : undefined;
    if (source !== undefined) found.push({ comment: i, end: lines.length, source });
  }
  return found;
}
