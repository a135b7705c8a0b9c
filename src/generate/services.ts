import type { Service, ServicePort } from 'kubernetes-types/core/v1.js';
import { metadataOf, selectorOf, type Client, type Port, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';

/** The controller of StatefulSets puts it on since Kubernetes 1.28. */
export const indexLabel = 'apps.kubernetes.io/pod-index';

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

/** A Service for clients that want any Ready Pod, or the first. */
export function clientService(terms: Terms, { name, type, ports, isOfFirst, spec, path }: Client): Draft<Service> {
  const why = isOfFirst ? 'For clients that need the first Pod: one address, and nobody behind it while that Pod is not Ready.' : 'For clients that need any Pod: one address, and behind it only Pods that are Ready.';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadataOf(terms, name), name: from(spec.name !== undefined ? [...path, 'name'] : spec.suffix !== undefined ? [...path, 'suffix'] : ['name'], name) },
    spec: {
      type: because(why, type),
      selector: isOfFirst ? { ...selectorOf(terms), [indexLabel]: from([...path, 'pods'], String(terms.firstOrdinal)) } : selectorOf(terms),
      ports: servicePorts(ports),
    },
  };
}

/** Nothing translates ports of a headless Service, so `port` is the container's; and SRV records want names. */
function servicePorts(ports: readonly Port[]): Draft<ServicePort>[] {
  return ports.map(({ name, port, protocol, appProtocol }) => from(['ports', name], { name, port, protocol: protocol === 'TCP' ? undefined : protocol, appProtocol }));
}
