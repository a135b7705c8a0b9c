import type { FieldPath } from '../diagnostic.ts';
import { groupOf, isBuiltInGroup, isNamespaced, podTemplatePaths } from '../kinds.ts';
import type { ManifestDocument } from '../parse/manifests.ts';
import { repair } from '../schema/repair.ts';
import { violations, type Violation } from '../schema/violations.ts';
import { directoryOf } from './folders.ts';
import { asMap, fieldAt, Resource, type Fields } from './resource.ts';
import type { Kustomizations } from './kustomizations.ts';
import type { LocalSources } from './local-sources.ts';
import { Service } from './service.ts';
import { Workload } from './workload.ts';

/** An object, and what its schema says of it. */
export interface Checked {
  readonly resource: Resource;
  readonly violations: readonly Violation[];
  /** True for a piece of an object: a patch. */
  readonly isFragment: boolean;
}

/** Makes the objects of documents: Services and workloads as such, items of lists one by one. */
export class Objects {
  readonly #kustomizations: Kustomizations;
  readonly #localSources: LocalSources;
  readonly #defaultNamespace: string;

  constructor(kustomizations: Kustomizations, localSources: LocalSources, defaultNamespace: string) {
    this.#kustomizations = kustomizations;
    this.#localSources = localSources;
    this.#defaultNamespace = defaultNamespace;
  }

  /** With what is wrong with their fields, and mistakes of spelling and place undone in what rules see. */
  checked(document: ManifestDocument, minor: number): Checked[] {
    return this.of(document).map((raw) => {
      const problems = violations(raw, raw.value, minor).filter((v) => !isSaidByList(raw, v));
      // In a patch, null takes a field out.
      const deletions = new Set(problems.filter((v) => v.problem !== 'missing-field' && raw.get(...v.path) === null));
      const resource = problems.length ? this.#repaired(raw, problems) : raw;
      if (!isPiece(resource) && !this.#kustomizations.isPatch(resource.file)) return { resource, violations: problems, isFragment: false };
      return { resource, violations: problems.filter((v) => v.problem !== 'missing-field' && !v.field.startsWith('$') && !deletions.has(v)), isFragment: true };
    });
  }

  /** The field names of the API server, with mistakes of spelling and place undone, so that one mistake is one finding. */
  #repaired(resource: Resource, problems: readonly Violation[]): Resource {
    repair(resource.value as Record<string, unknown>, problems);
    return this.#resource(resource.document, resource.value, resource.prefix, resource.apiVersion, resource.kind);
  }

  of(document: ManifestDocument): Resource[] {
    const value = asMap(document.value)!;
    return this.#objectsIn(document, value, [], String(value['apiVersion']), String(value['kind']));
  }

  /** An object, or the items of a list: lists in lists are taken apart, as kubectl does (cli-runtime FlattenListVisitor). */
  #objectsIn(document: ManifestDocument, value: Fields, prefix: FieldPath, apiVersion: string, kind: string): Resource[] {
    const items = kind.endsWith('List') && value['items'] === null ? [] : value['items'];
    if (!kind.endsWith('List') || !Array.isArray(items)) return isManifest(kind, apiVersion) ? [this.#resource(document, value, prefix, apiVersion, kind)] : [];
    return items.flatMap((item, i) => {
      const fields = asMap(item);
      if (!fields) return [];
      // Items of a typed list may leave out what the list says.
      const itemKind = typeof fields['kind'] === 'string' ? fields['kind'] : kind.slice(0, -4);
      const itemVersion = typeof fields['apiVersion'] === 'string' ? fields['apiVersion'] : apiVersion;
      return this.#objectsIn(document, { apiVersion: itemVersion, kind: itemKind, ...fields }, [...prefix, 'items', i], itemVersion, itemKind);
    });
  }

  #resource(document: ManifestDocument, value: Fields, prefix: FieldPath, apiVersion: string, kind: string): Resource {
    const { path } = document.source;
    const target = this.#localSources.targetOf(path);
    const given = (target?.overrides ? target.namespace : undefined) ?? this.#kustomizations.namespace(path);
    const namespace = isNamespaced(kind) ? (given ?? target?.namespace ?? this.#defaultNamespace) : '';
    const make = [document, value, prefix, apiVersion, kind, namespace] as const;
    const resource = kind === 'Service' && groupOf(apiVersion) === '' ? new Service(...make) : this.#workload(make) ?? new Resource(...make);
    return given !== undefined && resource.declaredNamespace !== undefined ? Object.defineProperty(resource, 'namespace', { value: given }) : resource;
  }

  #workload(make: readonly [ManifestDocument, Fields, FieldPath, string, string, string]): Workload | undefined {
    const [, value, , apiVersion, kind] = make;
    const path = podTemplatePaths(apiVersion, kind).find((p) => Array.isArray(fieldAt(value, [...p, 'spec', 'containers'])));
    return path && new Workload(...make, path, this.#kustomizations.addedLabels(make[0].source.path));
  }
}

/** Items of a typed list have its kind, less `List`, and its version (apimachinery unstructured decodeToList). */
function isSaidByList({ prefix }: Resource, { problem, path, field }: Violation): boolean {
  return prefix.length > 0 && problem === 'missing-field' && path.length === 0 && (field === 'kind' || field === 'apiVersion');
}

function isManifest(kind: string, apiVersion: string): boolean {
  return kind !== '' && apiVersion !== '';
}

/**
 * A piece of an object, as strategic merge patches are: it names an object and says a little of it. Nothing is claimed of
 * pieces, for the rest of the object is elsewhere.
 */
function isPiece(resource: Resource): boolean {
  if ('$patch' in resource.value) return true;
  if (resource instanceof Service) return !resource.has('spec', 'ports') && !resource.has('spec', 'selector') && !resource.has('spec', 'externalName') && !resource.saysNone;
  if (resource instanceof Workload) return isTemplatePiece(resource);
  // A workload of Kubernetes without containers.
  return podTemplatePaths(resource.apiVersion, resource.kind).length > 0 && isBuiltInGroup(resource.group);
}

/** Containers without images, or neither a selector nor anything it could select. */
function isTemplatePiece(workload: Workload): boolean {
  if (workload.containers.length > 0 && !workload.containers.some((c) => 'image' in c.fields)) return true;
  if (/[-_.]patch(?:es)?\.(?:ya?ml|json)$/i.test(workload.file)) return true;
  if (!workload.isBuiltIn || workload.kind === 'Pod' || workload.kind === 'Job' || workload.kind === 'CronJob' || workload.selector) return false;
  return Object.keys(workload.podLabels).length === 0 || /patch/i.test(workload.file.slice(directoryOf(workload.file).length));
}
