import type { Diagnostic, FieldPath } from '../diagnostic.ts';
import { check } from '../generate/check.ts';
import { generate, type GenerateOptions } from '../generate/index.ts';
import { isMap } from '../generate/patch.ts';
import { pathSteps } from '../generate/path.ts';
import { plan } from '../generate/plan.ts';
import type { Spec } from '../generate/spec.ts';
import { termsOf } from '../generate/terms.ts';
import { targetMinor } from '../lint/versions.ts';
import type { Model } from '../model/model.ts';
import { fieldAt, type Resource } from '../model/resource.ts';
import { baseOf } from './base.ts';
import { canonical } from './canonical.ts';
import { neighboursOf } from './neighbours.ts';
import { patchesFor, type Objects } from './patches.ts';
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

type Editable = Record<string, unknown>;

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
