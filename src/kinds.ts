/** What headlint must know of an API kind before it reads an object of it. */

/** Kinds with a Pod template, and where: the path of the part that has `metadata` and `spec` of the Pods. */
const podTemplates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** API groups that Kubernetes itself serves with the kinds above. */
const workloadGroups = new Set(['', 'apps', 'batch', 'extensions']);

/** Where custom kinds that make Pods keep their template: as a Deployment or as a CronJob does. */
const customTemplates: readonly (readonly string[])[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/** What sends requests to Services by name: Ingresses and the routes of the Gateway API. */
export const routeKinds: readonly string[] = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** The kinds that rules read, beside those with a Pod template and lists. */
const readKinds = new Set([
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Namespace',
  ...routeKinds,
  'NetworkPolicy',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'Kustomization',
  'Component',
]);

const clusterScoped = new Set(['Namespace', 'Kustomization', 'Component']);

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** True for groups of Kubernetes itself and of its sub-projects' built-in policy: `apps`, `networking.k8s.io`. */
export function isBuiltInGroup(group: string): boolean {
  return !group.includes('.') || /(?:^|\.)k8s\.io$/.test(group);
}

/** True where an object of this kind takes part in a rule, so that its document has to be read in full. */
export function isRead(apiVersion: string, kind: string): boolean {
  if (Object.hasOwn(podTemplates, kind) || readKinds.has(kind)) {
    const group = groupOf(apiVersion);
    return isBuiltInGroup(group) || group === 'kustomize.config.k8s.io';
  }
  return false;
}

/** All kinds that `isRead` may say yes to, for a search in text. */
export const readKindNames: readonly string[] = [...Object.keys(podTemplates), ...readKinds];

export function isNamespaced(kind: string): boolean {
  return !clusterScoped.has(kind);
}

/** Paths at which an object of this kind may carry a Pod template, the likeliest first. */
export function podTemplatePaths(apiVersion: string, kind: string): readonly (readonly string[])[] {
  const known = Object.hasOwn(podTemplates, kind) ? podTemplates[kind] : undefined;
  if (known && workloadGroups.has(groupOf(apiVersion))) return [known];
  return isBuiltInGroup(groupOf(apiVersion)) ? [] : customTemplates;
}
