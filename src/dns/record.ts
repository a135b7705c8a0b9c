import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Pod } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import type { Family } from './addressing.ts';
import type { Endpoint } from './slices.ts';

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'CNAME' | 'PTR';

/** One record of the zone. */
export interface ZoneRecord {
  /** Absolute, with a dot at the end. */
  readonly name: string;
  readonly type: RecordType;
  /** Of SRV, CNAME and PTR: absolute, with a dot at the end. */
  readonly target?: string;
  /** Of SRV. */
  readonly port?: number;
  /** The Pod whose address it is or leads to: `data/kafka-0`. */
  readonly pod?: string;
  /** Where the manifests tell it. An address record with neither this nor `pod` has the cluster IP that the API server will pick. */
  readonly address?: string;
  readonly service: { readonly namespace: string; readonly name: string };
}

const byName = (model: Model) => {
  const services = new Map<string, Service[]>();
  for (const service of model.services) if (service.name) push(services, `${service.namespace}/${service.name}`, service);
  return services;
};

/** All Services of a name. A cluster has one; where files define several, the zone is that of the first. */
export function servicesNamed(namespace: string, name: string, model: Model): readonly Service[] {
  return model.derived(byName).get(`${namespace}/${name}`) ?? [];
}

export function nameOf(service: Service, model: Model): string {
  return `${service.name}.${service.namespace}.svc.${model.options.clusterDomain}.`;
}

export function endpointName(endpoint: Endpoint, service: Service, model: Model): string {
  return `${endpoint.label}.${nameOf(service, model)}`;
}

export function podRef({ workload, name }: Pod): string {
  return `${workload.namespace}/${name}`;
}

export function refOf({ namespace, name }: Service): ZoneRecord['service'] {
  return { namespace, name };
}

export function whose({ pod, address }: Endpoint): { pod?: string; address?: string } {
  return pod ? { pod: podRef(pod) } : address !== undefined ? { address } : {};
}

export function typeOf(family: Family | undefined): 'A' | 'AAAA' {
  return family === 'IPv6' ? 'AAAA' : 'A';
}

export function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
