import type { Diagnostic, FieldPath, Severity, Suppressed } from '../diagnostic.ts';
import { locate, textLocation } from '../model/locate.ts';
import type { Model } from '../model/model.ts';
import { asMap, type Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import type { Block } from '../parse/comments.ts';
import type { Manifests, Source } from '../parse/manifests.ts';
import { split, type Chunk } from '../parse/split.ts';
import type { RuleMeta } from '../rule.ts';
import { nearest, shorten } from '../spelling.ts';
import { docsUrl } from '../version.ts';
import type { Known } from './build-model.ts';
import { directivesOf, mayHaveDirectives, reaches, type Directive, type Named, type Reach } from './directives.ts';
import type { Focus } from './focus.ts';
import { ruleMetas } from './metas.ts';
import { malformedSuppression, unknownRule, unusedSuppression } from './readings.ts';
import type { Settings } from './settings.ts';
import { updateMetas } from './update-metas.ts';

/** `ignore.headlint.dev/RULE: "why"` on an object or on its Pod template. */
const annotationPrefix = 'ignore.headlint.dev/';

export interface Suppression {
  readonly results: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  /** What is wrong with the comments and annotations themselves. */
  readonly findings: readonly Diagnostic[];
}

/** A rule that somebody suppresses somewhere. */
interface Entry {
  readonly rule: string;
  readonly why: string | undefined;
  readonly source: Source;
  readonly at: () => Omit<Diagnostic, 'rule' | 'severity' | 'message' | 'help' | 'url' | 'related'>;
  readonly where: string;
  /** The first of several that say the same. */
  readonly twin: Entry | undefined;
  /** `shadowed` where what it would suppress is suppressed by one that reaches less far. */
  state: 'idle' | 'shadowed' | 'used';
}

/**
 * Takes out the findings that comments and annotations in the manifests suppress. Of several that do, the one that
 * reaches least far counts, so that the others are known to be for nothing; of files that are not reported on, nothing
 * is said of that.
 */
export function suppress(results: readonly Diagnostic[], { model, manifests, replaced }: Known, settings: Settings, focus: Focus): Suppression {
  // Findings in outputs are traced to the files that they were built of.
  const built = replaced.filter(({ text }) => mayHaveDirectives(text)).map((source) => new FileSuppressions(source, () => true));
  const files = [...manifests.flatMap((manifest) => suppressionsOf(manifest)), ...built];
  const annotated = annotations(manifests, model);
  if (!files.length && !annotated.entries.length) return { results, suppressed: [], findings: [] };
  const byFile = new Map(files.map((file) => [file.source.shown, file]));
  const kept: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const diagnostic of results) {
    const [entry, ...others] = [...(byFile.get(diagnostic.file)?.find(diagnostic) ?? []), ...annotated.find(diagnostic)];
    if (!entry) kept.push(diagnostic);
    else {
      entry.state = 'used';
      for (const other of others) if (other.state === 'idle') other.state = 'shadowed';
      suppressed.push({ diagnostic, kind: 'inSource', ...(entry.why !== undefined && { why: entry.why }) });
    }
  }
  const ids = ruleMetas().map(({ id }) => id);
  const entries = [...files.flatMap((file) => file.entries), ...annotated.entries].filter(({ source }) => focus.maySuppress(source));
  const malformed = [...files.flatMap((file) => file.malformed), ...annotated.malformed].filter(({ source }) => focus.maySuppress(source)).map(({ diagnostic }) => diagnostic);
  return { results: kept, suppressed, findings: [...malformed, ...entries.flatMap((entry) => problemOf(entry, ids, settings))].flatMap((finding) => settings.apply(finding)) };
}

function problemOf(entry: Entry, rules: readonly string[], settings: Settings): Diagnostic[] {
  const { rule, where, source, twin } = entry;
  if (!rules.includes(rule)) {
    const near = nearest(rule, rules);
    const help = near ? `If ${near} is meant, write that.` : /^[a-z]+$/.test(rule) ? 'Name rules, joined by commas; a reason stands behind " -- ". headlint rules lists them.' : 'headlint rules lists them.';
    return [finding(unknownRule, entry.at(), `There is no rule "${shorten(rule)}", so nothing is suppressed by this.`, help)];
  }
  if (entry.state === 'used' || isOfUpdates(rule) || !settings.mayRun(rule, source.shown)) return [];
  const isDouble = entry.state === 'shadowed' || (twin && twin.state !== 'idle');
  const message = isDouble ? `What ${rule} finds ${where} is suppressed already, by a comment or an annotation that is as near or nearer.` : `${rule} finds nothing ${where}, and so nothing is suppressed.`;
  return [finding(unusedSuppression, entry.at(), message, 'Remove it, so that it hides nothing that comes later.')];
}

/** `headlint diff` alone has these findings, so that nobody can tell here. */
function isOfUpdates(rule: string): boolean {
  return updateMetas.some(({ id }) => id === rule);
}

function finding({ id, severity }: RuleMeta, at: ReturnType<Entry['at']>, message: string, help: string): Diagnostic {
  return { rule: id, severity: severity as Severity, message, ...at, related: [], help, url: docsUrl(id) };
}

interface Malformed {
  readonly source: Source;
  readonly diagnostic: Diagnostic;
}

const whereOf: Readonly<Record<Reach, string>> = { 'next-line': 'on the next line', line: 'on this line', document: 'in this document', file: 'in this file' };

/** The comments of one file that suppress. */
class FileSuppressions {
  readonly source: Source;
  readonly entries: Entry[] = [];
  readonly malformed: Malformed[] = [];
  readonly #byPlace = new Map<string, Entry>();
  readonly #blocks: readonly Block[];
  readonly #chunks: readonly Chunk[];

  /** Of documents that were not read nobody knows what would be found in them. */
  constructor(source: Source, isRead: (chunk: Chunk | undefined) => boolean) {
    this.source = source;
    const { directives, blocks } = directivesOf(source);
    this.#blocks = blocks;
    this.#chunks = split(source.text);
    for (const directive of directives) if (isRead(directive.chunk)) this.#add(directive);
  }

  /** The entries that suppress a finding, the nearest first. */
  find({ rule, line, start }: Diagnostic): Entry[] {
    const block = this.#blockAt(line);
    const lines = block === undefined || block.first === line ? [line] : [line, block.first];
    const places = [...lines.map((each) => `line ${each}`), `document ${this.#chunkAt(start)?.start}`, 'file'];
    return places.flatMap((place) => this.#byPlace.get(`${place} ${rule}`) ?? []);
  }

  #add(directive: Directive): void {
    const { word, reach, rules } = directive;
    const bad = (message: string, help: string) => this.malformed.push({ source: this.source, diagnostic: finding(malformedSuppression, textLocation(this.source, word), message, help) });
    if (reach === undefined) {
      const near = nearest(word.rule, Object.keys(reaches));
      const help = near && !word.rule.startsWith('headlint-enable') ? `If ${near} is meant, write that.` : `Write ${Object.keys(reaches).join(', ')}, and the names of rules. What is suppressed for a line or a document comes back by itself.`;
      bad(`"${shorten(word.rule)}" suppresses nothing: there is no such comment.`, help);
    } else if (!rules.length) bad('This comment names no rule: findings are suppressed by name, so that others are still seen.', `Write ${word.rule} RULE -- why.`);
    else for (const named of rules) this.#addRule(directive, reach, named);
  }

  #addRule({ chunk, line, why }: Directive, reach: Reach, named: Named): void {
    const place = reach === 'file' ? 'file' : reach === 'document' ? `document ${chunk?.start}` : `line ${line}`;
    const key = `${place} ${named.rule}`;
    const twin = this.#byPlace.get(key);
    const entry: Entry = { rule: named.rule, why, source: this.source, where: whereOf[reach], at: () => textLocation(this.source, named), twin, state: 'idle' };
    this.entries.push(entry);
    if (!twin) this.#byPlace.set(key, entry);
  }

  #blockAt(line: number): Block | undefined {
    const block = lastBefore(this.#blocks, ({ first }) => first <= line);
    return block && block.last >= line ? block : undefined;
  }

  #chunkAt(offset: number): Chunk | undefined {
    return lastBefore(this.#chunks, ({ start }) => start <= offset);
  }
}

/** Of items in order, the last that passes, where all before it do. */
function lastBefore<T>(items: readonly T[], passes: (item: T) => boolean): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

function suppressionsOf({ source, documents, unread, broken, skipped }: Manifests): FileSuppressions[] {
  const read = [...documents, ...unread, ...broken];
  if (!read.length || !mayHaveDirectives(source.text)) return [];
  const starts = new Set(read.map(({ chunk }) => chunk.start));
  return [new FileSuppressions(source, (chunk) => (chunk ? starts.has(chunk.start) : !skipped.length))];
}

/** What the annotations of all objects suppress. */
function annotations(manifests: readonly Manifests[], model: Model): { entries: Entry[]; malformed: Malformed[]; find: (diagnostic: Diagnostic) => Entry[] } {
  const entries: Entry[] = [];
  const malformed: Malformed[] = [];
  const byObject = new Map<string, Entry>();
  const sources = new Set(manifests.flatMap(({ source }) => (source.text.includes(annotationPrefix) ? source : [])));
  const resources = sources.size ? [...model.resources, ...model.fragments].filter(({ document }) => sources.has(document.source)).concat(model.readTexts((text) => text.includes(annotationPrefix))) : [];
  for (const resource of resources) {
    for (const path of annotationPaths(resource)) {
      for (const [key, value] of Object.entries(asMap(resource.get(...path)) ?? {})) {
        if (!key.startsWith(annotationPrefix)) continue;
        const rule = key.slice(annotationPrefix.length);
        const why = typeof value === 'string' ? value.trim() : '';
        const { source } = resource.document;
        const at = () => {
          const place = locate(resource.keyAt(...path, key));
          resource.document.forget();
          return place;
        };
        if (!why) malformed.push({ source, diagnostic: finding(malformedSuppression, at(), 'This annotation gives no reason: its value is where the next person looks for one.', 'Write why the finding is fine here.') });
        const id = objectKey(source.shown, resource.ref, rule);
        const twin = byObject.get(id);
        const entry: Entry = { rule, why: why || undefined, source, where: `in this ${resource.kind}`, at, twin, state: 'idle' };
        entries.push(entry);
        if (!twin) byObject.set(id, entry);
      }
    }
  }
  return { entries, malformed, find: ({ file, object, rule }) => (object ? [byObject.get(objectKey(file, object, rule))].flatMap((entry) => entry ?? []) : []) };
}

function objectKey(file: string, { apiVersion, kind, namespace, name }: NonNullable<Diagnostic['object']>, rule: string): string {
  return JSON.stringify([file, apiVersion, kind, namespace, name, rule]);
}

/** Charts may let annotations be set for Pods only. */
function annotationPaths(resource: Resource): FieldPath[] {
  const own: FieldPath = ['metadata', 'annotations'];
  return resource instanceof Workload && resource.templatePath.length ? [own, [...resource.templatePath, ...own]] : [own];
}
