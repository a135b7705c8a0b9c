import { push, type Model } from '../model/model.ts';
import type { Pod } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import { refusal, strictFamily, virtualAddresses, type Family } from './addressing.ts';
import { slicesNamed, slicesOf, unknownLabel, type Endpoint, type Slice, type SlicePort } from './slices.ts';

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

/** What a name of the cluster asks for (plugin/kubernetes/parse.go parseRequest). */
export interface Request {
  readonly namespace: string | undefined;
  readonly service: string | undefined;
  readonly endpoint: string | undefined;
  readonly port: string | undefined;
  readonly protocol: string | undefined;
  readonly isPod: boolean;
}

export interface Answer {
  /** NODATA: the name exists, but has no record of the type. */
  readonly code: 'found' | 'NODATA' | 'NXDOMAIN';
  readonly records: readonly ZoneRecord[];
  /** Where the records end at a name that other servers answer for. */
  readonly leadsTo?: string;
}

const nothing: Answer = { code: 'NXDOMAIN', records: [] };
const noData: Answer = { code: 'NODATA', records: [] };
/** plugin/backend_lookup.go maxCnameChainLength. */
const longestChain = 10;

/** The name without the cluster domain and the dot at its end, in lower case; undefined outside of the cluster. */
export function insideZone(name: string, clusterDomain: string): string | undefined {
  const plain = name.toLowerCase().replace(/\.$/, '');
  const domain = clusterDomain.toLowerCase();
  if (plain === domain) return '';
  return plain.endsWith(`.${domain}`) ? plain.slice(0, -domain.length - 1) : undefined;
}

/** Undefined for names that no request can have, which do not exist. */
export function parseRequest(inside: string): Request | undefined {
  const labels = inside === '' ? [] : inside.split('.').reverse();
  const [kind, namespace, service, first, second, ...more] = labels;
  if ((kind !== undefined && kind !== 'svc' && kind !== 'pod') || more.length) return undefined;
  const plain = (label: string) => label.replace(/^_/, '');
  const isPort = second !== undefined;
  return {
    namespace,
    service,
    endpoint: isPort ? undefined : first,
    port: isPort ? plain(second) : undefined,
    protocol: isPort ? plain(first!) : undefined,
    isPod: kind === 'pod',
  };
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

/** Answers a question as CoreDNS does with kubeadm's configuration (plugin/kubernetes/kubernetes.go Services and Records). */
export function answer(name: string, type: RecordType, model: Model, chain = 0): Answer {
  const inside = insideZone(name, model.options.clusterDomain);
  if (inside === undefined) return nothing;
  const request = parseRequest(inside);
  if (!request) return nothing;
  const { namespace, service: wanted } = request;
  if (namespace === undefined || wanted === undefined) return noData;
  if (request.isPod) return podAnswer(name, wanted, namespace, type);
  const service = servicesNamed(namespace, wanted, model)[0];
  if (!service || refusal(service)) return nothing;
  if (service.isExternalName) return externalAnswer(name, request, service, type, model, chain);
  return matching(absolute(name), request, service, type, model);
}

/** kubeadm's `pods insecure`: any address has a name, whether a Pod has it or not. */
function podAnswer(name: string, label: string, namespace: string, type: RecordType): Answer {
  const address = /^\d+-\d+-\d+-\d+$/.test(label) ? label.replaceAll('-', '.') : label.replaceAll('-', ':');
  const family = strictFamily(address);
  if (!family) return nothing;
  return type === typeOf(family) ? { code: 'found', records: [{ name: absolute(name), type, address, service: { namespace, name: '' } }] } : noData;
}

function externalAnswer(name: string, { endpoint, port }: Request, service: Service, type: RecordType, model: Model, chain: number): Answer {
  const target = service.string('spec', 'externalName')!;
  if (endpoint !== undefined || port !== undefined || strictFamily(target)) return nothing;
  const record: ZoneRecord = { name: absolute(name), type: 'CNAME', target: absolute(target), service: refOf(service) };
  if (type === 'CNAME') return { code: 'found', records: [record] };
  if (type === 'SRV' || type === 'PTR' || record.target === record.name) return noData;
  if (insideZone(target, model.options.clusterDomain) === undefined) return { code: 'found', records: [record], leadsTo: record.target! };
  const next = chain < longestChain ? answer(target, type, model, chain + 1) : nothing;
  return next.records.length ? { ...next, records: [record, ...next.records] } : noData;
}

function matching(name: string, { endpoint, port, protocol }: Request, service: Service, type: RecordType, model: Model): Answer {
  const fits = (p: { name?: string | undefined; protocol: string }) => port === undefined || ((port === '' || p.name?.toLowerCase() === port) && (!protocol || p.protocol.toLowerCase() === protocol));
  if (service.isHeadless || endpoint !== undefined) {
    const slices = endpoint === undefined ? slicesOf(service, model) : slicesNamed(service, endpoint, model);
    const matches = slices.map((slice) => ({ ...slice, ports: slice.ports.filter(fits) })).filter((slice) => slice.ports.length > 0);
    if (!matches.length) return nothing;
    return found(type === 'SRV' ? endpointServers(name, matches, service, model) : endpointAddresses(name, matches, service, type));
  }
  const ports = service.ports.filter(fits);
  if (!ports.length) return nothing;
  return found(type === 'SRV' ? ports.flatMap(({ port: number }) => (number === undefined ? [] : [{ name, type, target: nameOf(service, model), port: number, service: refOf(service) }])) : virtualRecords(name, service, type));
}

function found(records: readonly ZoneRecord[]): Answer {
  return records.length ? { code: 'found', records } : noData;
}

function virtualRecords(name: string, service: Service, type: RecordType): ZoneRecord[] {
  return virtualAddresses(service).flatMap(({ family, address }) => (typeOf(family) === type ? [{ name, type, ...(address !== undefined && { address }), service: refOf(service) }] : []));
}

/** One for each address, whatever ports it has. */
function endpointAddresses(name: string, slices: readonly Slice[], service: Service, type: RecordType): ZoneRecord[] {
  const seen = new Set<string>();
  return slices.flatMap(({ endpoints }) =>
    endpoints.flatMap((endpoint): ZoneRecord[] => {
      const isName = endpoint.family === undefined;
      if (isName ? type === 'PTR' || type === 'SRV' : type !== typeOf(endpoint.family)) return [];
      if (endpoint.address !== undefined && isAgain(seen, endpoint.address)) return [];
      if (isName) return [{ name, type: 'CNAME', target: absolute(endpoint.address!), service: refOf(service) }];
      return [{ name, type, ...whose(endpoint), service: refOf(service) }];
    }),
  );
}

/** One for each name and port: endpoints that share a hostname share the record. */
function endpointServers(name: string, slices: readonly Slice[], service: Service, model: Model): ZoneRecord[] {
  const seen = new Set<string>();
  return slices.flatMap(({ endpoints, ports }) =>
    endpoints.flatMap((endpoint) => {
      if (endpoint.family === undefined) return [];
      const target = endpointName(endpoint, service, model);
      return ports.flatMap(({ number }: SlicePort): ZoneRecord[] => {
        if (number === undefined) return [];
        // Pods whose names are not known yet have one each.
        if (endpoint.label !== unknownLabel && isAgain(seen, `${target}:${number}`)) return [];
        return [{ name, type: 'SRV', target, port: number, ...whose(endpoint), service: refOf(service) }];
      });
    }),
  );
}

function isAgain(seen: Set<string>, key: string): boolean {
  const before = seen.size;
  return seen.add(key).size === before;
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
