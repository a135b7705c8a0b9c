import { isRuntimeLabel } from '../model/meant.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { asList, asMap, type Fields, type Resource } from '../model/resource.ts';
import { LabelSelector } from '../model/selector.ts';
import type { Workload } from '../model/workload.ts';

export type Direction = 'ingress' | 'egress';

/** A port of a Pod. */
export interface Port {
  readonly number: number;
  readonly protocol: string;
}

/** True where the Pods that a NetworkPolicy selects get, or send, only what some policy allows. */
export function isolates(policy: Resource, direction: Direction): boolean {
  const types = policy.list('spec', 'policyTypes');
  // Without policyTypes a policy is for ingress, and for egress if it has such rules (networking/v1 defaults.go).
  if (!types.length) return direction === 'ingress' || policy.list('spec', 'egress').length > 0;
  return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
}

interface Policy {
  readonly policy: Resource;
  readonly selector: LabelSelector;
}

/** By namespace and one of the labels, so that a workload looks at few. */
const byLabel = (model: Model) => {
  const policies = new Map<string, Policy[]>();
  for (const policy of model.byKind('NetworkPolicy')) {
    const selector = new LabelSelector(policy.map('spec', 'podSelector') ?? {});
    const [label] = Object.entries(selector.matchLabels);
    push(policies, [policy.namespace, ...(label ?? [])].join('\0'), { policy, selector });
  }
  return policies;
};

/** The policies that isolate a workload's Pods for a direction; they add up. Pods on the network of their node are out of their reach. */
export function isolatingPolicies(workload: Workload, direction: Direction, model: Model): readonly Resource[] {
  const policies = model.derived(byLabel);
  if (!policies.size || workload.hostNetwork) return [];
  const keys = [workload.namespace, ...Object.entries(workload.podLabels).map((label) => [workload.namespace, ...label].join('\0'))];
  return keys.flatMap((key) => policies.get(key) ?? []).flatMap(({ policy, selector }) => (selector.matches(workload.podLabels) && isolates(policy, direction) && isThere(policy, workload, model) ? policy : []));
}

/** Policies for the whole of a namespace are kept anywhere in a tree; but what names no namespace is for what is beside it. */
function isThere(policy: Resource, workload: Workload, model: Model): boolean {
  return policy.declaredNamespace !== undefined || model.kustomizations.namespace(policy.file) !== undefined || model.scope.near(policy, workload);
}

/** True where a policy may let a connection through: `other` is the far end in the direction, `target` the end with the port. */
export function mayLet(policy: Resource, direction: Direction, other: Workload, target: Workload, port: Port, model: Model): boolean {
  return policy.list('spec', direction).some((item) => {
    const rule = asMap(item);
    const peers = asList(rule?.[direction === 'ingress' ? 'from' : 'to']);
    const ports = asList(rule?.['ports']);
    return (!peers.length || peers.some((peer) => mayBe(asMap(peer) ?? {}, policy, other, model))) && (!ports.length || ports.some((p) => isPort(asMap(p) ?? {}, port, target)));
  });
}

/** True where a peer of a rule may be Pods of the workload. Only a look into the cluster tells the addresses of Pods and the labels of namespaces. */
function mayBe(peer: Fields, policy: Resource, workload: Workload, model: Model): boolean {
  const block = asMap(peer['ipBlock']);
  if (block) return !/\/(?:32|128)$/.test(String(block['cidr']));
  const namespaces = asMap(peer['namespaceSelector']);
  if (namespaces ? !mayBeNamespace(new LabelSelector(namespaces), workload, model) : workload.namespace !== policy.namespace) return false;
  const pods = asMap(peer['podSelector']);
  return !pods || mayHave(new LabelSelector(pods), workload);
}

function mayBeNamespace(selector: LabelSelector, workload: Workload, model: Model): boolean {
  const { namespace } = workload;
  const labels = model.find('Namespace', '', namespace, workload)?.resource.strings('metadata', 'labels');
  const isAssumed = workload.declaredNamespace === undefined && namespace === model.options.defaultNamespace;
  const mayHaveOne = (key: string, values: readonly string[]) => {
    const have = labels && Object.hasOwn(labels, key) ? labels[key]! : undefined;
    // The API server gives each namespace its name for a label; people do so under shorter keys.
    if (have === undefined && /^(?:kubernetes\.io\/metadata\.name|name|ns|namespace)$/.test(key)) return values.includes(namespace) || isAssumed;
    return have === undefined || values.includes(have);
  };
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => mayHaveOne(key, [value])) &&
    selector.matchExpressions.every(({ key, operator, values }) => operator !== 'In' || mayHaveOne(key, values))
  );
}

/** Labels that controllers and the software itself put on Pods may be there. */
function mayHave(selector: LabelSelector, workload: Workload): boolean {
  const known = workload.mismatch(selector.matchLabels).filter((key) => Object.hasOwn(workload.podLabels, key) || !isRuntimeLabel(key));
  const key = new LabelSelector({ matchExpressions: selector.matchExpressions }).mismatch(workload.podLabels);
  return !known.length && (key === undefined || (!Object.hasOwn(workload.podLabels, key) && isRuntimeLabel(key)));
}

/** A named port is one of the Pods with the port. */
function isPort({ protocol, port, endPort }: Fields, { number, protocol: wanted }: Port, target: Workload): boolean {
  if ((protocol ?? 'TCP') !== wanted) return false;
  if (typeof port === 'string') return target.containers.some(({ ports }) => ports.some((p) => p.name === port && p.number === number && p.protocol === wanted));
  if (typeof port !== 'number') return true;
  return typeof endPort === 'number' ? port <= number && number <= endPort : port === number;
}
