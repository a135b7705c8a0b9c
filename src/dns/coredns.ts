import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import { refusal, strictFamily, virtualAddresses } from './addressing.ts';
import { absolute, endpointName, nameOf, refOf, servicesNamed, typeOf, whose, type RecordType, type ZoneRecord } from './record.ts';
import { insideZone, parseRequest, type Request } from './request.ts';
import { isNamespace, standardService } from './standard.ts';
import { slicesNamed, slicesOf, unknownLabel, type Slice, type SlicePort } from './slices.ts';

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

/** Answers a question as CoreDNS does with kubeadm's configuration (plugin/kubernetes/kubernetes.go Services and Records). */
export function answer(name: string, type: RecordType, model: Model, chain = 0): Answer {
  const inside = insideZone(name, model.options.clusterDomain);
  if (inside === undefined) return nothing;
  const request = parseRequest(inside);
  if (!request) return nothing;
  const { namespace, service: wanted } = request;
  if (namespace === undefined) return noData;
  if (wanted !== undefined && !request.isPod && model.isKnownService(namespace, wanted)) return knownAnswer(absolute(name), request, type);
  if (!isNamespace(namespace, model)) return nothing;
  if (wanted === undefined) return noData;
  if (request.isPod) return podAnswer(name, wanted, namespace, type);
  const service = servicesNamed(namespace, wanted, model)[0];
  return service ? from(service, name, request, type, model, chain) : standardAnswer(absolute(name), request, type, model);
}

/** What a Service answers to one of its own names, whether or not another of its name is in the input. */
export function answerOf(service: Service, name: string, type: RecordType, model: Model): Answer {
  const request = parseRequest(insideZone(name, model.options.clusterDomain) ?? '');
  return request ? from(service, name, request, type, model, 0) : nothing;
}

function from(service: Service, name: string, request: Request, type: RecordType, model: Model, chain: number): Answer {
  if (refusal(service)) return nothing;
  if (service.isExternalName) return externalAnswer(name, request, service, type, model, chain);
  return matching(absolute(name), request, service, type, model);
}

/** kubeadm's `pods insecure`: any address has a name, whether a Pod has it or not. */
function podAnswer(name: string, label: string, namespace: string, type: RecordType): Answer {
  const address = /^\d+-\d+-\d+-\d+$/.test(label) ? label.replaceAll('-', '.') : label.replaceAll('-', ':');
  const family = strictFamily(address);
  if (!family) return nothing;
  const service = { namespace, name: '' };
  // As of any address that it knows no port of.
  if (type === 'SRV') return { code: 'found', records: [{ name: absolute(name), type, target: absolute(name), port: 0, service }] };
  return type === typeOf(family) ? { code: 'found', records: [{ name: absolute(name), type, address, service }] } : noData;
}

function standardAnswer(name: string, { endpoint, ...request }: Request, type: RecordType, model: Model): Answer {
  const [namespace, service] = [request.namespace!, request.service!];
  const ports = standardService(namespace, service)?.ports.filter((port) => fits(request, port)) ?? [];
  if (!ports.length || endpoint !== undefined) return nothing;
  const ref = { namespace, name: service };
  if (type === 'A') return found([{ name, type, service: ref }]);
  return found(type === 'SRV' ? ports.map(({ port }) => ({ name, type, port, target: `${service}.${namespace}.svc.${model.options.clusterDomain}.`, service: ref })) : []);
}

/** Of a Service that no file shows only its own name is known, and no address. */
function knownAnswer(name: string, { namespace, service, endpoint, port }: Request, type: RecordType): Answer {
  if (endpoint !== undefined || port !== undefined) return nothing;
  return type === 'A' ? found([{ name, type, service: { namespace: namespace!, name: service! } }]) : noData;
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

/** plugin/kubernetes/kubernetes.go matchPortAndProtocol. */
function fits({ port, protocol }: Pick<Request, 'port' | 'protocol'>, is: { readonly name?: string | undefined; readonly protocol: string }): boolean {
  return (!port || is.name?.toLowerCase() === port) && (!protocol || is.protocol.toLowerCase() === protocol);
}

function matching(name: string, request: Request, service: Service, type: RecordType, model: Model): Answer {
  const { endpoint } = request;
  if (service.isHeadless || endpoint !== undefined) {
    const slices = endpoint === undefined ? slicesOf(service, model) : slicesNamed(service, endpoint, model);
    const matches = slices.map((slice) => ({ ...slice, ports: slice.ports.filter((port) => fits(request, port)) })).filter((slice) => slice.ports.length > 0);
    if (!matches.length) return nothing;
    return found(type === 'SRV' ? endpointServers(name, matches, service, model) : endpointAddresses(name, matches, service, type));
  }
  const ports = service.ports.filter((port) => fits(request, port));
  if (!ports.length) return nothing;
  if (type !== 'SRV') return found(virtualRecords(name, service, type));
  // Two protocols of one number are one record.
  const numbers = new Set(ports.flatMap((p) => p.port ?? []));
  return found([...numbers].map((port) => ({ name, type, target: nameOf(service, model), port, service: refOf(service) })));
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
      // Pods whose names are not known yet have one each.
      const own = endpoint.label === unknownLabel ? new Set<string>() : seen;
      return ports.flatMap(({ number }: SlicePort): ZoneRecord[] =>
        number === undefined || isAgain(own, `${target}:${number}`) ? [] : [{ name, type: 'SRV', target, port: number, ...whose(endpoint), service: refOf(service) }],
      );
    }),
  );
}

function isAgain(seen: Set<string>, key: string): boolean {
  const before = seen.size;
  return seen.add(key).size === before;
}
