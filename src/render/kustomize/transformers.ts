import type { FieldPath } from '../../diagnostic.ts';
import { asList, asMap, asStrings, fieldAt, type Fields } from '../../model/resource.ts';
import { best } from '../paths.ts';
import type { SourceObject, Sources } from '../sources.ts';
import { patchedBy } from './patches.ts';
import { replacedBy } from './replacements.ts';
import type { Configuration } from './configurations.ts';
import { lineAt, spanAt, type Wanted, type Written } from './written.ts';

type Writer = (wanted: Wanted, fields: Fields) => FieldPath | undefined;

/** What the fields of a kustomization become when it is built (kustomize api/internal/target), and the one that wrote a field. */
const writers: Readonly<Record<string, Writer>> = {
  PrefixTransformer: affix('namePrefix'),
  SuffixTransformer: affix('nameSuffix'),
  NamespaceTransformer: ({ object, path, value }, fields) => {
    const isIts = path.at(-1) === 'namespace' || (object['kind'] === 'Namespace' && isOwnName(path));
    return isIts && fields['namespace'] === value ? ['namespace'] : undefined;
  },
  ReplicaCountTransformer: ({ object, path, value }, fields) => {
    const name = nameOf(object);
    return path.at(-1) === 'replicas' ? entry(fields, 'replicas', (item) => (item['count'] === value && name.includes(String(item['name'])) ? String(item['name']).length : 0), () => 'count') : undefined;
  },
  ImageTagTransformer: ({ path, value }, fields) => {
    if (path.at(-1) !== 'image') return undefined;
    const fits = (item: Fields) => (isImage(String(value), String(item['newName'] ?? item['name'])) ? 1 : 0);
    const what = (item: Fields) => ['newTag', 'digest', 'newName'].find((field) => item[field] !== undefined) ?? 'name';
    return entry(fields, 'images', fits, what) ?? entry(fields, 'imageTags', fits, what);
  },
  LabelTransformer: ({ path, value }, fields) => {
    const key = path.at(-1);
    if (typeof key !== 'string') return undefined;
    if (asStrings(fields['commonLabels'])[key] === value) return ['commonLabels', key];
    const i = asList(fields['labels']).findIndex((item) => asStrings(asMap(item)?.['pairs'])[key] === value);
    return i < 0 ? undefined : ['labels', i, 'pairs', key];
  },
  AnnotationsTransformer: ({ path, value }, fields) => {
    const key = path.at(-1);
    return typeof key === 'string' && asStrings(fields['commonAnnotations'])[key] === value ? ['commonAnnotations', key] : undefined;
  },
};

/**
 * Where the kustomization of a file says what a transformer of the kind put into a field. Without a kind all are asked,
 * in the reverse of the order in which kustomize lets them work.
 */
export function setBy(file: string, kustomization: SourceObject, kind: string | undefined, sources: Sources, wanted: Wanted): Written | undefined {
  if (kind === undefined || kind === 'ReplacementTransformer') {
    const replaced = replacedBy(file, kustomization, sources, wanted);
    if (replaced) return replaced;
  }
  if (wanted.value !== undefined) {
    for (const [name, writer] of Object.entries(writers)) {
      const path = kind === undefined || kind === name ? writer(wanted, kustomization.value) : undefined;
      if (path) return spanAt(kustomization, path);
    }
  }
  return kind === undefined || kind.startsWith('Patch') ? patchedBy(file, kustomization, sources, wanted) : undefined;
}

/** Where a transformer that has a configuration of its own says it. */
export function setByOwn(file: string, { object, inline }: Configuration, sources: Sources, wanted: Wanted): Written | undefined {
  const written = writtenIn(file, object, sources, wanted);
  return written && inline && written.source === object.document.source ? lineAt(inline.owner, inline.at, written) : written;
}

function writtenIn(file: string, configuration: SourceObject, sources: Sources, wanted: Wanted): Written | undefined {
  const { value: fields } = configuration;
  if (fields['kind'] === 'PatchTransformer') return patchedBy(file, configuration, sources, wanted);
  if (fields['kind'] === 'ReplacementTransformer') return replacedBy(file, configuration, sources, wanted);
  const path = wanted.value === undefined ? undefined : leafSaying(fields, wanted);
  return path && spanAt(configuration, path);
}

/** A scalar that is the value, or the part of a name that it brought. */
function leafSaying(fields: Fields, { path, value, object }: Wanted): FieldPath | undefined {
  const isName = isOwnName(path);
  return leaves(fields).find(([at, leaf]) => at[0] !== 'kind' && at[0] !== 'fieldSpecs' && (leaf === value || (isName && at.length === 1 && typeof leaf === 'string' && leaf !== '' && nameOf(object).includes(leaf))))?.[0];
}

function leaves(value: unknown, path: FieldPath = []): [FieldPath, unknown][] {
  if (value === null || typeof value !== 'object') return [[path, value]];
  return Array.isArray(value) ? value.flatMap((item, i) => leaves(item, [...path, i])) : Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}

function affix(field: 'namePrefix' | 'nameSuffix'): Writer {
  return ({ object, path }, fields) => {
    const text = fields[field];
    return isOwnName(path) && typeof text === 'string' && text !== '' && nameOf(object).includes(text) ? [field] : undefined;
  };
}

/** The field of the entry that fits best. */
function entry(fields: Fields, list: string, fit: (item: Fields) => number, field: (item: Fields) => string): FieldPath | undefined {
  const items = asList(fields[list]).map((item) => asMap(item) ?? {});
  const i = best([...items.keys()], (each) => fit(items[each]!));
  return i === undefined ? undefined : [list, i, field(items[i]!)];
}

function isOwnName(path: FieldPath): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
}

function nameOf(object: Fields): string {
  return String(fieldAt(object, ['metadata', 'name']) ?? '');
}

/** `registry/name`, with whatever tag or digest. */
function isImage(image: string, name: string): boolean {
  return image === name || image.startsWith(`${name}:`) || image.startsWith(`${name}@`);
}
