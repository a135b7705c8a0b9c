import { dashed } from '../dns/slices.ts';
import { externalAddresses } from './external.ts';
import type { PlannedName } from './generated.ts';
import { podNames, type Port, type Terms } from './terms.ts';

/** The names that resolve in the cluster once the Pods are ready: as `predictZone` serves them for the manifests. */
export function namesOf(terms: Terms, defaultNamespace: string): PlannedName[] {
  const { shape, service, clients, clusterDomain, ports } = terms;
  const below = (...labels: string[]) => `${[...labels, terms.namespace ?? defaultNamespace, 'svc', clusterDomain].join('.')}.`;
  const all = shape === 'external' ? 'all addresses' : 'all Pods';
  const names: PlannedName[] = (shape === 'external' ? familiesOf(terms) : (['A'] as const)).map((type) => ({ name: below(service), type, leadsTo: all }));
  for (const port of ports) names.push({ name: below(srvLabels(port), service), type: 'SRV', leadsTo: `port ${port.port} of ${all}` });
  if (shape === 'stateful' || shape === 'job') for (const pod of podNames(terms)) names.push({ name: below(pod, service), type: 'A', leadsTo: pod });
  if (shape === 'external') names.push(...hostNames(terms, below));
  for (const client of clients) {
    const leadsTo = client.isOfFirst ? podNames(terms)[0]! : 'any Ready Pod';
    names.push({ name: below(client.name), type: 'A', leadsTo });
    for (const port of client.ports) names.push({ name: below(srvLabels(port), client.name), type: 'SRV', leadsTo: `port ${port.port} of ${leadsTo}` });
  }
  return names;
}

function srvLabels({ name, protocol }: Port): string {
  return `_${name}._${protocol.toLowerCase()}`;
}

const recordTypes = { IPv4: 'A', IPv6: 'AAAA' } as const;

function familiesOf(terms: Terms): ('A' | 'AAAA')[] {
  return [...new Set(externalAddresses(terms).map(({ family }) => recordTypes[family]))].sort();
}

/** Hosts by name; addresses without one are called by themselves, with dashes. */
function hostNames(terms: Terms, below: (...labels: string[]) => string): PlannedName[] {
  const names = new Map<string, PlannedName>();
  for (const { address, family, hostname } of externalAddresses(terms)) {
    const name = below(hostname ?? dashed(address), terms.service);
    const type = recordTypes[family];
    const known = names.get(`${name} ${type}`);
    names.set(`${name} ${type}`, { name, type, leadsTo: known ? `${known.leadsTo}, ${address}` : address });
  }
  return [...names.values()];
}
