import { key } from './keys.ts';
import { asMap, type Resource } from './resource.ts';
import { Workload } from './workload.ts';

/**
 * What controllers made of other objects of the input, as `kubectl get` lists it along: the Pods of a StatefulSet, the
 * ReplicaSets of a Deployment. What it comes from says it all.
 */
export function madeOf(resources: readonly Resource[]): ReadonlySet<Resource> {
  const made = resources.filter((resource) => resource.isLive && ['Pod', 'ReplicaSet', 'Job'].includes(resource.kind) && resource.list('metadata', 'ownerReferences').length > 0);
  if (!made.length) return new Set();
  const known = new Set(resources.map(({ kind, namespace, name }) => key(kind, namespace, name)));
  return new Set(made.filter((resource) => makersOf(resource).some(({ kind, name }) => known.has(key(kind, resource.namespace, name)))));
}

interface Maker {
  readonly kind: string;
  readonly name: string;
}

/** The controller of an object, and that of a ReplicaSet which is not there itself: its name ends with a hash that its Pods have for a label. */
function makersOf(resource: Resource): Maker[] {
  const owner = resource.list('metadata', 'ownerReferences').map(asMap).find((each) => each?.['controller'] === true);
  const { kind, name } = owner ?? {};
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  const hash = resource instanceof Workload ? resource.podLabels['pod-template-hash'] : undefined;
  const isOfDeployment = kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`);
  return [{ kind, name }, ...(isOfDeployment ? [{ kind: 'Deployment', name: name.slice(0, -hash.length - 1) }] : [])];
}
