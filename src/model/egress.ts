import { asList, asMap, type Resource } from './resource.ts';

/** True where the Pods that a NetworkPolicy selects may send only what some policy allows. */
export function isolatesEgress(policy: Resource): boolean {
  const types = policy.list('spec', 'policyTypes');
  // Without policyTypes a policy is for ingress, and for egress if it has such rules (networking/v1 defaults.go).
  return types.length ? types.includes('Egress') : policy.list('spec', 'egress').length > 0;
}

/** The protocols over which a policy lets its Pods ask DNS, wherever that is. */
export function dnsProtocols(policy: Resource): ReadonlySet<unknown> {
  const protocols = new Set<unknown>();
  for (const rule of policy.list('spec', 'egress')) {
    if (!reachesDns(rule, policy)) continue;
    const ports = asList(asMap(rule)?.['ports']);
    if (!ports.length) protocols.add('UDP').add('TCP');
    for (const item of ports) if (isDnsPort(asMap(item))) protocols.add(asMap(item)?.['protocol'] ?? 'TCP');
  }
  return protocols;
}

/** Peers that are only Pods of this namespace are not DNS, unless it is the namespace where DNS lives. */
function reachesDns(rule: unknown, policy: Resource): boolean {
  const peers = asList(asMap(rule)?.['to']);
  if (!peers.length || /^(?:kube-system|openshift-dns)$/.test(policy.namespace) || asList(asMap(rule)?.['ports']).length) return true;
  return peers.some((peer) => (asMap(peer)?.['namespaceSelector'] ?? asMap(peer)?.['ipBlock'] ?? undefined) !== undefined);
}

function isDnsPort(port: Readonly<Record<string, unknown>> | undefined): boolean {
  const { port: first, endPort } = port ?? {};
  if (first === undefined || first === null) return true;
  // Named ports are the DNS Pods' own: `dns`, `dns-tcp`.
  if (typeof first === 'string') return /dns|domain/i.test(first);
  // NodeLocal DNSCache and OpenShift listen elsewhere than on 53.
  const ports = [53, 5353, 1053, 8053];
  return typeof first === 'number' && ports.some((p) => (typeof endPort === 'number' ? first <= p && p <= endPort : p === first));
}
