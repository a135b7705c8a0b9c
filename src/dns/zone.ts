import { parseAddress } from '../model/addresses.ts';
import { locate, type Locate } from '../model/locate.ts';
import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import { refusal, reverseName, virtualAddresses } from './addressing.ts';
import { answerOf } from './coredns.ts';
import { endpointName, nameOf, refOf, servicesNamed, whose, type RecordType, type ZoneRecord } from './record.ts';
import { compareNames, compareNatural } from './order.ts';
import { notesOn, type ZoneNote } from './notes.ts';
import { muteAddresses, slicesOf, unknownLabel } from './slices.ts';
import { summarize, type ServiceSummary } from './summary.ts';

/** What the cluster's DNS serves once all Pods are ready. */
export interface Zone {
  /** Without dots at its ends. */
  readonly clusterDomain: string;
  /** Sorted by namespace and name. */
  readonly services: readonly ServiceSummary[];
  /** Sorted by name, type and target. Pods without a stable name have a record each, and these look the same. */
  readonly records: readonly ZoneRecord[];
  readonly notes: readonly ZoneNote[];
}

const asked: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'SRV'];

/** All records that CoreDNS serves for the Services of the input, as kubeadm sets it up. */
export function predictZone(model: Model, at: Locate = locate): Zone {
  const { clusterDomain } = model.options;
  const services = model.services.filter((service) => servicesNamed(service.namespace, service.name, model)[0] === service).sort(compareServices);
  const served = services.filter((service) => !refusal(service));
  const records = [...served.flatMap((service) => recordsOf(service, model)), ...pointers(served, model)];
  return { clusterDomain, services: services.map((service) => summarize(service, model)), records: records.sort(compareRecords), notes: notesOn(services, model, at) };
}

/** The records of a Service that lead somewhere, as they are where it alone has its name. */
export function recordsOf(service: Service, model: Model): ZoneRecord[] {
  return [...namesOf(service, model)].flatMap((name) => asked.flatMap((type) => answersOf(service, name, type, model)));
}

/** What a question for an address gets by way of a CNAME is said by the CNAME. */
function answersOf(service: Service, name: string, type: RecordType, model: Model): ZoneRecord[] {
  return answerOf(service, name, type, model).records.filter((record) => record.type === type && record.name === name);
}

/** Every name of a Service that has an answer: its own, those of its ports, those of its endpoints. */
function namesOf(service: Service, model: Model): Set<string> {
  const own = nameOf(service, model);
  const names = new Set([own]);
  if (service.isExternalName) return names;
  const slices = slicesOf(service, model);
  const ports = service.isHeadless ? slices.flatMap((slice) => slice.ports) : service.ports;
  for (const { name, protocol } of ports) if (name) names.add(`_${name}._${protocol.toLowerCase()}.${own}`);
  for (const { endpoints } of slices) for (const endpoint of endpoints) names.add(endpointName(endpoint, service, model).toLowerCase());
  return names;
}

/** An address that a Service has leads to it alone; one of endpoints to each, even where the Service is an alias (plugin/kubernetes/reverse.go). */
function pointers(services: readonly Service[], model: Model): ZoneRecord[] {
  const records: ZoneRecord[] = [];
  const taken = new Set<string>();
  for (const service of services) {
    if (service.isHeadless || service.isExternalName) continue;
    for (const { family, address } of virtualAddresses(service)) {
      const parsed = address === undefined ? undefined : parseAddress(address);
      const name = parsed ? reverseName(parsed) : `<cluster-ip>.${family === 'IPv4' ? 'in-addr' : 'ip6'}.arpa.`;
      if (parsed) taken.add(name);
      records.push({ name, type: 'PTR', target: nameOf(service, model), ...(address !== undefined && { address }), service: refOf(service) });
    }
  }
  for (const address of muteAddresses(model)) {
    const parsed = parseAddress(address);
    if (parsed) taken.add(reverseName(parsed));
  }
  const seen = new Set<string>();
  for (const service of services) {
    for (const endpoint of slicesOf(service, model).flatMap((slice) => slice.endpoints)) {
      if (endpoint.family === undefined) continue;
      const parsed = endpoint.address === undefined ? undefined : parseAddress(endpoint.address);
      const name = parsed ? reverseName(parsed) : `${unknownLabel}.${endpoint.family === 'IPv4' ? 'in-addr' : 'ip6'}.arpa.`;
      const target = endpointName(endpoint, service, model);
      if (parsed && (taken.has(name) || seen.has(`${name} ${target}`))) continue;
      seen.add(`${name} ${target}`);
      records.push({ name, type: 'PTR', target, ...whose(endpoint), service: refOf(service) });
    }
  }
  return records;
}

function compareServices(a: Service, b: Service): number {
  return compareNatural(a.namespace, b.namespace) || compareNatural(a.name, b.name);
}

function compareRecords(a: ZoneRecord, b: ZoneRecord): number {
  return (
    compareNames(a.name, b.name) ||
    compareNatural(a.type, b.type) ||
    compareNames(a.target ?? '', b.target ?? '') ||
    (a.port ?? 0) - (b.port ?? 0) ||
    compareNatural(a.pod ?? '', b.pod ?? '') ||
    compareNatural(a.address ?? '', b.address ?? '')
  );
}
