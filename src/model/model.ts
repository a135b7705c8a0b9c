import type { FieldPath } from '../diagnostic.ts';
import { groupOf, isBuiltInGroup, isNamespaced, podTemplatePaths } from '../kinds.ts';
import { ManifestDocument, type Glimpse, type Manifests } from '../parse/manifests.ts';
import { read } from '../parse/yaml.ts';
import { repair } from '../schema/repair.ts';
import { violations, type Violation } from '../schema/violations.ts';
import { asMap, fieldAt, Resource, type Fields } from './resource.ts';
import { directoryOf, Scope } from './scope.ts';
import type { Labels } from './selector.ts';
import { Service } from './service.ts';
import { Workload } from './workload.ts';

export interface ModelOptions {
  /** Where objects land that name no namespace. */
  readonly defaultNamespace: string;
  /** Target version: 35 for 1.35. `assumed` where nobody named it. */
  readonly kubernetes: { readonly minor: number; readonly assumed: boolean };
  /** Without dots at its ends: `cluster.local`. */
  readonly clusterDomain: string;
}

/** What a name leads to. */
export interface Link<R extends Resource> {
  readonly resource: R;
  /** Deployed together as far as the tree tells, so that the two may be compared; otherwise it only proves existence. */
  readonly close: boolean;
}

/** What a Service selects. */
export interface Selection {
  /** Workloads that are deployed with the Service as far as the tree tells. */
  readonly workloads: readonly Workload[];
  /** True where only workloads far away in the tree match: enough not to complain, too little to compare. */
  readonly elsewhere: boolean;
}

const nothing: Selection = { workloads: [], elsewhere: false };

interface Inverse {
  readonly selecting: ReadonlyMap<Selection, readonly Service[]>;
  readonly selected: ReadonlyMap<Workload, readonly Selection[]>;
}

/** Kinds whose controllers install objects that no file shows. */
const installers = /^(?:HelmRelease|HelmChart|HelmChartConfig|Application|ApplicationSet|App|PackageInstall|Subscription|Template|ClusterResourceSet|Addon)$/;

/** Kinds in whose strings host names are written. */
const textKinds = new Set(['ConfigMap', 'Secret', 'Certificate', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService', 'KubeletConfiguration', 'ClusterConfiguration']);

/** All that is known of the input. Built once, then only asked. */
export class Model {
  readonly options: ModelOptions;
  readonly scope: Scope;
  readonly resources: readonly Resource[];
  readonly services: readonly Service[];
  readonly workloads: readonly Workload[];
  /** What the schemas say of an object, for the rules about fields. */
  readonly violations: ReadonlyMap<Resource, readonly Violation[]>;
  /** Pieces of objects: patches. */
  readonly fragments: ReadonlySet<Resource>;

  /** Manifests of kinds that only matter for what is written in their strings. */
  readonly #glimpses: readonly Glimpse[];
  readonly #byKind = new Map<string, Resource[]>();
  readonly #byName = new Map<string, Resource[]>();
  readonly #byLabel = new Map<string, Workload[]>();
  readonly #names = new Map<string, Set<string>>();
  readonly #namespacesOf = new Map<string, Resource[]>();
  readonly #selections = new Map<string, Selection>();
  readonly #patched = new Set<Resource>();
  readonly #incomplete = new Map<string, string>();
  readonly #incompleteBelow = new Map<string, string>();
  readonly #operated = new Set<string>();
  readonly #derived = new Map<(model: Model) => unknown, unknown>();
  /** Syntax trees are large: one is kept at a time. */
  #lastSourced: ManifestDocument | undefined;
  #selecting: Inverse | undefined;

  constructor(manifests: readonly Manifests[], files: readonly string[], options: ModelOptions) {
    this.options = options;
    const documents = manifests.flatMap((m) => m.documents);
    this.#glimpses = manifests.flatMap((m) => m.unread.filter(({ kind }) => textKinds.has(kind)));
    this.scope = new Scope(files, documents.flatMap((document) => kustomization(document)));
    const resources: Resource[] = [];
    const fragments: Resource[] = [];
    const found = new Map<Resource, readonly Violation[]>();
    for (const document of documents) {
      for (const raw of this.#resourcesOf(document)) {
        const problems = violations(raw, raw.value, options.kubernetes.minor).filter((v) => !isSaidByList(raw, v));
        // In a patch, null takes a field out.
        const deletions = new Set(problems.filter((v) => v.problem !== 'missing-field' && raw.get(...v.path) === null));
        const resource = problems.length ? this.#repaired(raw, problems) : raw;
        const fragment = isFragment(resource) || this.scope.isPatch(resource.file);
        (fragment ? fragments : resources).push(resource);
        const told = fragment ? problems.filter((v) => v.problem !== 'missing-field' && !v.field.startsWith('$') && !deletions.has(v)) : problems;
        if (told.length) found.set(resource, told);
      }
    }
    this.resources = resources;
    this.fragments = new Set(fragments);
    this.violations = found;
    this.services = resources.filter((r): r is Service => r instanceof Service);
    this.workloads = resources.filter((r): r is Workload => r instanceof Workload);
    for (const resource of resources) this.#index(resource);
    for (const resource of fragments) {
      push(this.#byName, key(resource.kind, resource.namespace, resource.name), resource);
      this.#notePatched(resource);
    }
    this.#noteAlternatives();
    this.#noteIncomplete(manifests);
    // A custom resource is an operator's work order: it makes Pods and Services that no file shows.
    for (const glimpse of manifests.flatMap((m) => m.unread)) this.#noteOperated(glimpse.source.path, glimpse.apiVersion, glimpse.kind);
  }

  byKind(kind: string): readonly Resource[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** The field names of the API server, with mistakes of spelling and place undone, so that one mistake is one finding. */
  #repaired(resource: Resource, problems: readonly Violation[]): Resource {
    repair(resource.value as Record<string, unknown>, problems);
    return this.#resource(resource.document, resource.value, resource.prefix, resource.apiVersion, resource.kind);
  }

  #resourcesOf(document: ManifestDocument): Resource[] {
    const value = asMap(document.value)!;
    const kind = String(value['kind']);
    const apiVersion = String(value['apiVersion']);
    const items = value['items'];
    if (!kind.endsWith('List') || !Array.isArray(items)) return isManifest(kind, apiVersion) ? [this.#resource(document, value, [], apiVersion, kind)] : [];
    return items.flatMap((item, i) => {
      const fields = asMap(item);
      if (!fields) return [];
      // Items of a typed list may leave out what the list says.
      const itemKind = typeof fields['kind'] === 'string' ? fields['kind'] : kind.slice(0, -4);
      const itemVersion = typeof fields['apiVersion'] === 'string' ? fields['apiVersion'] : apiVersion;
      return isManifest(itemKind, itemVersion) ? [this.#resource(document, { apiVersion: itemVersion, kind: itemKind, ...fields }, ['items', i], itemVersion, itemKind)] : [];
    });
  }

  #resource(document: ManifestDocument, value: Fields, prefix: FieldPath, apiVersion: string, kind: string): Resource {
    const given = this.scope.namespace(document.source.path);
    const namespace = isNamespaced(kind) ? (given ?? this.options.defaultNamespace) : '';
    const make = [document, value, prefix, apiVersion, kind, namespace] as const;
    const resource = kind === 'Service' && groupOf(apiVersion) === '' ? new Service(...make) : this.#workload(make) ?? new Resource(...make);
    return given !== undefined && resource.declaredNamespace !== undefined ? Object.defineProperty(resource, 'namespace', { value: given }) : resource;
  }

  #workload(make: readonly [ManifestDocument, Fields, FieldPath, string, string, string]): Workload | undefined {
    const [, value, , apiVersion, kind] = make;
    const path = podTemplatePaths(apiVersion, kind).find((p) => Array.isArray(fieldAt(value, [...p, 'spec', 'containers'])));
    return path && new Workload(...make, path, this.scope.addedLabels(make[0].source.path));
  }

  #index(resource: Resource): void {
    const { kind, namespace, name } = resource;
    push(this.#byKind, kind, resource);
    push(this.#byName, key(kind, namespace, name), resource);
    push(this.#namespacesOf, `${kind}\0${name}`, resource);
    const folder = key(kind, namespace, directoryOf(resource.file));
    const names = this.#names.get(folder);
    if (names) names.add(name);
    else this.#names.set(folder, new Set([name]));
    if (!(resource instanceof Workload)) return;
    for (const [label, value] of Object.entries(resource.podLabels)) push(this.#byLabel, key(namespace, label, value), resource);
  }

  #noteAlternatives(): void {
    for (const [object, same] of this.#byName) {
      if (same.length < 2) continue;
      const folders = new Map<string, Set<string>>();
      for (const { file } of same) {
        const folder = directoryOf(file);
        folders.set(folder, (folders.get(folder) ?? new Set()).add(file));
      }
      for (const files of folders.values()) if (files.size > 1) this.scope.noteAlternatives([...files], object);
    }
  }

  #noteIncomplete(manifests: readonly Manifests[]): void {
    const note = (file: string, reason: string) => {
      let folder = directoryOf(file);
      this.#incomplete.set(folder, reason);
      for (; folder; folder = directoryOf(folder)) this.#incompleteBelow.set(directoryOf(folder), reason);
    };
    for (const { skipped, broken, unread } of manifests) {
      for (const { source, reason } of skipped) note(source.path, `${source.path} was skipped (${reason})`);
      for (const { source } of broken) note(source.path, `${source.path} has a syntax error`);
      for (const { source, kind } of unread) if (installers.test(kind)) note(source.path, `${kind} in ${source.path} installs objects that are not in the input`);
    }
  }

  #noteOperated(file: string, apiVersion: string, kind: string): void {
    if (!isBuiltInGroup(groupOf(apiVersion)) && !/^(?:ServiceMonitor|PodMonitor|PrometheusRule|Probe|ScrapeConfig)$/.test(kind)) this.#operated.add(directoryOf(file));
  }

  /** Why the input around an object may lack what it refers to; undefined where it seems whole. */
  incomplete(resource: Resource): string | undefined {
    const missing = this.scope.missing(resource.file);
    if (missing) return `a kustomization refers to ${missing}, which is not in the input`;
    const folder = directoryOf(resource.file);
    return this.#incomplete.get(folder) ?? this.#incomplete.get(directoryOf(folder)) ?? this.#incompleteBelow.get(folder);
  }

  /** True where custom resources stand beside an object, whose operators may make Pods and Services for it. */
  operated(resource: Resource): boolean {
    return this.#operated.has(directoryOf(resource.file));
  }

  /**
   * The object that a name means: the nearest in the tree with that kind and name in the namespace. Of several that are
   * equally near, the one that fits.
   */
  find<R extends Resource>(kind: string, namespace: string, name: string, from: Resource, fits: (candidate: R) => boolean = () => true): Link<R> | undefined {
    const candidates = (this.#byName.get(key(kind, namespace, name)) ?? []).filter((r) => r !== from) as R[];
    if (!candidates.length) return undefined;
    let least = Number.POSITIVE_INFINITY;
    let nearest: R[] = [];
    for (const candidate of candidates) {
      const steps = this.scope.together(from, candidate) ? Math.min(1, this.scope.distance(from, candidate)) : 1 + this.scope.distance(from, candidate);
      if (steps > least) continue;
      if (steps < least) nearest = [];
      least = steps;
      nearest.push(candidate);
    }
    const resource = nearest.find(fits) ?? nearest[0]!;
    const whole = !this.fragments.has(resource);
    const alone = nearest.length === 1 || fits(resource);
    const close = whole && alone && (this.scope.together(from, resource) || (candidates.length === 1 && this.scope.near(from, resource)));
    return { resource, close };
  }

  /** An object of the same kind and name that lives with another but in another namespace. */
  inOtherNamespace(kind: string, name: string, from: Resource): Resource | undefined {
    return (this.#namespacesOf.get(`${kind}\0${name}`) ?? []).find((r) => r.namespace !== from.namespace && this.scope.near(from, r));
  }

  /** True where patches change an object: then nobody knows from here what it lacks. */
  isPatched(resource: Resource): boolean {
    return this.scope.isPatched(resource) || this.#patched.has(resource);
  }

  /** A patch that no kustomization is known to apply is for the nearest objects of its name. */
  #notePatched(fragment: Resource): void {
    const candidates = this.#namespacesOf.get(`${fragment.kind}\0${fragment.name}`) ?? [];
    if (this.scope.isPatch(fragment.file)) {
      for (const candidate of candidates) if (this.scope.patches(fragment.file, candidate.file)) this.#patched.add(candidate);
      return;
    }
    // One name in hundreds of files: which of them are nearest does not matter.
    const distances = candidates.map((candidate) => (candidates.length <= 200 ? this.scope.distance(fragment, candidate) : 0));
    const nearest = distances.reduce((a, b) => Math.min(a, b), Infinity);
    for (const [i, candidate] of candidates.entries()) if (distances[i] === nearest) this.#patched.add(candidate);
  }

  /** Names of a kind in the folder of an object, for suggestions; none where there are so many that comparing them all takes long. */
  namesAround(kind: string, namespace: string, from: Resource): Iterable<string> {
    const names = this.#names.get(key(kind, namespace, directoryOf(from.file)));
    return names && names.size <= 1000 ? names : [];
  }

  /** How a scalar is written, quotes included, for the few that are reported. */
  sourceOf(resource: Resource, path: FieldPath): string | undefined {
    if (this.#lastSourced !== resource.document) this.#lastSourced?.forget();
    this.#lastSourced = resource.document;
    return resource.document.positions.source([...resource.prefix, ...path]);
  }

  /** ConfigMaps and others of which only the strings matter: those whose text passes a cheap look are read in full. */
  readTexts(mayMatter: (text: string, kind: string) => boolean): Resource[] {
    return this.#glimpses.flatMap(({ source, chunk, kind }) => {
      if (!mayMatter(source.text.slice(chunk.start, chunk.end), kind)) return [];
      const result = read(source.text, chunk);
      return 'value' in result && asMap(result.value) ? this.#resourcesOf(new ManifestDocument(source, chunk, result.value, [])) : [];
    });
  }

  /** What is worked out once for all rules that ask, by the function that works it out. */
  derived<T>(work: (model: Model) => T): T {
    if (!this.#derived.has(work)) this.#derived.set(work, work(this));
    return this.#derived.get(work) as T;
  }

  /** All objects of one name: more than one is a duplicate or an alternative. */
  sameName(resource: Resource): readonly Resource[] {
    return this.#byName.get(key(resource.kind, resource.namespace, resource.name)) ?? [];
  }

  /** Which workloads' Pods a Service selects. Services of a file with the same selector share one answer. */
  selection(service: Service): Selection {
    if (!service.selectsPods) return nothing;
    const asked = key(service.file, service.namespace, JSON.stringify(service.selector));
    let selection = this.#selections.get(asked);
    if (!selection) this.#selections.set(asked, (selection = this.#select(service, service.selector)));
    return selection;
  }

  /** Which Services select a workload's Pods. */
  servicesOf(workload: Workload): readonly Service[] {
    const { selecting, selected } = (this.#selecting ??= this.#invert());
    const selections = selected.get(workload) ?? [];
    // Most Pods are selected in one way: the list is not copied then.
    return selections.length === 1 ? selecting.get(selections[0]!)! : selections.flatMap((selection) => selecting.get(selection)!);
  }

  #invert(): Inverse {
    const selecting = new Map<Selection, Service[]>();
    for (const service of this.services) if (service.selectsPods) push(selecting, this.selection(service), service);
    const selected = new Map<Workload, Selection[]>();
    for (const selection of selecting.keys()) for (const workload of selection.workloads) push(selected, workload, selection);
    return { selecting, selected };
  }

  /** Services of a namespace whose endpoints come from elsewhere. */
  servicesWithoutSelector(namespace: string): readonly Service[] {
    return this.derived(selectorless).get(namespace) ?? [];
  }

  /** Workloads that have at least one of the labels, where the object and they are deployed together. */
  candidates(from: Resource, labels: Labels): readonly Workload[] {
    const seen = new Set<Workload>();
    for (const [label, value] of Object.entries(labels)) {
      for (const workload of this.#byLabel.get(key(from.namespace, label, value)) ?? []) if (this.scope.together(from, workload)) seen.add(workload);
    }
    return [...seen];
  }

  /** Workloads that may have all of the labels, wherever they live: those that have the rarest. */
  mayHave(namespace: string, labels: Labels): readonly Workload[] {
    return this.#withLabels(namespace, labels);
  }

  #select(service: Service, selector: Labels): Selection {
    const matching = this.#withLabels(service.namespace, selector).filter((w) => w.mismatch(selector).length === 0);
    if (!matching.length) return { workloads: [], elsewhere: false };
    const together = matching.filter((w) => this.scope.together(service, w));
    if (together.length) {
      // A file that has both is whole in itself, whatever else its folder holds; a kustomization says more than a file.
      const inFile = this.scope.isKustomized(service.file) ? [] : together.filter((w) => w.file === service.file);
      return { workloads: inFile.length ? inFile : together, elsewhere: false };
    }
    const near = matching.filter((w) => this.scope.near(service, w));
    const folders = new Set(near.map((w) => directoryOf(w.file)));
    return folders.size === 1 ? { workloads: near, elsewhere: false } : { workloads: [], elsewhere: true };
  }

  /** Workloads that may match: those of the rarest label, or of the name that a controller's label tells. */
  #withLabels(namespace: string, selector: Labels): readonly Workload[] {
    let rarest: readonly Workload[] | undefined;
    for (const [label, value] of Object.entries(selector)) {
      const having = this.#byLabel.get(key(namespace, label, value));
      const named = this.#byControllerLabel(namespace, label, value);
      const all = having && named ? [...having, ...named] : (having ?? named);
      if (all && (!rarest || all.length < rarest.length)) rarest = all;
    }
    return rarest ?? [];
  }

  #byControllerLabel(namespace: string, label: string, value: string): readonly Workload[] | undefined {
    const named = (kind: string, name: string) => (this.#byName.get(key(kind, namespace, name)) ?? []).filter((r): r is Workload => r instanceof Workload);
    if (label === 'statefulset.kubernetes.io/pod-name') return named('StatefulSet', value.replace(/-\d+$/, ''));
    if (label === 'job-name' || label === 'batch.kubernetes.io/job-name') return named('Job', value);
    return undefined;
  }
}

const selectorless = (model: Model) => {
  const services = new Map<string, Service[]>();
  for (const service of model.services) if (!service.hasSelector && !service.isExternalName) push(services, service.namespace, service);
  return services;
};

/** Items of a typed list have its kind, less `List`, and its version (apimachinery unstructured decodeToList). */
function isSaidByList({ prefix }: Resource, { problem, path, field }: Violation): boolean {
  return prefix.length > 0 && problem === 'missing-field' && path.length === 0 && (field === 'kind' || field === 'apiVersion');
}

function isManifest(kind: string, apiVersion: string): boolean {
  return kind !== '' && apiVersion !== '';
}

function kustomization(document: ManifestDocument): { file: string; fields: Fields }[] {
  const fields = asMap(document.value)!;
  const isOne = (fields['kind'] === 'Kustomization' || fields['kind'] === 'Component') && groupOf(String(fields['apiVersion'])) === 'kustomize.config.k8s.io';
  return isOne ? [{ file: document.source.path, fields }] : [];
}

/**
 * A piece of an object, as strategic merge patches are: it names an object and says a little of it. Nothing is claimed of
 * pieces, for the rest of the object is elsewhere.
 */
function isFragment(resource: Resource): boolean {
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

function key(...parts: string[]): string {
  return parts.join('\0');
}

/** Appends to the list that a map has at a key. */
export function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
  const list = map.get(at);
  if (list) list.push(value);
  else map.set(at, [value]);
}
