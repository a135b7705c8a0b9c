import type { FieldPath } from '../diagnostic.ts';
import { routeKinds } from '../kinds.ts';
import { push } from './keys.ts';
import type { Model } from './model.ts';
import { asList, asMap, type Resource } from './resource.ts';
import { Service, type ServicePort } from './service.ts';

/** A Service that an Ingress or a Gateway route sends requests to. */
export interface Backend {
  readonly from: Resource;
  readonly name: string;
  readonly namespace: string;
  /** Number or name, undefined where none is given. */
  readonly port: number | string | undefined;
  readonly namePath: FieldPath;
  readonly portPath: FieldPath;
}

/** The backends of an Ingress (networking.k8s.io/v1 IngressBackend) or of a route (Gateway API BackendRef). */
export function backendsOf(resource: Resource): Backend[] {
  return resource.kind === 'Ingress' ? ingressBackends(resource) : routeBackends(resource);
}

function ingressBackends(ingress: Resource): Backend[] {
  const backends: Backend[] = [];
  const add = (path: FieldPath) => {
    const service = asMap(ingress.get(...path, 'service'));
    const name = service?.['name'];
    if (typeof name !== 'string') return;
    const port = asMap(service?.['port']);
    const byName = typeof port?.['name'] === 'string' && port['name'] !== '';
    const value = byName ? port['name'] : port?.['number'];
    backends.push({
      from: ingress,
      name,
      namespace: ingress.namespace,
      port: typeof value === 'number' || typeof value === 'string' ? value : undefined,
      namePath: [...path, 'service', 'name'],
      portPath: [...path, 'service', 'port', byName ? 'name' : 'number'],
    });
  };
  add(['spec', 'defaultBackend']);
  for (const [i, rule] of ingress.list('spec', 'rules').entries()) {
    for (const j of asList(asMap(asMap(rule)?.['http'])?.['paths']).keys()) add(['spec', 'rules', i, 'http', 'paths', j, 'backend']);
  }
  return backends;
}

function routeBackends(route: Resource): Backend[] {
  return route.list('spec', 'rules').flatMap((rule, i) =>
    asList(asMap(rule)?.['backendRefs']).flatMap((item, j) => {
      const ref = asMap(item);
      const path = ['spec', 'rules', i, 'backendRefs', j];
      if (!ref || typeof ref['name'] !== 'string' || (ref['kind'] ?? 'Service') !== 'Service' || (ref['group'] ?? '') !== '') return [];
      const namespace = typeof ref['namespace'] === 'string' ? ref['namespace'] : route.namespace;
      const port = typeof ref['port'] === 'number' ? ref['port'] : undefined;
      return [{ from: route, name: ref['name'], namespace, port, namePath: [...path, 'name'], portPath: [...path, 'port'] }];
    }),
  );
}

/** The Service behind a backend, where it lives with it. */
export function serviceOf(backend: Backend, model: Model): Service | undefined {
  const link = model.find<Service>('Service', backend.namespace, backend.name, backend.from);
  return link?.close && link.resource instanceof Service ? link.resource : undefined;
}

export function portOf(backend: Backend, service: Service): ServicePort | undefined {
  return service.ports.find((port) => (typeof backend.port === 'number' ? port.port === backend.port : port.name === backend.port));
}

/** All that sends requests to Services by name. */
export function routesIn(model: Model): readonly Resource[] {
  return routeKinds.flatMap((kind) => model.byKind(kind));
}

const byService = (model: Model) => {
  const backends = new Map<Service, Backend[]>();
  for (const route of routesIn(model)) {
    for (const backend of backendsOf(route)) {
      const service = serviceOf(backend, model);
      if (service) push(backends, service, backend);
    }
  }
  return backends;
};

/** The Ingresses and routes that send requests to a Service. */
export function backendsTo(service: Service, model: Model): readonly Backend[] {
  return model.derived(byService).get(service) ?? [];
}
