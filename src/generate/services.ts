import type { Service, ServicePort } from 'kubernetes-types/core/v1.js';
import { clientPorts, metadataOf, selectorOf, type Port, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';

const headless = {
  stateful: "Headless: each Pod has a name of its own below this Service's.",
  balanced: 'Headless: the name resolves to all Ready Pods, and clients choose among them.',
  external: 'Headless and without a selector: the name resolves to the addresses of the EndpointSlices.',
  job: "Headless: each Pod has a name of its own below this Service's.",
};

/** The Service by which Pods have names. */
export function headlessService(terms: Terms): Draft<Service> {
  const { spec, service, shape, arePeers, ports } = terms;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadataOf(terms, service), name: from([spec.service === undefined ? 'name' : 'service'], service) },
    spec: {
      clusterIP: because(headless[shape], 'None'),
      publishNotReadyAddresses:
        spec.publishNotReadyAddresses !== undefined
          ? from(['publishNotReadyAddresses'], spec.publishNotReadyAddresses)
          : arePeers
            ? because('Peers find each other before they are Ready; otherwise all would wait for all.', true)
            : shape === 'job'
              ? because('Workers find each other as soon as they have addresses, Ready or not.', true)
              : undefined,
      selector: shape === 'external' ? undefined : selectorOf(terms),
      ports: ports.length ? servicePorts(ports) : undefined,
    },
  };
}

/** The Service for clients that want any Ready Pod. */
export function clientService(terms: Terms): Draft<Service> | undefined {
  const { spec, client } = terms;
  if (client === undefined) return undefined;
  const chosen = typeof spec.client === 'object' ? spec.client : {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadataOf(terms, client), name: from(chosen.name === undefined ? ['name'] : ['client', 'name'], client) },
    spec: {
      type: because('For clients that need any Pod: one address, and behind it only Pods that are Ready.', chosen.type ?? 'ClusterIP'),
      selector: selectorOf(terms),
      ports: servicePorts(clientPorts(terms)),
    },
  };
}

/** Nothing translates ports of a headless Service, so `port` is the container's; and SRV records want names. */
export function servicePorts(ports: readonly Port[]): Draft<ServicePort>[] {
  return ports.map(({ name, port, protocol, appProtocol }) => from(['ports', name], { name, port, protocol: protocol === 'TCP' ? undefined : protocol, appProtocol }));
}
