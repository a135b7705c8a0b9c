import { set, type Remedy } from '../remedy.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

interface Removal {
  /** Minor version that no longer serves it; undefined where it is deprecated for good. */
  readonly removed?: number;
  readonly use: string;
  /** What must change along, or the API server refuses the object there, too. */
  readonly but?: string;
}

const selector = 'there spec.selector is required, and immutable';
const ingress = 'there a backend is service.name with service.port, defaultBackend takes the place of backend, and each path needs a pathType';

/** zz_generated.prerelease-lifecycle.go of k8s.io/api. */
const removals: Readonly<Record<string, Removal>> = {
  'extensions/v1beta1 Deployment': { removed: 16, use: 'apps/v1', but: selector },
  'extensions/v1beta1 DaemonSet': { removed: 16, use: 'apps/v1', but: selector },
  'extensions/v1beta1 ReplicaSet': { removed: 16, use: 'apps/v1', but: selector },
  'extensions/v1beta1 NetworkPolicy': { removed: 16, use: 'networking.k8s.io/v1' },
  'extensions/v1beta1 Ingress': { removed: 22, use: 'networking.k8s.io/v1', but: ingress },
  'apps/v1beta1 StatefulSet': { removed: 16, use: 'apps/v1', but: selector },
  'apps/v1beta2 StatefulSet': { removed: 16, use: 'apps/v1', but: selector },
  'apps/v1beta1 Deployment': { removed: 16, use: 'apps/v1', but: selector },
  'apps/v1beta2 Deployment': { removed: 16, use: 'apps/v1', but: selector },
  'apps/v1beta2 DaemonSet': { removed: 16, use: 'apps/v1', but: selector },
  'apps/v1beta2 ReplicaSet': { removed: 16, use: 'apps/v1', but: selector },
  'networking.k8s.io/v1beta1 Ingress': { removed: 22, use: 'networking.k8s.io/v1', but: ingress },
  'discovery.k8s.io/v1alpha1 EndpointSlice': { removed: 21, use: 'discovery.k8s.io/v1' },
  'discovery.k8s.io/v1beta1 EndpointSlice': { removed: 25, use: 'discovery.k8s.io/v1' },
  'policy/v1beta1 PodDisruptionBudget': { removed: 25, use: 'policy/v1' },
  'batch/v2alpha1 CronJob': { removed: 21, use: 'batch/v1' },
  'batch/v1beta1 CronJob': { removed: 25, use: 'batch/v1' },
  'autoscaling/v2beta1 HorizontalPodAutoscaler': { removed: 25, use: 'autoscaling/v2', but: 'there a metric has a target with a type' },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': { removed: 26, use: 'autoscaling/v2' },
  'v1 Endpoints': { use: 'an EndpointSlice (discovery.k8s.io/v1)' },
};

/** Where the kinds of Kubernetes itself are served today. */
const served: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>(
  Object.entries({
    v1: ['Service', 'Endpoints', 'Pod', 'PodTemplate', 'ReplicationController', 'Namespace'],
    'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
    'batch/v1': ['Job', 'CronJob'],
    'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
    'discovery.k8s.io/v1': ['EndpointSlice'],
    'policy/v1': ['PodDisruptionBudget'],
  }).flatMap(([version, kinds]) => kinds.map((kind) => [kind, [version]] as const)),
).set('HorizontalPodAutoscaler', ['autoscaling/v2', 'autoscaling/v1']);
const ownGroups = new Set(['', 'apps', 'batch', 'extensions', 'networking.k8s.io', 'discovery.k8s.io', 'policy', 'autoscaling']);

export default defineRule({
  id: 'removed-api',
  subject: 'Object',
  severity: 'error',
  summary: 'an `apiVersion` that Kubernetes does not serve for this kind, not any more, or advises against',
  fixable: 'safe',
  check(object, { model, minor, report }) {
    const removal = removals[`${object.apiVersion} ${object.kind}`];
    // A patch has the version of what it patches.
    if (model.fragments.has(object)) return;
    if (!removal) {
      const versions = ownGroups.has(object.group) ? served.get(object.kind) : undefined;
      if (!versions || versions.includes(object.apiVersion)) return;
      report({
        at: object.at('apiVersion'),
        message: `Kubernetes serves no ${object.apiVersion} ${object.kind}: the API server knows no such kind there, and nothing is created.`,
        help: `Use ${versions[0]}.`,
        fix: remedyFor(object, versions[0]!, undefined, model),
      });
      return;
    }
    const { removed, use, but } = removal;
    if (removed === undefined) {
      // Hand-written Endpoints still work, and are mirrored to slices. From a cluster they come by themselves, and without
      // addresses they wait for software that writes them: Patroni, leader election.
      if (minor < 33 || object.has('metadata', 'uid') || !object.list('subsets').length) return;
      report({
        at: object.at('apiVersion'),
        severity: 'info',
        message: 'Endpoints are deprecated since Kubernetes 1.33: they still work, with a warning at every call, and there is no plan to remove them.',
        help: `Write ${use} with the label kubernetes.io/service-name: ${object.name}.`,
      });
    } else if (minor >= removed) {
      report({
        at: object.at('apiVersion'),
        message: `Kubernetes 1.${removed} stopped serving ${object.apiVersion} ${object.kind}: the API server knows no such kind there, and nothing is created.`,
        help: `Use ${use}${but ? `; ${but}` : ''}.`,
        fix: remedyFor(object, use, but, model),
      });
    }
  },
});

/** Where the new version reads the same fields the same way. */
function remedyFor(object: Resource, use: string, but: string | undefined, model: Model): Remedy | undefined {
  if ((but !== undefined && but !== selector) || readsSelectorOtherwise(object) || !model.fitsVersion(object, use)) return undefined;
  return { title: `Write ${use}`, safety: 'safe', changes: [set(object.at('apiVersion'), use)] };
}

/** An empty selector of policy/v1beta1 selects no Pods, of policy/v1 all of the namespace. */
function readsSelectorOtherwise(object: Resource): boolean {
  return object.kind === 'PodDisruptionBudget' && !Object.keys(object.map('spec', 'selector') ?? {}).length;
}
