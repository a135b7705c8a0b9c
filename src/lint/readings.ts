import { formatPath, type FieldPath, type Location, type ObjectRef, type Severity } from '../diagnostic.ts';
import { asMap, fieldAt } from '../model/resource.ts';
import type { Manifests, Source } from '../parse/manifests.ts';
import type { DuplicateKey } from '../parse/yaml.ts';
import { defineReading, type RuleMeta } from '../rule.ts';

/** A file that is not UTF-8 throughout, as its decoder found it. */
export interface MisencodedFile {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

interface Stretch {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly object?: ObjectRef;
  readonly path?: string;
}

/** A finding of the reader: there is no object yet that it could be about. */
export interface Reading {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  readonly at: Stretch | Location;
  readonly related: readonly { at: Stretch; message: string }[];
}

export const yamlSyntax = defineReading({
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'a manifest is not YAML: it is not applied, nor is what follows in its file',
});

const duplicateKey = defineReading({
  id: 'duplicate-key',
  severity: 'warning',
  summary: 'a key stands twice in one map, and only the last counts',
});

const invalidEncoding = defineReading({
  id: 'invalid-encoding',
  severity: 'warning',
  summary: 'a file is not UTF-8',
});

/** A mistake in the configuration itself is always an error. */
export const invalidConfig = defineReading({
  id: 'invalid-config',
  severity: 'error',
  summary: 'a mistake in the configuration of headlint',
});

export const unusedSuppression = defineReading({
  id: 'unused-suppression',
  severity: 'warning',
  summary: 'a comment or an annotation suppresses a finding that there is none of',
});

export const unknownRule = defineReading({
  id: 'unknown-rule',
  severity: 'warning',
  summary: 'a comment or an annotation suppresses a rule that does not exist',
});

export const malformedSuppression = defineReading({
  id: 'malformed-suppression',
  severity: 'warning',
  summary: 'a comment or an annotation that is to suppress findings names no rule or gives no reason',
});

export const readingMetas: readonly RuleMeta[] = [yamlSyntax, duplicateKey, invalidEncoding, invalidConfig, unusedSuppression, unknownRule, malformedSuppression];

export function readings(manifests: readonly Manifests[], misencoded: readonly MisencodedFile[]): Reading[] {
  const found: Reading[] = misencodedManifests(manifests, misencoded).map(misencodedAt);
  for (const { broken, documents } of manifests) {
    for (const { source, problem, kind } of broken) {
      found.push({
        rule: yamlSyntax.id,
        severity: yamlSyntax.severity,
        message: `This ${kind || 'manifest'} cannot be read: ${problem.message}. kubectl stops here, and what follows in the file is not applied.`,
        help: 'Mend the YAML here; what is wrong often starts on the line before.',
        at: { source, ...problem },
        related: [],
      });
    }
    for (const { source, value, duplicates } of documents) {
      const seconds = secondObjects(duplicates);
      for (const { path, start, end, firstStart, firstEnd } of seconds) {
        found.push({
          rule: duplicateKey.id,
          severity: duplicateKey.severity,
          message: 'Another object starts here without "---" before it: the two are read as one, and of the keys that both have only the last count. What stands before is not created.',
          help: 'Put a line with --- before it.',
          at: { source, start, end, ...ownerOf(value, path) },
          related: [{ at: { source, start: firstStart, end: firstEnd, ...ownerOf(value, path) }, message: 'the first object' }],
        });
      }
      for (const { key, path, start, end, firstStart, firstEnd } of duplicates) {
        if (seconds.length && path.length === 1) continue;
        found.push({
          rule: duplicateKey.id,
          severity: duplicateKey.severity,
          message: `"${key}" stands twice in this map; only the last one counts, the first is dropped without a word.`,
          help: 'Remove one of the two, or merge what they hold.',
          at: { source, start, end, ...ownerOf(value, path) },
          related: [{ at: { source, start: firstStart, end: firstEnd, ...ownerOf(value, path) }, message: `"${key}" is here first` }],
        });
      }
    }
  }
  return found;
}

/** Where objects start that no separator keeps from the one before: at the first key of each that has a kind and a version of its own. */
function secondObjects(duplicates: readonly DuplicateKey[]): DuplicateKey[] {
  const again = (name: string) => duplicates.filter(({ key, path }) => path.length === 1 && key === name);
  const versions = again('apiVersion');
  return again('kind').flatMap((kind, i) => {
    const version = versions[i];
    return version ? [version.start < kind.start ? version : kind] : [];
  });
}

/** The object that a field of a document belongs to: the document, or an item of a list. */
function ownerOf(document: unknown, path: FieldPath): { object?: ObjectRef; path?: string } {
  const isItem = path[0] === 'items' && typeof path[1] === 'number' && path.length > 2;
  const value = asMap(isItem ? fieldAt(document, path.slice(0, 2)) : document);
  const { apiVersion, kind } = value ?? {};
  const { name, namespace } = asMap(value?.['metadata']) ?? {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return {};
  const object = { apiVersion, kind, ...(typeof namespace === 'string' && { namespace }), name: typeof name === 'string' ? name : '' };
  return { object, path: formatPath(isItem ? path.slice(2) : path) };
}

/** What is in files without manifests goes to no cluster. */
function misencodedManifests(manifests: readonly Manifests[], misencoded: readonly MisencodedFile[]): readonly MisencodedFile[] {
  if (!misencoded.length) return misencoded;
  const held = new Set(manifests.flatMap(({ documents, unread, broken, skipped }) => [...documents, ...unread, ...broken, ...skipped].map(({ source }) => source.shown)));
  return misencoded.filter(({ path }) => held.has(path));
}

function misencodedAt({ path, message: error, line, column }: MisencodedFile): Reading {
  const at = { file: path, line, column, endLine: line, endColumn: column + 1, start: 0, end: 1 };
  return { rule: invalidEncoding.id, severity: invalidEncoding.severity, message: `${error.charAt(0).toUpperCase()}${error.slice(1)}: what stands here reaches the cluster as U+FFFD, or not at all.`, help: 'Save the file as UTF-8.', at, related: [] };
}
