import type { FieldPath, Location } from '../diagnostic.ts';
import { textLocation } from '../model/locate.ts';
import { asList, asMap, asStrings, fieldAt, type Fields, type Place } from '../model/resource.ts';
import { Source, type ManifestDocument } from '../parse/manifests.ts';
import { split } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';
import type { Origin } from './origin.ts';
import { counterpart } from './paths.ts';
import { likeness, readObjects, type SourceObject, type Sources } from './sources.ts';

/** Annotations of buildMetadata (kustomize api/types/kustomization.go). */
const originAnnotation = 'config.kubernetes.io/origin';
const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';

/** A stretch of a source that writes a field. */
interface Written {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A field of a built object, and what it came to be. */
interface Wanted {
  readonly object: Fields;
  readonly path: FieldPath;
  readonly value: unknown;
  readonly place: Place;
}

/**
 * What `kustomize build` made of a kustomization, with origin and transformer annotations. A field is looked for in the
 * file that its object is from; where it is not like that there, in the patches and the fields of the kustomizations
 * that had a hand in it, the last first.
 */
export class Kustomized implements Origin {
  readonly build: string;
  readonly #kustomization: string;
  readonly #sources: Sources;
  readonly #pathOf: (annotation: string) => string | undefined;

  /** `pathOf` turns paths as the annotations have them into paths of the sources. */
  constructor(build: string, kustomization: string, sources: Sources, pathOf: (annotation: string) => string | undefined) {
    this.build = build;
    this.#kustomization = kustomization;
    this.#sources = sources;
    this.#pathOf = pathOf;
  }

  trace(location: Location, place: Place | undefined): Location | undefined {
    const written = place ? this.#writerOf(place) : this.#first(this.#kustomization);
    if (!written) return undefined;
    const { object, path } = location;
    return { ...textLocation(written.source, written), ...(object && { object }), ...(path !== undefined && { path }) };
  }

  textOf(file: string): string | undefined {
    return this.#sources.known(file)?.text;
  }

  #writerOf(place: Place): Written | undefined {
    const object = place.resource.value;
    const wanted: Wanted = { object, path: place.path, value: fieldAt(object, place.path), place };
    const origin = this.#annotation(object, originAnnotation);
    const from = this.#path(asMap(origin)?.['path']);
    const own = from === undefined ? undefined : this.#bestOf(this.#sources.objects(from), object);
    if (own && this.#says(own, wanted)) return spanIn(own, wanted);
    for (const kustomization of this.#transformers(object)) {
      const written = this.#writtenBy(kustomization, wanted);
      if (written) return written;
    }
    if (own) return spanIn(own, wanted);
    const generator = this.#path(asMap(origin)?.['configuredIn']);
    return generator === undefined ? undefined : (this.#generatedBy(generator, wanted) ?? this.#first(generator));
  }

  #annotation(object: Fields, name: string): unknown {
    const text = fieldAt(object, ['metadata', 'annotations', name]);
    const [chunk] = typeof text === 'string' ? split(text) : [];
    const result = chunk && read(text as string, chunk);
    return result && 'value' in result ? result.value : undefined;
  }

  #path(annotation: unknown): string | undefined {
    return typeof annotation === 'string' ? this.#pathOf(annotation) : undefined;
  }

  /** The kustomizations that changed an object, the last first. */
  #transformers(object: Fields): Set<string> {
    const all = asList(this.#annotation(object, transformationsAnnotation)).flatMap((item) => this.#path(asMap(item)?.['configuredIn']) ?? []);
    return new Set(all.reverse());
  }

  #bestOf(objects: readonly SourceObject[], built: Fields): SourceObject | undefined {
    const likely = objects.map((each) => likeness(each.value, built));
    const most = Math.max(...likely, 0);
    if (most > 0) return objects[likely.indexOf(most)];
    // A patch gave it another name.
    const same = objects.filter(({ value }) => value['kind'] === built['kind']).map((object) => ({ object, shared: sharedLeaves(object.value, built) }));
    return same.sort((a, b) => b.shared - a.shared)[0]?.object;
  }

  /** True where the source has the field as it was built; of a field that is not there, its nearest parent counts. */
  #says({ value }: SourceObject, { object, path, value: built }: Wanted): boolean {
    if (built === undefined) return true;
    const there = counterpart(path, object, value);
    if (there.length < path.length) return false;
    const written = fieldAt(value, there);
    return (built !== null && typeof built === 'object') || written === built || isDerived(written, built, path);
  }

  #writtenBy(path: string, wanted: Wanted): Written | undefined {
    const [kustomization] = this.#sources.objects(path);
    if (!kustomization) return undefined;
    return this.#patchedBy(path, kustomization, wanted) ?? setBy(kustomization, wanted) ?? mentionedIn(kustomization, wanted);
  }

  #patchedBy(path: string, kustomization: SourceObject, wanted: Wanted): Written | undefined {
    for (const patch of patchesOf(kustomization.value)) {
      const file = patch.file === undefined ? undefined : join(path, patch.file);
      const objects = file === undefined ? inline(patch.text ?? '') : this.#sources.objects(file);
      for (const object of objects) {
        const span = Array.isArray(object.document.value) ? operationOn(object.document, wanted) : this.#mergedBy(object, wanted);
        if (span) return file === undefined ? lineOf(kustomization, patch.at, span) : span;
      }
    }
    return undefined;
  }

  /** A strategic merge patch that says the value. */
  #mergedBy(patch: SourceObject, wanted: Wanted): Written | undefined {
    if (wanted.value === undefined || likeness(patch.value, wanted.object) === 0) return undefined;
    const there = counterpart(wanted.path, wanted.object, patch.value);
    return there.length === wanted.path.length && this.#says(patch, wanted) ? spanIn(patch, wanted) : undefined;
  }

  /** ConfigMaps and Secrets that a kustomization makes of files and literals. */
  #generatedBy(path: string, wanted: Wanted): Written | undefined {
    const [kustomization] = this.#sources.objects(path);
    if (!kustomization) return undefined;
    for (const field of ['configMapGenerator', 'secretGenerator']) {
      for (const [i, item] of asList(kustomization.value[field]).entries()) {
        const name = asMap(item)?.['name'];
        if (typeof name !== 'string' || !String(fieldAt(wanted.object, ['metadata', 'name'])).includes(name)) continue;
        return this.#entryOf(path, kustomization, [field, i], wanted) ?? spanAt(kustomization, [field, i, 'name']);
      }
    }
    return undefined;
  }

  #entryOf(path: string, kustomization: SourceObject, at: FieldPath, { path: [, key], place: { part } }: Wanted): Written | undefined {
    for (const [i, literal] of asList(fieldAt(kustomization.value, [...at, 'literals'])).entries()) {
      if (typeof literal === 'string' && literal.startsWith(`${key}=`)) return spanAt(kustomization, [...at, 'literals', i]);
    }
    for (const entry of asList(fieldAt(kustomization.value, [...at, 'files']))) {
      const [name, file] = String(entry).includes('=') ? String(entry).split(/=(.*)/s) : [String(entry).split('/').at(-1), String(entry)];
      const source = name === key ? this.#sources.source(join(path, file!)) : undefined;
      if (source) return inText(source, part);
    }
    return undefined;
  }

  #first(path: string): Written | undefined {
    const [object] = this.#sources.objects(path);
    return object && spanAt(object, []);
  }
}

function spanIn(source: SourceObject, { object, path, place: { on, part } }: Wanted): Written {
  const there = counterpart(path, object, source.value);
  const whole = [...source.prefix, ...there];
  const { document } = source;
  const isWhole = there.length === path.length;
  return { source: document.source, ...(part && isWhole ? document.positions.findPart(whole, part) : document.positions.find(isWhole ? whole : [...source.prefix, ...path], on)) };
}

function spanAt({ document, prefix }: SourceObject, path: FieldPath, on: 'key' | 'value' = 'value'): Written {
  return { source: document.source, ...document.positions.find([...prefix, ...path], on) };
}

function inText(source: Source, part: Place['part']): Written {
  let at = part ? source.text.indexOf(part.text) : 0;
  for (let i = 0; part && at >= 0 && i < part.nth; i += 1) at = source.text.indexOf(part.text, at + 1);
  return at < 0 || !part ? { source, start: 0, end: Math.min(1, source.text.length) } : { source, start: at, end: at + part.text.length };
}

/** A reference to what a kustomization gave a prefix, a suffix or a hash: it follows what stands in the source. */
function isDerived(written: unknown, built: unknown, path: FieldPath): boolean {
  if (typeof written !== 'string' || typeof built !== 'string' || written === '' || path.at(-1) === 'image') return false;
  const isOwnName = path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
  return !isOwnName && (built.endsWith(written) || built.startsWith(written) || built.includes(`-${written}-`));
}

interface Patch {
  /** Of the entry in the kustomization. */
  readonly at: FieldPath;
  readonly file?: string;
  readonly text?: string;
}

function patchesOf(kustomization: Fields): Patch[] {
  return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) =>
    asList(kustomization[field]).flatMap((item, i): Patch[] => {
      if (typeof item === 'string') return [item.includes('\n') ? { at: [field, i], text: item } : { at: [field, i], file: item }];
      const { path, patch } = asMap(item) ?? {};
      if (typeof path === 'string') return [{ at: [field, i, 'path'], file: path }];
      return typeof patch === 'string' ? [{ at: [field, i, 'patch'], text: patch }] : [];
    }),
  ).reverse();
}

function inline(text: string): readonly SourceObject[] {
  return readObjects(new Source({ path: '', text })).objects;
}

/** A JSON patch (RFC 6902) whose operation is on the field or on what holds it. */
function operationOn(document: ManifestDocument, { path, value }: Wanted): Written | undefined {
  for (const [i, item] of asList(document.value).entries()) {
    const { path: pointer, value: given } = asMap(item) ?? {};
    if (typeof pointer !== 'string' || given === undefined) continue;
    const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const isOn = steps.length <= path.length && steps.every((step, at) => step === String(path[at]) || (step === '-' && typeof path[at] === 'number'));
    const rest = path.slice(steps.length);
    if (isOn && ((value !== null && typeof value === 'object') || fieldAt(given, rest) === value)) return { source: document.source, ...document.positions.find([i, 'value', ...rest]) };
  }
  return undefined;
}

/** The line of a patch that is written in the kustomization itself. */
function lineOf(kustomization: SourceObject, at: FieldPath, { source, start }: Written): Written {
  const line = (offset: number) => source.lines.text(source.lines.position(offset).line).trim();
  const text = line(start);
  const before = source.text.slice(0, start).split('\n').slice(0, -1);
  const nth = before.filter((each) => each.includes(text)).length;
  return { source: kustomization.document.source, ...kustomization.document.positions.findPart([...kustomization.prefix, ...at], { text, nth }) };
}

/** A field of the kustomization that sets a field of objects. */
function setBy(kustomization: SourceObject, { object, path, value }: Wanted): Written | undefined {
  const fields = kustomization.value;
  const name = String(fieldAt(object, ['metadata', 'name']) ?? '');
  const last = path.at(-1);
  const entry = (list: string, fits: (item: Fields) => boolean, field: string): Written | undefined => {
    const i = asList(fields[list]).findIndex((item) => asMap(item) && fits(asMap(item)!));
    return i < 0 ? undefined : spanAt(kustomization, [list, i, field]);
  };
  if (last === 'replicas') return entry('replicas', (item) => item['count'] === value && name.includes(String(item['name'])), 'count');
  if (last === 'image') {
    const isIts = (item: Fields) => isImage(String(value), String(item['newName'] ?? item['name']));
    const set = asList(fields['images']).map(asMap).find((item) => item && isIts(item));
    return entry('images', isIts, ['newTag', 'digest', 'newName'].find((field) => set?.[field] !== undefined) ?? 'name');
  }
  if (last === 'namespace' && fields['namespace'] === value) return spanAt(kustomization, ['namespace']);
  if (path.length === 2 && path[0] === 'metadata' && last === 'name') {
    const set = ['namePrefix', 'nameSuffix'].find((field) => typeof fields[field] === 'string' && fields[field] !== '' && name.includes(fields[field] as string));
    return set === undefined ? undefined : spanAt(kustomization, [set]);
  }
  for (const field of ['commonLabels', 'commonAnnotations']) if (typeof last === 'string' && asStrings(fields[field])[last] === value) return spanAt(kustomization, [field, last]);
  const labels = asList(fields['labels']).findIndex((item) => typeof last === 'string' && asStrings(asMap(item)?.['pairs'])[last] === value);
  return labels < 0 ? undefined : spanAt(kustomization, ['labels', labels, 'pairs', last!]);
}

/** `registry/name`, with whatever tag or digest. */
function isImage(image: string, name: string): boolean {
  return image === name || image.startsWith(`${name}:`) || image.startsWith(`${name}@`);
}

/** Transformers of a kustomization's own, replacements, variables: somewhere in it the value is written. */
function mentionedIn({ document: { source } }: SourceObject, { value }: Wanted): Written | undefined {
  const text = String(value);
  const start = typeof value === 'string' && text.length > 3 && !text.includes('\n') ? source.text.indexOf(text) : -1;
  return start < 0 ? undefined : { source, start, end: start + text.length };
}

function sharedLeaves(a: unknown, b: unknown): number {
  if (a === null || typeof a !== 'object') return a === b ? 1 : 0;
  return Object.keys(a).reduce((sum, key) => sum + (b !== null && typeof b === 'object' ? sharedLeaves(fieldAt(a, [key]), fieldAt(b, [key])) : 0), 0);
}

/** A path that a kustomization names, seen from where the kustomization is. */
function join(kustomization: string, path: string): string {
  const parts = kustomization.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${kustomization.startsWith('/') && !parts[0] ? '/' : ''}${parts.filter(Boolean).join('/')}`;
}
