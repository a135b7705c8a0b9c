import { mentions, type Mention } from '../names/mentions.ts';
import type { Model } from '../model/model.ts';
import { scaleOf } from '../model/pods.ts';
import { isolatingPolicies } from './network-policies.ts';
import { mentionReaders } from '../names/readers.ts';
import { asList, asMap, type Fields, type Resource } from '../model/resource.ts';
import { LabelSelector } from '../model/selector.ts';
import { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/** The namespaces in which cluster DNS lives. */
const dnsNamespace = /^(?:kube-system|openshift-dns)$/;

/** The protocols over which a policy lets its Pods ask DNS, wherever that is; `surely` where nobody has to give namespaces a label by hand. */
export function dnsProtocols(policy: Resource, model: Model, surely = false): ReadonlySet<unknown> {
  const protocols = new Set<unknown>();
  for (const item of policy.list('spec', 'egress')) {
    const rule = asMap(item) ?? {};
    const ports = asList(rule['ports']);
    const peers = asList(rule['to']);
    if (peers.length && !peers.some((peer) => mayBeDns(asMap(peer) ?? {}, policy, ports.length > 0, model) && !(surely && isNamedByHand(asMap(peer))))) continue;
    if (!ports.length) protocols.add('UDP').add('TCP');
    for (const port of ports) if (isDnsPort(asMap(port))) protocols.add(asMap(port)?.['protocol'] ?? 'TCP');
  }
  return protocols;
}

/** True where port 53 is open to Pods of the policy's own namespace: a podSelector alone looks no further. */
export function opensDnsHere(policy: Resource): boolean {
  return policy.list('spec', 'egress').some((item) => {
    const rule = asMap(item) ?? {};
    const isHere = (peer: unknown) => asMap(asMap(peer)?.['podSelector']) !== undefined && !asMap(asMap(peer)?.['namespaceSelector']);
    return asList(rule['to']).some(isHere) && asList(rule['ports']).some((port) => asMap(port)?.['port'] !== undefined && isDnsPort(asMap(port)));
  });
}

/** Peers that are only Pods of this namespace are not DNS, unless one lives there; a namespace that has a port for DNS opened is taken to have it. */
function mayBeDns(peer: Fields, policy: Resource, hasPorts: boolean, model: Model): boolean {
  const block = asMap(peer['ipBlock']);
  if (block) return !['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].every((range) => asList(block['except']).includes(range));
  const namespaces = asMap(peer['namespaceSelector']);
  if (!namespaces) return dnsNamespace.test(policy.namespace) || model.derived(dnsServers).has(policy.namespace);
  const name = new LabelSelector(namespaces).matchLabels['kubernetes.io/metadata.name'];
  return hasPorts || name === undefined || dnsNamespace.test(name);
}

/** No controller puts this label on a namespace. */
function isNamedByHand(peer: Fields | undefined): boolean {
  return new LabelSelector(asMap(peer?.['namespaceSelector']) ?? {}).matchLabels['name'] === 'kube-system';
}

/** The namespaces with Pods that listen where DNS does. */
const dnsServers = (model: Model) => new Set(model.workloads.filter((w) => w.containers.some(({ ports }) => ports.some(({ number }) => dnsPorts.includes(number)))).map((w) => w.namespace));

/** NodeLocal DNSCache and OpenShift listen elsewhere than on 53. */
const dnsPorts = [53, 5353, 1053, 8053];

function isDnsPort(port: Fields | undefined): boolean {
  const { port: first, endPort } = port ?? {};
  if (first === undefined || first === null) return true;
  // Named ports are the DNS Pods' own: `dns`, `dns-tcp`.
  if (typeof first === 'string') return /dns|domain/i.test(first);
  return typeof first === 'number' && dnsPorts.some((p) => (typeof endPort === 'number' ? first <= p && p <= endPort : p === first));
}

/** A workload whose Pods look up names of the cluster and that policies keep from DNS. */
export interface CutOff {
  readonly policy: Resource;
  readonly workload: Workload;
  /** A name that is looked up, where one is written. */
  readonly mention: Mention | undefined;
  /** `tcp` where the answers of headless Services, which may be too large for UDP, are all that is cut off; `label` where the way is open if somebody gave kube-system that label. */
  readonly lacks: 'dns' | 'tcp' | 'label';
  /** The other policies that isolate the Pods. */
  readonly others: readonly Resource[];
}

/** Policies add up: the first of those that isolate the Pods is as much to blame as the others. */
export const withoutDns = (model: Model): readonly CutOff[] => {
  if (!model.byKind('NetworkPolicy').length) return [];
  const used = lookedUp(model);
  return model.workloads.flatMap((workload) => {
    if (!used.has(workload) && !hasPeers(workload, model)) return [];
    const policies = isolatingPolicies(workload, 'egress', model);
    if (!policies.length || policies.some((policy) => model.isPatched(policy))) return [];
    const mention = used.get(workload);
    const near = policies.filter((policy) => model.scope.together(policy, workload));
    const opening = policies.filter((policy) => dnsProtocols(policy, model).has('UDP'));
    const make = (lacks: CutOff['lacks'], policy: Resource | undefined) => (policy ? [{ policy, workload, mention, lacks, others: near.filter((p) => p !== policy) }] : []);
    if (!opening.length) return make('dns', near[0]);
    const [opener] = opening.filter((policy) => near.includes(policy));
    if (opening.every((policy) => !dnsProtocols(policy, model, true).has('UDP'))) return make('label', opener);
    return policies.some((policy) => dnsProtocols(policy, model).has('TCP')) || !asksForMany(workload, mention, model) ? [] : make('tcp', opener);
  });
};

/** Names of headless Services have an address for each Pod. */
function asksForMany(workload: Workload, mention: Mention | undefined, model: Model): boolean {
  if (!mention) return hasPeers(workload, model);
  const { name, resource } = mention;
  const service = model.find<Service>('Service', name.namespace, name.service, resource)?.resource;
  return service instanceof Service && service.isHeadless;
}

/** Members of a StatefulSet find each other by name. */
function hasPeers(workload: Workload, model: Model): boolean {
  return workload.isStatefulSet && workload.serviceName !== undefined && scaleOf(workload, model).most > 1;
}

/** The first name of the cluster that each workload has to look up: not its own, which it tells others. */
function lookedUp(model: Model): Map<Workload, Mention> {
  const found = new Map<Workload, Mention>();
  for (const mention of mentions(model)) {
    const { name } = mention;
    if (name.pod?.isOwn || !name.service || (name.service === 'kubernetes' && name.namespace === 'default')) continue;
    for (const workload of mentionReaders(mention, model)) {
      const isOwn = !name.pod && name.namespace === workload.namespace && model.servicesOf(workload).some((service) => service.name === name.service);
      if (!isOwn && !found.has(workload)) found.set(workload, mention);
    }
  }
  return found;
}
