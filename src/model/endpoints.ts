import type { FieldPath } from '../diagnostic.ts';
import { push } from './keys.ts';
import type { Model } from './model.ts';
import { asList, asMap, type Resource } from './resource.ts';
import type { Service } from './service.ts';

/** The label that ties an EndpointSlice to its Service (discovery/v1 LabelServiceName). */
export const serviceNameLabel = 'kubernetes.io/service-name';
/** Who keeps an EndpointSlice (discovery/v1 LabelManagedBy). */
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';

const slicesByService = (model: Model) => {
  const slices = new Map<string, Resource[]>();
  for (const slice of model.byKind('EndpointSlice')) {
    const name = slice.string('metadata', 'labels', serviceNameLabel);
    if (name) push(slices, `${slice.namespace}/${name}`, slice);
  }
  return slices;
};

/** EndpointSlices that carry the Service's name in their label. */
export function endpointSlicesOf(service: Service, model: Model): readonly Resource[] {
  return model.derived(slicesByService).get(`${service.namespace}/${service.name}`) ?? [];
}

/** The Endpoints object of a Service: the one of the same name. */
export function endpointsOf(service: Service, model: Model): Resource | undefined {
  return model.find('Endpoints', service.namespace, service.name, service)?.resource;
}

const waiting = (model: Model) => {
  const services = new Map<string, Service[]>();
  for (const service of model.services) {
    if (service.hasSelector || service.isExternalName || endpointSlicesOf(service, model).length || endpointsOf(service, model)) continue;
    push(services, service.namespace, service);
  }
  return services;
};

/** Services of a namespace that wait for endpoints by hand: no selector, no EndpointSlice, no Endpoints. */
export function servicesWithoutEndpoints(namespace: string, model: Model): readonly Service[] {
  return model.derived(waiting).get(namespace) ?? [];
}

export interface EndpointPort {
  readonly name: string;
  readonly port: number | undefined;
  readonly protocol: string;
  readonly path: FieldPath;
}

/** The ports of an EndpointSlice, or of all subsets of an Endpoints object. */
export function endpointPorts(resource: Resource): EndpointPort[] {
  if (resource.kind === 'EndpointSlice') return portsAt(resource, ['ports']);
  return resource.list('subsets').flatMap((_, i) => portsAt(resource, ['subsets', i, 'ports']));
}

function portsAt(resource: Resource, path: FieldPath): EndpointPort[] {
  return resource.list(...path).flatMap((item, i) => {
    const fields = asMap(item);
    if (!fields) return [];
    const { name, port, protocol } = fields;
    return [
      {
        name: typeof name === 'string' ? name : '',
        port: typeof port === 'number' ? port : undefined,
        protocol: typeof protocol === 'string' && protocol ? protocol : 'TCP',
        path: [...path, i],
      },
    ];
  });
}

export interface EndpointAddress {
  readonly ip: string;
  readonly path: FieldPath;
}

/** The addresses of an EndpointSlice or an Endpoints object, with their places. */
export function endpointAddresses(resource: Resource): EndpointAddress[] {
  const found: EndpointAddress[] = [];
  const add = (ip: unknown, path: FieldPath) => {
    if (typeof ip === 'string') found.push({ ip, path });
  };
  for (const [i, endpoint] of resource.list('endpoints').entries()) {
    for (const [j, ip] of asList(asMap(endpoint)?.['addresses']).entries()) add(ip, ['endpoints', i, 'addresses', j]);
  }
  for (const [i, subset] of resource.list('subsets').entries()) {
    for (const field of ['addresses', 'notReadyAddresses']) {
      for (const [j, address] of asList(asMap(subset)?.[field]).entries()) add(asMap(address)?.['ip'], ['subsets', i, field, j, 'ip']);
    }
  }
  return found;
}
