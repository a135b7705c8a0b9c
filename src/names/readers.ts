import { mentions, type Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { referencesOf, type Reference } from '../model/references.ts';
import type { Resource } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';

interface Use {
  readonly workload: Workload;
  /** Undefined for all. */
  readonly keys: Reference['keys'];
}

const uses = (model: Model) => {
  const byTarget = new Map<string, Use[]>();
  for (const workload of model.workloads) {
    for (const { kind, name, keys } of referencesOf(workload)) push(byTarget, `${kind}/${workload.namespace}/${name}`, { workload, keys });
  }
  return byTarget;
};

/** Who uses a Secret or a ConfigMap that may not be in the input. */
export function usesOf(kind: Reference['kind'], namespace: string, name: string, model: Model): readonly Use[] {
  return model.derived(uses).get(`${kind}/${namespace}/${name}`) ?? [];
}

/** The workloads whose Pods get a key of a ConfigMap or a Secret, by a volume or by variables, and that live with it. */
function readersOf(resource: Resource, key: string, model: Model): readonly Workload[] {
  const found = model.derived(uses).get(`${resource.kind}/${resource.namespace}/${resource.name}`) ?? [];
  const workloads = found.flatMap(({ workload, keys }) => ((!keys || keys.includes(key)) && model.scope.near(resource, workload) ? workload : []));
  return workloads.length > 1 ? [...new Set(workloads)] : workloads;
}

/** The workloads that read what a mention is part of. */
export function mentionReaders({ reader, resource, path }: Mention, model: Model): readonly Workload[] {
  if (reader) return [reader];
  return resource.kind === 'ConfigMap' || resource.kind === 'Secret' ? readersOf(resource, String(path[1]), model) : [];
}

const byReader = (model: Model) => {
  const read = new Map<Workload, Mention[]>();
  for (const mention of mentions(model)) for (const reader of mentionReaders(mention, model)) push(read, reader, mention);
  return read;
};

/** The names that a workload's Pods get to read: in their own fields and in what they mount. */
export function mentionsReadBy(workload: Workload, model: Model): readonly Mention[] {
  return model.derived(byReader).get(workload) ?? [];
}
