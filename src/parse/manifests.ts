import type { Skipped } from '../diagnostic.ts';
import { isRead, readKindNames } from '../kinds.ts';
import { compose, type Composed, type SyntaxProblem } from './compose.ts';
import { isPlaceholder } from './placeholder.ts';
import { Positions } from './positions.ts';
import { split, type Chunk } from './split.ts';
import { Lines } from './text.ts';
import { read, type DuplicateKey } from './yaml.ts';

/** A file as the caller has it. `path` is what findings show. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Where the file stands in its tree, where `path` is not the whole way: it is nobody's neighbour as `../b.yaml`. */
  readonly at?: string;
}

/** A file while it is linted. */
export class Source {
  /** Where it stands. */
  readonly path: string;
  /** What findings call it. */
  readonly shown: string;
  readonly text: string;
  readonly lines: Lines;

  constructor(file: SourceFile) {
    this.path = file.at ?? file.path;
    this.shown = file.path;
    this.text = file.text;
    this.lines = new Lines(file.text);
  }
}

/** One document that was read in full. */
export class ManifestDocument {
  readonly source: Source;
  readonly chunk: Chunk;
  readonly value: unknown;
  readonly duplicates: readonly DuplicateKey[];
  #composed: Composed | undefined;
  #positions: Positions | undefined;

  constructor(source: Source, chunk: Chunk, value: unknown, duplicates: readonly DuplicateKey[]) {
    this.source = source;
    this.chunk = chunk;
    this.value = value;
    this.duplicates = duplicates;
  }

  /** The syntax tree. Parsed anew at the first call, so ask only for what is reported; `forget` lets go of it. */
  get composed(): Composed {
    if (!this.#composed) {
      const composed = compose(this.source.text, this.chunk);
      this.#composed = 'message' in composed ? { root: null, isVerbatim: false } : composed;
    }
    return this.#composed;
  }

  get positions(): Positions {
    return (this.#positions ??= new Positions(this.source.text, this.chunk, this.composed.root));
  }

  forget(): void {
    this.#composed = undefined;
    this.#positions = undefined;
  }
}

/** A manifest that no rule reads, or that cannot be read: its kind is known from a look at the text. */
export interface Glimpse {
  readonly source: Source;
  readonly chunk: Chunk;
  readonly apiVersion: string;
  readonly kind: string;
}

export interface Manifests {
  readonly source: Source;
  readonly documents: ManifestDocument[];
  /** Manifests of kinds that no rule reads. */
  readonly unread: Glimpse[];
  /** Manifests with a syntax error. */
  readonly broken: (Glimpse & { readonly problem: SyntaxProblem })[];
  /** Templates and the like, with the reason. */
  readonly skipped: (Skipped & { readonly source: Source; readonly chunk: Chunk })[];
}

/** Reads the manifests of a file. What is no manifest is passed over. */
export function parseManifests(source: Source): Manifests {
  const manifests: Manifests = { source, documents: [], unread: [], broken: [], skipped: [] };
  if (isKustomization(source)) return parseKustomization(source, manifests);
  if (!mayHoldManifest.test(source.text)) return manifests;
  for (const chunk of split(source.text)) parseDocument(source, chunk, manifests);
  return manifests;
}

const kustomizationFile = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
/** Flux has a kind of the same name, for what it installs, and people put it into files of the same name. */
const fluxKustomization = /^["']?apiVersion["']?:[ \t]+["']?kustomize\.toolkit\.fluxcd\.io\//m;

/** True for the names that kustomize looks for in a folder (kustomize api/konfig RecognizedKustomizationFileNames). */
export function hasKustomizationName(path: string): boolean {
  return kustomizationFile.test(path);
}

/** True for the files that kustomize reads in a folder. */
export function isKustomization({ path, text }: SourceFile): boolean {
  return hasKustomizationName(path) && !fluxKustomization.test(text);
}

/** The first syntax error of a text, whether it would hold manifests or not. */
export function syntaxErrorIn(text: string): SyntaxProblem | undefined {
  for (const chunk of split(text)) {
    const result = read(text, chunk);
    if ('problem' in result) return result.problem;
  }
  return undefined;
}

/** The one kind that is known by its file's name and may leave out `kind` and `apiVersion`. */
function parseKustomization(source: Source, manifests: Manifests): Manifests {
  const seen = { source, apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  for (const chunk of split(source.text).slice(0, 1)) {
    const result = read(source.text, chunk);
    if ('problem' in result) manifests.broken.push({ ...seen, chunk, problem: result.problem });
    else if (result.value !== null && typeof result.value === 'object') {
      const value = { apiVersion: seen.apiVersion, kind: seen.kind, ...result.value };
      manifests.documents.push(new ManifestDocument(source, chunk, value, result.duplicates));
    }
  }
  return manifests;
}

const mayHoldManifest = /kind["']?\s*:/;
const blockKind = /^kind:[ \t]+["']?([A-Za-z][\w-]*)/m;
const blockVersion = /^apiVersion:[ \t]+["']?([\w./-]+)/m;
const anyKind = /["']?\bkind["']?\s*:/;
const anyVersion = /["']?\bapiVersion["']?\s*:/;
const readKind = new RegExp(`kind["']?\\s*:\\s*["']?(?:${readKindNames.join('|')})(?:List)?\\b`);
const startsObject = /^\s*\{/;
/** A custom kind with a Pod template, as JSON. */
const jsonPods = /"containers"\s*:\s*\[/;
/** ytt keeps its code in comments: a value, or a condition around fields. */
const yttMark = /^[^#\n]*[:-][ \t]+#@[ \t]|^[ \t]*#@[ \t]*(?:if|for|end)\b/m;
const templateMark = /\{\{|\{%/;
/** Objects may be as large as etcd takes (1.5 MiB) with comments around them, lists of them larger. */
const maxDocument = 16 * 1024 * 1024;

function parseDocument(source: Source, chunk: Chunk, manifests: Manifests): void {
  const text = source.text.slice(chunk.start, chunk.end);
  const glimpse = glance(text);
  if (!glimpse) return;
  const seen = { source, chunk, ...glimpse };
  const skip = (reason: string) => manifests.skipped.push({ source, chunk, file: source.shown, line: firstLine(source, chunk), reason });
  if (glimpse.kind && !mayBeRead(glimpse.apiVersion, glimpse.kind, text) && !holdsAnother(text)) {
    manifests.unread.push(seen);
    return;
  }
  if (text.length > maxDocument) {
    skip(`document of ${Math.round(text.length / 1024 / 1024)} MiB: larger than any Kubernetes object`);
    return;
  }
  const result = read(source.text, chunk);
  if ('problem' in result) {
    if (!glimpse.kind && !mayBeAny(text)) return;
    if (templateMark.test(text)) skip(text.includes('{%') ? 'unrendered Jinja template' : 'unrendered Go template (Helm?): render it first');
    else manifests.broken.push({ ...seen, problem: result.problem });
    return;
  }
  const value = result.value;
  if (!isManifest(value)) {
    if (templateMark.test(text) && glimpse.kind) skip('unrendered template');
    return;
  }
  if (!glimpse.kind && !mayBeRead(value.apiVersion, value.kind, text)) {
    manifests.unread.push({ ...seen, apiVersion: value.apiVersion, kind: value.kind });
    return;
  }
  const placeholder = text.includes('#@') && yttMark.test(text) ? 'values by ytt, render it first' : placeholderIn(value);
  if (placeholder) skip(`unrendered template: ${placeholder}`);
  else manifests.documents.push(new ManifestDocument(source, chunk, value, result.duplicates));
}

/** What a document claims to be, by a look at its text; undefined where it cannot be a manifest. */
function glance(text: string): { apiVersion: string; kind: string } | undefined {
  const kind = blockKind.exec(text)?.[1];
  const apiVersion = blockVersion.exec(text)?.[1];
  if (kind && apiVersion) return { apiVersion, kind };
  // Flow style, JSON, indented roots, templates: the kind is not known before the document is read.
  if (!anyKind.test(text) || !anyVersion.test(text)) return undefined;
  return startsObject.test(text) || mayBeAny(text) ? { apiVersion: apiVersion ?? '', kind: kind ?? '' } : undefined;
}

/** True where a document whose kind is not known may be one that rules read, or a template of it. */
function mayBeAny(text: string): boolean {
  return readKind.test(text) || jsonPods.test(text) || templateMark.test(text);
}

/** Two objects that no separator keeps apart: the kind of the last is what counts. */
function holdsAnother(text: string): boolean {
  const last = text.lastIndexOf('\nkind:');
  return last >= 0 && last + 1 > text.search(blockKind) && readKind.test(text.slice(last, last + 80));
}

function mayBeRead(apiVersion: string, kind: string, text: string): boolean {
  if (isRead(apiVersion, kind)) return true;
  // What kubectl prints, of any kinds; those that people write say in their name what they hold.
  if (kind === 'List') return true;
  if (kind.endsWith('List')) return readKind.test(text);
  if (kind === 'Template') return /\bobjects["']?:/.test(text);
  if (kind === 'CustomResourceDefinition' || !apiVersion.includes('.')) return false;
  // A custom kind with a Pod template of its own.
  return /\btemplate["']?:/.test(text) && /\bcontainers["']?:/.test(text);
}

/** A value that says what kind of object it is. */
export function isManifest(value: unknown): value is Record<string, unknown> & { apiVersion: string; kind: string } {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const { apiVersion, kind } = value as Record<string, unknown>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && apiVersion !== '' && kind !== '';
}

function placeholderIn(value: Record<string, unknown>): string | undefined {
  if (value['kind'] === 'Template' && Array.isArray(value['objects'])) return 'OpenShift Template, process it first';
  const metadata = value['metadata'];
  if (metadata === null || typeof metadata !== 'object') return undefined;
  for (const field of ['name', 'namespace']) {
    const text = (metadata as Record<string, unknown>)[field];
    if (typeof text === 'string' && isPlaceholder(text)) return `metadata.${field} is ${JSON.stringify(text)}`;
  }
  return undefined;
}

/** The 1-based line at which the content of a document starts. */
function firstLine(source: Source, chunk: Chunk): number {
  let at = chunk.start;
  while (at < chunk.end && /\s/.test(source.text[at]!)) at += 1;
  return source.lines.position(at).line;
}
