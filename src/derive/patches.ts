import type { FieldPath } from '../diagnostic.ts';
import { isMap } from '../generate/patch.ts';
import { owned } from '../generate/plan.ts';
import type { Patch } from '../generate/spec.ts';
import { asMap, fieldAt, type Fields, type Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import { shorten } from '../spelling.ts';
import { mapsIn } from './container.ts';
import { difference, equal } from './difference.ts';

/** Objects in their canonical form, by `Kind/name`. */
export type Objects = ReadonlyMap<string, Fields>;

/** What a spec has beside its own words. */
export interface Patches {
  container?: Patch;
  podSpec?: Patch;
  overrides?: Record<string, Patch>;
}

/** What has to be merged over the objects of a spec to have the originals, and what cannot be: sentences. */
export function patchesFor(made: Objects, originals: Objects, root: Resource): { readonly patches: Patches; readonly lost: readonly string[] } {
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
