import type { FieldPath } from '../diagnostic.ts';
import { groupOf } from '../kinds.ts';
import { asMap, fieldAt, type Fields } from '../model/resource.ts';
import { ManifestDocument, Source } from '../parse/manifests.ts';
import { split } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';

/** An object as it stands in a file that something is built from. */
export interface SourceObject {
  readonly document: ManifestDocument;
  /** Of the object in its document: empty, or `items[i]` in a list. */
  readonly prefix: FieldPath;
  readonly value: Fields;
}

/** The files that something is built from, each read when it is asked for. */
export class Sources {
  readonly #textOf: (path: string) => string | undefined;
  readonly #files = new Map<string, { readonly source: Source; readonly objects: readonly SourceObject[] } | undefined>();
  readonly #alike = new Map<string, ReadonlyMap<string, readonly SourceObject[]>>();

  constructor(textOf: (path: string) => string | undefined) {
    this.#textOf = textOf;
  }

  source(path: string): Source | undefined {
    return this.#file(path)?.source;
  }

  /** What was asked for before. */
  known(path: string): Source | undefined {
    return this.#files.get(path)?.source;
  }

  objects(path: string): readonly SourceObject[] {
    return this.#file(path)?.objects ?? [];
  }

  /** The objects of a file that are of the kind and the name of another one; where there are none, all of the kind. */
  like(path: string, object: Fields): readonly SourceObject[] {
    let alike = this.#alike.get(path);
    if (!alike) this.#alike.set(path, (alike = byKindAndName(this.objects(path))));
    const [kind, name] = keysOf(object);
    return alike.get(name) ?? alike.get(kind) ?? [];
  }

  #file(path: string) {
    if (!this.#files.has(path)) {
      const text = this.#textOf(path);
      this.#files.set(path, text === undefined ? undefined : readObjects(new Source({ path, text })));
    }
    return this.#files.get(path);
  }
}

/** All that a text holds, whatever its kind. */
export function readObjects(source: Source): { readonly source: Source; readonly objects: readonly SourceObject[] } {
  const objects = split(source.text).flatMap((chunk): SourceObject[] => {
    const result = read(source.text, chunk);
    if (!('value' in result)) return [];
    const document = new ManifestDocument(source, chunk, result.value, []);
    const { value } = document;
    // A patch may be a list of operations.
    const items = Array.isArray(value) ? undefined : asMap(value)?.['items'];
    if (Array.isArray(items)) return items.flatMap((item, i) => (asMap(item) ? [{ document, prefix: ['items', i], value: asMap(item)! }] : []));
    return value !== null && typeof value === 'object' ? [{ document, prefix: [], value: value as Fields }] : [];
  });
  return { source, objects };
}

function keysOf(object: Fields): readonly [string, string] {
  const kind = String(object['kind']);
  return [kind, `${kind}/${String(fieldAt(object, ['metadata', 'name']))}`];
}

function byKindAndName(objects: readonly SourceObject[]): ReadonlyMap<string, readonly SourceObject[]> {
  const found = new Map<string, SourceObject[]>();
  for (const object of objects) {
    for (const key of keysOf(object.value)) {
      const same = found.get(key);
      if (same) same.push(object);
      else found.set(key, [object]);
    }
  }
  return found;
}

/** How well an object of a file may be what a built one was made from: a name may have got a prefix, a suffix and a hash. */
export function likeness(source: Fields, built: Fields): number {
  const kind = fieldAt(source, ['kind']);
  if (kind !== fieldAt(built, ['kind']) || groupOf(String(source['apiVersion'])) !== groupOf(String(built['apiVersion']))) return 0;
  const [name, builtName] = [source, built].map((each) => String(fieldAt(each, ['metadata', 'name']) ?? ''));
  if (name === builtName) return 1 + 2 * builtName!.length;
  return name && builtName!.includes(name) ? 1 + name.length : 0;
}
