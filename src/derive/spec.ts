import type { Diagnostic, FieldPath } from '../diagnostic.ts';
import { check } from '../generate/check.ts';
import { generate, type GenerateOptions } from '../generate/index.ts';
import { pathSteps } from '../generate/path.ts';
import { isMap } from '../generate/patch.ts';
import { owned, plan } from '../generate/plan.ts';
import { termsOf } from '../generate/terms.ts';
import { targetMinor } from '../lint/versions.ts';
import type { Patch, Spec } from '../generate/spec.ts';
import type { Model } from '../model/model.ts';
import { asMap, fieldAt, type Fields, type Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import { shorten } from '../spelling.ts';
import { canonical } from './canonical.ts';
import { mapsIn } from './container.ts';
import { baseOf } from './base.ts';
import { difference, equal } from './difference.ts';
import { neighboursOf } from './neighbours.ts';
import { specText } from './text.ts';

/** A spec from which the same objects are generated that it was derived from. */
export interface Derived {
  readonly name: string;
  /** Empty where no spec can say what the objects say: then the diagnostics tell why. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What is not as it was, or not in the spec: sentences. */
  readonly left: readonly string[];
}

export type DeriveOptions = Pick<GenerateOptions, 'namespace' | 'kubernetesVersion' | 'clusterDomain'>;

type Draft = { -readonly [K in keyof Spec]: Spec[K] };
type Objects = ReadonlyMap<string, Fields>;

/** Alternatives for a field that no field of the objects says in so many words: the one that leaves least to patches is taken, the first of equals. */
const alternatives: Readonly<Partial<Record<keyof Spec, readonly unknown[]>>> = {
  securityContext: [undefined, false],
  resources: [false],
  spread: [undefined, 'required', false],
  probes: [],
  disruptionBudget: [undefined, true, false],
  networkPolicy: [undefined, true],
  publishNotReadyAddresses: [undefined, true, false],
  podManagement: [undefined, 'OrderedReady', 'Parallel'],
  client: [undefined, false],
  rendezvous: [undefined, false],
};

/** Derives a spec from a workload, or from a Service without a selector, and what belongs to it. Pure. */
export function deriveSpec(root: Resource, model: Model, options: DeriveOptions): Derived {
  const neighbours = neighboursOf(root, model);
  const originals: Objects = new Map([root, ...neighbours.objects].map((resource) => [`${resource.kind}/${resource.name}`, canonical(resource.value)]));
  let spec = acceptable(baseOf(root, neighbours, model), options);
  for (const [field, choices] of Object.entries(alternatives) as [keyof Spec, readonly unknown[]][]) spec = bestOf(field, choices, spec, originals, root, options);
  return settle(spec, originals, root, neighbours.left, options);
}

/** Without the fields that generate refuses and a spec can do without: patches say them as they were. */
function acceptable(base: Spec, options: DeriveOptions): Draft {
  const spec = structuredClone(base) as Draft;
  for (let i = 0; i < 50; i += 1) {
    const error = generate(specText(spec), { ...options, comments: false }).diagnostics.find(({ severity }) => severity === 'error');
    const path = error?.path === undefined ? [] : pathSteps(error.path);
    if (error?.rule !== 'invalid-spec' || !path.length || needed.has(String(path[0]))) break;
    removeAt(spec as unknown as Editable, path);
  }
  return spec;
}

/** The spec with that value of a field which leaves least to patches. */
function bestOf(field: keyof Spec, choices: readonly unknown[], spec: Draft, originals: Objects, root: Resource, options: DeriveOptions): Draft {
  const given = spec[field];
  const candidates = [...(given === undefined ? [] : [given]), ...choices];
  let best = spec;
  let least = Number.POSITIVE_INFINITY;
  for (const value of candidates) {
    const candidate = { ...spec, [field]: value };
    if (value === undefined) delete candidate[field];
    const made = objectsOf(candidate, options);
    if (!made) continue;
    const { patches, lost } = patchesFor(made, originals, root);
    // A whole object weighs more than any of its fields.
    const missing = [...originals.keys()].filter((key) => !made.has(key)).length;
    const size = JSON.stringify(patches).length + 1000 * lost.length + 10_000 * missing;
    if (size < least) {
      least = size;
      best = candidate;
    }
  }
  return best;
}

/** What is planned for a spec that its schema takes; nothing of it is written or linted. */
function objectsOf(spec: Spec, { kubernetesVersion, clusterDomain = 'cluster.local', namespace = 'default' }: DeriveOptions): Objects | undefined {
  let failed = false;
  const terms = termsOf(spec, { minor: targetMinor(kubernetesVersion), clusterDomain }, ({ severity = 'error' }) => {
    failed ||= severity === 'error';
  });
  check(terms);
  if (failed) return undefined;
  const { objects } = plan(terms, namespace);
  return failed ? undefined : new Map(objects.map(({ object }) => [`${object.kind}/${object.metadata!.name}`, canonical(object)]));
}

interface Patches {
  container?: Patch;
  podSpec?: Patch;
  overrides?: Record<string, Patch>;
}

/** What has to be merged over the objects of a spec to have the originals, and what cannot be: sentences. */
function patchesFor(made: Objects, originals: Objects, root: Resource): { readonly patches: Patches; readonly lost: readonly string[] } {
  const patches: Patches = {};
  const lost: string[] = [];
  const override = (key: string, change: unknown) => {
    const [kind] = key.split('/') as [string];
    const name = [...made.keys()].filter((other) => other.startsWith(`${kind}/`)).length > 1 ? key : kind;
    patches.overrides = { ...patches.overrides, [name]: change as Patch };
  };
  for (const key of made.keys()) if (!originals.has(key)) lost.push(`the spec also makes ${key}`);
  for (const [key, written] of originals) {
    const generated = made.get(key);
    const original = generated ? asOwned(key, alike(written, generated), generated, lost) : written;
    if (!generated) lost.push(`${key} is not in the spec`);
    else if (key === `${root.kind}/${root.name}` && root instanceof Workload) {
      const change = workloadPatches(generated, original, patches);
      if (change !== undefined) override(key, change);
    } else {
      const { first, second } = difference(generated, original);
      if (first !== undefined) override(key, first);
      if (second !== undefined) lost.push(`${key} has lists that the spec cannot say`);
    }
  }
  return { patches, lost };
}

/** With the labels of objects and the names of container ports that the spec adds: nothing depends on their absence. */
function alike(original: Fields, generated: Fields): Fields {
  const labels = { ...asMap(fieldAt(generated, ['metadata', 'labels'])), ...asMap(fieldAt(original, ['metadata', 'labels'])) };
  const named = Object.keys(labels).length ? { ...original, metadata: { ...asMap(original['metadata']), labels } } : original;
  const ports = mapsIn(fieldAt(generated, containerPorts));
  const declared = mapsIn(fieldAt(original, containerPorts));
  const isSaid = (port: Fields) => ports.some((other) => equal(other, { ...port, name: port['name'] ?? other['name'] }));
  if (!ports.length || equal(ports, declared) || !declared.every(isSaid)) return named;
  const result = structuredClone(named) as Editable;
  const [main] = mapsIn(podOf(result)['containers']);
  (main as Editable)['ports'] = ports;
  return result;
}

const containerPorts: FieldPath = ['spec', 'template', 'spec', 'containers', 0, 'ports'];

/** Of the Pods in `container` and `podSpec`; returns what is left for overrides. */
function workloadPatches(generated: Fields, original: Fields, patches: Patches): unknown {
  const [pod, wantedPod] = [podOf(generated), podOf(original)];
  const [main] = mapsIn(pod['containers']);
  const [wantedMain = {}, ...others] = mapsIn(wantedPod['containers']);
  const container = difference(main, wantedMain);
  if (container.first !== undefined) patches.container = container.first as Patch;
  const { containers: _, ...rest } = pod;
  const { containers: __, ...wantedRest } = wantedPod;
  const inPod = difference(rest, wantedRest);
  const containers = [...(container.second === undefined ? [] : [{ name: wantedMain['name'], ...(container.second as Fields) }]), ...others];
  const podSpec = { ...(inPod.first as Fields | undefined), ...(containers.length && { containers }) };
  if (Object.keys(podSpec).length) patches.podSpec = podSpec;
  const whole = difference(withPod(generated, undefined), withPod(original, undefined)).first;
  return inPod.second === undefined ? whole : withPod(isMap(whole) ? whole : {}, inPod.second as Fields);
}

function podOf(workload: Fields): Fields {
  return asMap(fieldAt(workload, ['spec', 'template', 'spec'])) ?? {};
}

function withPod(workload: Fields, pod: Fields | undefined): Fields {
  const spec = asMap(workload['spec']) ?? {};
  const { spec: _, ...template } = asMap(spec['template']) ?? {};
  return { ...workload, spec: { ...spec, template: { ...template, ...(pod && { spec: pod }) } } };
}

/** With the fields that no patch may say as the spec has them; tells where they were otherwise. */
function asOwned(key: string, original: Fields, generated: Fields, lost: string[]): Fields {
  const result = structuredClone(original) as Editable;
  for (const field of Object.keys(owned)) {
    const [kind, path] = field.includes(' ') ? (field.split(' ') as [string, string]) : [undefined, field];
    if (kind !== undefined && !key.startsWith(`${kind}/`)) continue;
    const steps = path.split('.');
    const [before, now] = [fieldAt(original, steps), fieldAt(generated, steps)];
    if (equal(before, now)) continue;
    lost.push(`${key}: ${path} is ${shown(now)}, and was ${shown(before)}`);
    set(result, steps, now);
  }
  return result;
}

type Editable = Record<string, unknown>;

function set(map: Editable, [step, ...rest]: readonly string[], value: unknown): void {
  if (!rest.length && value === undefined) delete map[step!];
  else if (!rest.length) map[step!] = value;
  else {
    if (!isMap(map[step!])) map[step!] = {};
    set(map[step!] as Editable, rest, value);
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : shorten(JSON.stringify(value));
}

/** Fields without which a spec is none. */
const needed = new Set(['name', 'image', 'shape', 'namespace', 'service', 'selector', 'replicas', 'ports']);

/** Takes out of the spec what generate refuses, and leaves it to patches; then adds those. */
function settle(base: Draft, originals: Objects, root: Resource, left: readonly string[], options: DeriveOptions): Derived {
  const made = objectsOf(base, options);
  const { patches, lost } = made ? patchesFor(made, originals, root) : { patches: {}, lost: [] };
  const spec = structuredClone({ ...base, ...patches }) as Draft;
  const notes = [...left, ...lost];
  for (let i = 0; i < 50; i += 1) {
    const text = specText(spec, root.file);
    const { diagnostics } = generate(text, { ...options, path: `${root.name}.headlint.yaml` });
    const error = diagnostics.find(({ severity }) => severity === 'error');
    if (!error) return { name: root.name, text, diagnostics, left: notes };
    const path = error.path === undefined ? [] : pathSteps(error.path);
    if (!path.length || needed.has(String(path[0]))) return { name: root.name, text: '', diagnostics, left: notes };
    // Of an item of a list, the whole.
    const item = path.findLastIndex((step) => typeof step === 'number');
    notes.push(`${error.path} is left out: ${error.message}`);
    removeAt(spec as unknown as Editable, item < 0 ? path : path.slice(0, item + 1));
  }
  return { name: root.name, text: '', diagnostics: [], left: notes };
}

function removeAt(map: Editable, path: FieldPath): void {
  let at: unknown = map;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown> | undefined)?.[step];
  const last = path.at(-1)!;
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else if (isMap(at)) delete at[last as string];
  for (let length = path.length - 1; length > 0; length -= 1) {
    const parent = fieldAt(map, path.slice(0, length));
    if ((isMap(parent) && !Object.keys(parent).length) || (Array.isArray(parent) && !parent.length)) removeAt(map, path.slice(0, length));
    else break;
  }
}
