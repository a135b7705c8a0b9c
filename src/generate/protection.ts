import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { clientPorts, metadataOf, selectorOf, type Port, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';

/** What keeps drains of nodes from stopping too many Pods at a time. */
export function disruptionBudget(terms: Terms): Draft<PodDisruptionBudget> | undefined {
  const { spec, replicas, name, shape } = terms;
  const wish = spec.disruptionBudget ?? (replicas > 1 && (shape === 'stateful' || shape === 'balanced'));
  if (wish === false) return undefined;
  const given = wish === true ? {} : wish;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(terms, name),
    spec: {
      minAvailable: from(['disruptionBudget', 'minAvailable'], given.minAvailable),
      maxUnavailable: from(['disruptionBudget', 'maxUnavailable'], given.maxUnavailable) ?? (given.minAvailable === undefined ? because('Drains of nodes take one Pod at a time, and wait until it is Ready elsewhere.', 1) : undefined),
      selector: { matchLabels: selectorOf(terms) },
      unhealthyPodEvictionPolicy: from(['disruptionBudget', 'unhealthyPodEvictionPolicy'], given.unhealthyPodEvictionPolicy),
    },
  };
}

/** The label that clients wear where the spec names no other. */
export function clientLabel({ name }: Terms): string {
  return `${name}-client`;
}

/** Workers of a job open ports among themselves as they like. */
function peerPorts({ shape, ports }: Terms): Draft<NetworkPolicyPort>[] | undefined {
  return shape === 'job' || !ports.length ? undefined : ports.map(policyPort);
}

export function networkPolicy(terms: Terms): Draft<NetworkPolicy> | undefined {
  const { spec, name, shape } = terms;
  if (!spec.networkPolicy) return undefined;
  const { clients, clientNamespaces, egress = 'peers' } = spec.networkPolicy === true ? {} : spec.networkPolicy;
  const own = { podSelector: { matchLabels: selectorOf(terms) } };
  const labels = clients ?? { [clientLabel(terms)]: 'true' };
  const namespaceSelector = clientNamespaces && (Object.keys(clientNamespaces).length ? { matchLabels: { ...clientNamespaces } } : {});
  const peers: Draft<NetworkPolicyEgressRule> = because('The Pods to each other.', { to: [own], ports: peerPorts(terms) });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(terms, name),
    spec: {
      podSelector: { matchLabels: selectorOf(terms) },
      policyTypes: egress === 'any' ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [
        because('The Pods from each other.', { from: [own], ports: peerPorts(terms) }),
        ...(clientPorts(terms).length && (shape !== 'job' || clients !== undefined) ? [because(clients === undefined ? 'Clients wear this label.' : 'Clients.', { from: labels === 'any' ? undefined : [{ namespaceSelector, podSelector: { matchLabels: { ...labels } } }], ports: clientPorts(terms).map(policyPort) })] : []),
      ],
      egress:
        egress === 'any'
          ? undefined
          : [
              peers,
              because('DNS, wherever it is (NodeLocal DNSCache is no Pod); by TCP too, for answers that do not fit into a datagram.', {
                ports: [
                  { protocol: 'UDP', port: 53 },
                  { protocol: 'TCP', port: 53 },
                ],
              }),
            ],
    },
  };
}

function policyPort({ port, protocol }: Port): Draft<NetworkPolicyPort> {
  return { protocol, port };
}
