import type { FieldPath, ObjectRef } from '../diagnostic.ts';
import { groupOf } from '../kinds.ts';
import type { ManifestDocument } from '../parse/manifests.ts';
import type { On } from '../parse/positions.ts';

/** A field of an object, to be turned into a line and a column when something is said about it. */
export interface Place {
  readonly resource: Resource;
  readonly path: FieldPath;
  readonly on: On;
  /** A part of a string value: its nth occurrence there, counted from 0. */
  readonly part?: { readonly text: string; readonly nth: number };
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * One Kubernetes object as it stands in a document. Input is not to be trusted, so fields are asked for with the type
 * that is expected, and a field of another type is as good as absent: what is wrong with it is said by the schema rules.
 */
export class Resource {
  readonly document: ManifestDocument;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Where the object lands: what it says, what its kustomization says, or the default namespace. */
  readonly namespace: string;
  /** What the object itself says. */
  readonly declaredNamespace: string | undefined;
  readonly value: Fields;
  /** Of the object in its document: empty, or `items[i]` in a list. */
  readonly prefix: FieldPath;

  constructor(document: ManifestDocument, value: Fields, prefix: FieldPath, apiVersion: string, kind: string, defaultNamespace: string) {
    this.document = document;
    this.value = value;
    this.prefix = prefix;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.name = textAt(value, 'metadata', 'name') ?? '';
    this.declaredNamespace = textAt(value, 'metadata', 'namespace') || undefined;
    this.namespace = this.declaredNamespace ?? defaultNamespace;
  }

  get file(): string {
    return this.document.source.path;
  }

  get group(): string {
    return groupOf(this.apiVersion);
  }

  get ref(): ObjectRef {
    const { apiVersion, kind, name, declaredNamespace } = this;
    return declaredNamespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, namespace: declaredNamespace, name };
  }

  /** True for an object as the cluster gives it out: it has more than anybody wrote. */
  get isLive(): boolean {
    return this.string('metadata', 'uid') !== undefined || this.string('metadata', 'resourceVersion') !== undefined;
  }

  /** `StatefulSet "kafka"`, as messages name it. */
  toString(): string {
    return `${this.kind} "${this.name}"`;
  }

  get(...path: FieldPath): unknown {
    return fieldAt(this.value, path);
  }

  has(...path: FieldPath): boolean {
    return this.get(...path) !== undefined;
  }

  string(...path: FieldPath): string | undefined {
    const value = this.get(...path);
    return typeof value === 'string' ? value : undefined;
  }

  number(...path: FieldPath): number | undefined {
    const value = this.get(...path);
    return typeof value === 'number' ? value : undefined;
  }

  boolean(...path: FieldPath): boolean | undefined {
    const value = this.get(...path);
    return typeof value === 'boolean' ? value : undefined;
  }

  list(...path: FieldPath): readonly unknown[] {
    return asList(this.get(...path));
  }

  map(...path: FieldPath): Fields | undefined {
    return asMap(this.get(...path));
  }

  /** The string entries of a map: labels, selectors, annotations. */
  strings(...path: FieldPath): Readonly<Record<string, string>> {
    return asStrings(this.get(...path));
  }

  annotation(key: string): string | undefined {
    return this.string('metadata', 'annotations', key);
  }

  /** Where the value of a field stands; where it is absent, the key of its nearest parent. */
  at(...path: FieldPath): Place {
    return { resource: this, path, on: 'value' };
  }

  /** Where the key of a field stands: for a field that should not be there, or not be called that. */
  keyAt(...path: FieldPath): Place {
    return { resource: this, path, on: 'key' };
  }
}

export function fieldAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined;
    if (typeof step === 'string' && !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const text = fieldAt(value, path);
  return typeof text === 'string' ? text : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asMap(value: unknown): Fields | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Null is the empty string, as Go decodes it. */
export function asStrings(value: unknown): Readonly<Record<string, string>> {
  const map = asMap(value);
  if (!map) return {};
  const entries = Object.entries(map);
  if (entries.every(([, v]) => typeof v === 'string')) return map as Record<string, string>;
  return Object.fromEntries(entries.flatMap(([k, v]) => (typeof v === 'string' || v === null ? [[k, v ?? '']] : []))) as Record<string, string>;
}
