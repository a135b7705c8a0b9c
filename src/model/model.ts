import type { FieldPath } from '../diagnostic.ts';
import { isInstaller } from '../installers.ts';
import { groupOf } from '../kinds.ts';
import { ManifestDocument, type Glimpse, type Manifests, type Source } from '../parse/manifests.ts';
import { read } from '../parse/yaml.ts';
import { isKnownType, violations, type Violation } from '../schema/violations.ts';
import { Completeness } from './completeness.ts';
import { directoryOf } from './folders.ts';
import { key, push } from './keys.ts';
import { KnownServices } from './known-services.ts';
import { Kustomizations, type KustomizationFile } from './kustomizations.ts';
import { Listed, type Absent } from './listed.ts';
import { LocalSources } from './local-sources.ts';
import { madeOf } from './made.ts';
import { Objects } from './objects.ts';
import { asMap, type Resource } from './resource.ts';
import { Scope } from './scope.ts';
import { Selections, type Selection } from './selections.ts';
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
  /** `namespace/name`, `namespace/*`, or `name` for any namespace. */
  readonly knownServices: readonly string[];
  /** What somebody said is deployed together, by file. */
  readonly units: ReadonlyMap<string, string>;
  /** Overlays and charts that are read as they stand, each with the reason: what would come of them is not in the input. */
  readonly unbuilt: readonly { readonly file: string; readonly reason: string }[];
}

/** What a name leads to. */
export interface Link<R extends Resource> {
  readonly resource: R;
  /** Deployed together as far as the tree tells, so that the two may be compared; otherwise it only proves existence. */
  readonly close: boolean;
}

export interface Installer {
  readonly kind: string;
  readonly source: Source;
}

/** Kinds in whose strings host names are written. */
const textKinds = new Set(['ConfigMap', 'Secret', 'Certificate', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService', 'KubeletConfiguration', 'ClusterConfiguration']);

/** All that is known of the input. Built once, then only asked. */
export class Model {
  readonly options: ModelOptions;
  readonly kustomizations: Kustomizations;
  readonly scope: Scope;
  readonly resources: readonly Resource[];
  /** What controllers made of these: live objects that are read and not looked at. */
  readonly made: ReadonlySet<Resource>;
  readonly services: readonly Service[];
  readonly workloads: readonly Workload[];
  /** What the schemas say of an object, for the rules about fields. */
  readonly violations: ReadonlyMap<Resource, readonly Violation[]>;
  /** What has a controller install other objects, which are not in the input. */
  readonly installers: readonly Installer[];
  /** Pieces of objects: patches. */
  readonly fragments: ReadonlySet<Resource>;

  /** Manifests of kinds that only matter for what is written in their strings. */
  readonly #glimpses: readonly Glimpse[];
  /** Those in lists, which are read in full. */
  readonly #listedTexts = new Map<ManifestDocument, Resource[]>();
  readonly #objects: Objects;
  readonly #selections: Selections;
  readonly #completeness: Completeness;
  readonly #listed: Listed;
  readonly #knownServices: KnownServices;
  readonly #byKind = new Map<string, Resource[]>();
  readonly #byName = new Map<string, Resource[]>();
  readonly #names = new Map<string, Set<string>>();
  /** Of namesakes, by what those that live together share. */
  readonly #circles = new Map<readonly Resource[], { readonly members: Map<string, Resource[]>; readonly order: Map<Resource, number> }>();
  readonly #namespacesOf = new Map<string, Resource[]>();
  readonly #patched = new Set<Resource>();
  readonly #derived = new Map<(model: Model) => unknown, unknown>();
  /** Syntax trees are large: one is kept at a time. */
  #lastSourced: ManifestDocument | undefined;

  constructor(manifests: readonly Manifests[], files: readonly string[], options: ModelOptions) {
    this.options = options;
    const documents = manifests.flatMap((m) => m.documents);
    this.#glimpses = manifests.flatMap((m) => m.unread.filter(({ kind }) => textKinds.has(kind)));
    this.#knownServices = new KnownServices(options.knownServices);
    this.kustomizations = new Kustomizations(files, documents.flatMap((document) => kustomization(document)));
    this.scope = new Scope(this.kustomizations, options.units);
    const unread = manifests.flatMap((m) => m.unread);
    const localSources = new LocalSources(unread, files);
    this.#objects = new Objects(this.kustomizations, localSources, options.defaultNamespace);
    const resources: Resource[] = [];
    const fragments: Resource[] = [];
    const found = new Map<Resource, readonly Violation[]>();
    for (const document of documents) {
      for (const { resource, violations, isFragment } of this.#objects.checked(document, options.kubernetes.minor)) {
        (isFragment ? fragments : resources).push(resource);
        if (violations.length) found.set(resource, violations);
      }
    }
    this.made = madeOf(resources);
    this.resources = this.made.size ? resources.filter((resource) => !this.made.has(resource)) : resources;
    this.fragments = new Set(fragments);
    this.violations = found;
    this.services = this.resources.filter((r): r is Service => r instanceof Service);
    this.workloads = this.resources.filter((r): r is Workload => r instanceof Workload);
    for (const resource of this.resources) {
      this.#index(resource);
      if (textKinds.has(resource.kind)) push(this.#listedTexts, resource.document, resource);
    }
    for (const resource of fragments) {
      push(this.#byName, key(resource.kind, resource.namespace, resource.name), resource);
      this.#notePatched(resource);
    }
    for (const [object, same] of this.#byName) if (same.length > 1) this.scope.noteAlternatives(same, object);
    this.installers = [
      ...unread.filter((glimpse) => isInstaller(glimpse.apiVersion, glimpse.kind) && !localSources.has(glimpse)),
      ...this.resources.filter(({ apiVersion, kind }) => isInstaller(apiVersion, kind)).map(({ kind, document }) => ({ kind, source: document.source })),
    ];
    this.#completeness = new Completeness(manifests, this.resources, this.installers, this.kustomizations, options.unbuilt);
    this.#listed = new Listed(resources);
    this.#selections = new Selections(this.scope, this.kustomizations, this.services, this.workloads);
  }

  byKind(kind: string): readonly Resource[] {
    return this.#byKind.get(kind) ?? [];
  }

  #index(resource: Resource): void {
    const { kind, namespace, name } = resource;
    push(this.#byKind, kind, resource);
    push(this.#byName, key(kind, namespace, name), resource);
    push(this.#namespacesOf, key(kind, name), resource);
    const folder = key(kind, namespace, directoryOf(resource.file));
    const names = this.#names.get(folder);
    if (names) names.add(name);
    else this.#names.set(folder, new Set([name]));
  }

  /** Why the input around an object may lack what it refers to; undefined where it seems whole. */
  incomplete(resource: Resource): string | undefined {
    return this.#completeness.reason(resource);
  }

  /** True where an object comes from a cluster of which the input has nothing of a kind. */
  lacks(kind: Absent, from: Resource): boolean {
    return this.#listed.lacks(kind, from);
  }

  /** Of what `lacks` said yes to. */
  lacked(): readonly Absent[] {
    return this.#listed.missed();
  }

  /** True where custom resources stand beside an object, whose operators may make Pods and Services for it. */
  operated(resource: Resource): boolean {
    return this.#completeness.operated(resource);
  }

  /**
   * The object that a name means: the nearest in the tree with that kind and name in the namespace, but for what is
   * deployed instead of where the name stands. Of several that are equally near, the one that fits.
   */
  find<R extends Resource>(kind: string, namespace: string, name: string, from: Resource, fits: (candidate: R) => boolean = () => true): Link<R> | undefined {
    const named = (this.#byName.get(key(kind, namespace, name)) ?? []) as R[];
    let least = Number.POSITIVE_INFINITY;
    let nearest: R[] = [];
    for (const candidate of this.#around(named, from)) {
      if (candidate === from || this.scope.excludes(from, candidate)) continue;
      const steps = this.scope.together(from, candidate) ? Math.min(1, this.scope.distance(from, candidate)) : 1 + this.scope.distance(from, candidate);
      if (steps > least) continue;
      if (steps < least) nearest = [];
      least = steps;
      nearest.push(candidate);
    }
    if (!nearest.length) return kind === 'Service' ? (this.#knownServices.find(namespace, name) as Link<Resource> as Link<R> | undefined) : undefined;
    const count = named.length - (named.includes(from as R) ? 1 : 0);
    const resource = nearest.find(fits) ?? nearest[0]!;
    const whole = !this.fragments.has(resource);
    const alone = nearest.length === 1 || fits(resource);
    const close = whole && alone && (this.scope.together(from, resource) || (count === 1 && this.scope.near(from, resource)));
    return { resource, close };
  }

  /** True for a Service that no file shows, and that somebody says is in the cluster. */
  isKnownService(namespace: string, name: string): boolean {
    return !this.#byName.has(key('Service', namespace, name)) && this.#knownServices.find(namespace, name) !== undefined;
  }

  /** Entries of the known Services that no reference needed. */
  unusedKnownServices(): readonly string[] {
    return this.#knownServices.unused();
  }

  /** Those of many namesakes that live with an object, which are nearer than all others; all where there are none. */
  #around<R extends Resource>(named: readonly R[], from: Resource): readonly R[] {
    if (named.length < 9) return named;
    let known = this.#circles.get(named);
    if (!known) {
      this.#circles.set(named, (known = { members: new Map(), order: new Map(named.map((each, i) => [each, i])) }));
      for (const each of named) for (const circle of this.scope.circlesOf(each)) push(known.members, circle, each);
    }
    const { members, order } = known;
    const circles = this.scope.circlesOf(from);
    const together = circles.flatMap((circle) => members.get(circle) ?? []).filter((each) => each !== from && this.scope.together(from, each)) as R[];
    if (!together.length) return named;
    return circles.length === 1 ? together : [...new Set(together)].sort((a, b) => order.get(a)! - order.get(b)!);
  }

  /** An object of the same kind and name that lives with another but in another namespace. */
  inOtherNamespace(kind: string, name: string, from: Resource): Resource | undefined {
    return (this.#namespacesOf.get(key(kind, name)) ?? []).find((r) => r.namespace !== from.namespace && this.scope.near(from, r));
  }

  /** True where patches change an object: then nobody knows from here what it lacks. */
  isPatched(resource: Resource): boolean {
    return this.kustomizations.isPatched(resource) || this.#patched.has(resource);
  }

  /** A patch that no kustomization is known to apply is for the nearest objects of its name. */
  #notePatched(fragment: Resource): void {
    const candidates = this.#namespacesOf.get(key(fragment.kind, fragment.name)) ?? [];
    if (this.kustomizations.isPatch(fragment.file)) {
      for (const candidate of candidates) if (this.kustomizations.patches(fragment.file, candidate.file)) this.#patched.add(candidate);
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
    const glimpsed = this.#glimpses.flatMap(({ source, chunk, kind }) => {
      if (!mayMatter(source.text.slice(chunk.start, chunk.end), kind)) return [];
      const result = read(source.text, chunk);
      return 'value' in result && asMap(result.value) ? this.#objects.of(new ManifestDocument(source, chunk, result.value, [])) : [];
    });
    const listed = [...this.#listedTexts].flatMap(([{ source, chunk }, objects]) => {
      const text = source.text.slice(chunk.start, chunk.end);
      const kinds = new Set([...new Set(objects.map(({ kind }) => kind))].filter((kind) => mayMatter(text, kind)));
      return objects.filter(({ kind }) => kinds.has(kind));
    });
    return [...listed, ...glimpsed];
  }

  /** True where an object could as it stands be one of another version of its API. */
  fitsVersion({ kind, value }: Resource, apiVersion: string): boolean {
    const type = { apiVersion, kind };
    return isKnownType(type) && violations(type, { ...value, apiVersion }, this.options.kubernetes.minor).length === 0;
  }

  /** What is worked out once for all rules that ask, by the function that works it out. */
  derived<T>(work: (model: Model) => T): T {
    if (!this.#derived.has(work)) this.#derived.set(work, work(this));
    return this.#derived.get(work) as T;
  }

  /** Which workloads' Pods a Service selects. */
  selection(service: Service): Selection {
    return this.#selections.of(service);
  }

  /** Which Services select a workload's Pods. */
  servicesOf(workload: Workload): readonly Service[] {
    return this.#selections.selecting(workload);
  }

  /** Workloads that have at least one of the labels, where the object and they are deployed together. */
  candidates(from: Resource, labels: Labels): readonly Workload[] {
    return this.#selections.candidates(from, labels);
  }

  /** Workloads that may have all of the labels, wherever they live: those that have the rarest. */
  mayHave(namespace: string, labels: Labels): readonly Workload[] {
    return this.#selections.mayHave(namespace, labels);
  }

  /** Workloads that may have all of the labels, as far as they may be deployed with an object. */
  mayHaveBeside(from: Resource, labels: Labels): readonly Workload[] {
    return this.#selections.mayHaveBeside(from, labels);
  }
}

function kustomization(document: ManifestDocument): KustomizationFile[] {
  const fields = asMap(document.value)!;
  const isOne = (fields['kind'] === 'Kustomization' || fields['kind'] === 'Component') && groupOf(String(fields['apiVersion'])) === 'kustomize.config.k8s.io';
  return isOne ? [{ file: document.source.path, fields }] : [];
}
