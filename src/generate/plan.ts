import type { FieldPath } from '../diagnostic.ts';
import { nearest, shorten } from '../spelling.ts';
import { deployment } from './balanced.ts';
import { endpointSlices } from './external.ts';
import { formatKey } from './format.ts';
import type { KubernetesObject, NextStep, PlannedName } from './generated.ts';
import { indexedJob } from './job.ts';
import { namesOf } from './names.ts';
import { nextSteps } from './next.ts';
import { patch } from './patch.ts';
import { disruptionBudget, networkPolicy } from './protection.ts';
import { clientService, headlessService } from './services.ts';
import { statefulSet } from './stateful.ts';
import type { Patch } from './spec.ts';
import type { Terms } from './terms.ts';
import { settle, type Draft, type Trace } from './traced.ts';
import { configMapOf } from './volumes.ts';

/** One object, and what is known of its fields. */
export interface Planned {
  readonly object: KubernetesObject;
  /** The file it has for itself, where objects have one each. */
  readonly file: string;
  readonly traces: readonly Trace[];
}

export interface Plan {
  readonly objects: readonly Planned[];
  readonly names: readonly PlannedName[];
  readonly next: readonly NextStep[];
}

/** All objects of a spec, in the order in which they are to be created. */
export function plan(terms: Terms, defaultNamespace: string): Plan {
  const drafts: [string, Draft<KubernetesObject> | undefined][] = [
    ['configmap', configMapOf(terms)],
    ['service', headlessService(terms)],
    ...terms.clients.map((client): [string, Draft<KubernetesObject>] => [client.path.length > 1 ? `service-${client.name}` : 'service-client', clientService(terms, client)]),
    ...workload(terms),
    ['poddisruptionbudget', disruptionBudget(terms)],
    ['networkpolicy', networkPolicy(terms)],
  ];
  const objects = drafts.flatMap(([file, draft]) => (draft ? [planned(file, draft, terms)] : []));
  return { objects: override(objects, terms), names: namesOf(terms, defaultNamespace), next: nextSteps(terms) };
}

function workload(terms: Terms): [string, Draft<KubernetesObject>][] {
  switch (terms.shape) {
    case 'stateful':
      return [['statefulset', statefulSet(terms)]];
    case 'balanced':
      return [['deployment', deployment(terms)]];
    case 'job':
      return [['job', indexedJob(terms)]];
    case 'external':
      return endpointSlices(terms);
  }
}

const template = ['spec', 'template', 'spec'];

function planned(file: string, draft: Draft<KubernetesObject>, { spec }: Terms): Planned {
  let settled = settle<KubernetesObject>(draft);
  if ('spec' in settled.object && settled.object.spec && 'template' in settled.object.spec) {
    if (spec.container) settled = patch(settled, [...template, 'containers', 0], spec.container, ['container']);
    if (spec.podSpec) settled = patch(settled, template, spec.podSpec, ['podSpec']);
  }
  return { file: `${file}.yaml`, ...settled };
}

function override(objects: Planned[], terms: Terms): readonly Planned[] {
  for (const [key, changes] of Object.entries(terms.spec.overrides ?? {})) {
    const path = ['overrides', key];
    const [kind, name] = formatKey(key, path, terms).split('/', 2);
    const isMeant = ({ object }: Planned) => object.kind === kind && (name === undefined || object.metadata!.name === name);
    if (!objects.some(isMeant)) {
      const known = objects.flatMap(({ object }) => [object.kind!, `${object.kind}/${object.metadata!.name}`]);
      const meant = nearest(key, known);
      terms.report({ path, on: 'key', message: `No object of this spec is called "${shorten(key)}".`, help: meant ? `Did you mean "${meant}"?` : `There are ${[...new Set(known)].join(', ')}.`, ...(meant && { rename: meant }) });
      continue;
    }
    if (refuseIdentity(kind!, changes, path, terms)) continue;
    objects = objects.map((object) => (isMeant(object) ? { ...object, ...patch(object, [], changes, path) } : object));
  }
  return objects;
}

/** Fields that other objects, or the names, are made to match, and the field of the spec that says them. */
export const owned: Readonly<Record<string, string>> = {
  apiVersion: 'shape',
  kind: 'shape',
  'metadata.name': 'name',
  'metadata.namespace': 'namespace',
  'spec.serviceName': 'service',
  'spec.replicas': 'replicas',
  'spec.completions': 'replicas',
  'spec.completionMode': 'shape',
  'spec.ordinals': 'startOrdinal',
  'spec.selector': 'selector',
  'spec.clusterIP': 'shape',
  'spec.clusterIPs': 'shape',
  'spec.externalName': 'shape',
  'Service spec.ports': 'ports',
  endpoints: 'hosts',
  addressType: 'hosts',
  ports: 'ports',
  'spec.template.spec.subdomain': 'service',
  'spec.template.spec.hostname': 'name',
};

function refuseIdentity(kind: string, changes: Patch, path: FieldPath, terms: Terms): boolean {
  let refused = false;
  for (const [field, instead] of Object.entries(owned)) {
    const [of, fieldPath] = field.includes(' ') ? (field.split(' ') as [string, string]) : [kind, field];
    if (of !== kind) continue;
    const steps = fieldPath.split('.');
    let at: unknown = changes;
    for (const step of steps) at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as Patch)[step] : undefined;
    if (at === undefined) continue;
    refused = true;
    terms.report({ path: [...path, ...steps], on: 'key', message: `Other fields follow ${fieldPath}, so it cannot be overridden alone.`, help: `Set ${instead} in the spec.` });
  }
  return refused;
}
