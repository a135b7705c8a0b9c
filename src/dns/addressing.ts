import { ipFamily, parseAddress, type Address } from '../model/addresses.ts';
import { dns1123LabelProblem, dns1123SubdomainProblem } from '../model/name-formats.ts';
import type { Service, ServicePort } from '../model/service.ts';
import { isPlaceholder } from '../parse/placeholder.ts';

export type Family = Address['family'];

/** Why the API server does not take a Service, as far as its names hang on it; undefined where it does. */
export function refusal(service: Service): { readonly message: string; readonly path: readonly string[] } | undefined {
  const problem = dns1123LabelProblem(service.name);
  if (problem) return { message: `its name ${problem}`, path: ['metadata', 'name'] };
  const ip = service.string('spec', 'clusterIP') ?? '';
  if (service.saysNone) {
    if (service.type !== 'ClusterIP') return { message: `clusterIP None does not go with type ${service.type}`, path: ['spec', 'clusterIP'] };
    if (ip === '') return { message: 'clusterIPs says None and clusterIP does not', path: ['spec', 'clusterIPs'] };
    if (ip !== 'None') return { message: `clusterIP is "${ip}", not None`, path: ['spec', 'clusterIP'] };
    return portProblem(service);
  }
  if (service.isExternalName) {
    const target = service.string('spec', 'externalName');
    const wrong = target ? !isPlaceholder(target) && dns1123SubdomainProblem(target.replace(/\.$/, '')) : 'is not there';
    if (wrong) return { message: `externalName ${wrong}`, path: ['spec', 'externalName'] };
    return ip ? { message: 'clusterIP does not go with type ExternalName', path: ['spec', 'clusterIP'] } : undefined;
  }
  if (ip && !ipFamily(ip)) return { message: `clusterIP "${ip}" is no address`, path: ['spec', 'clusterIP'] };
  if (!service.ports.length) return { message: 'it has no ports', path: ['spec', 'ports'] };
  return portProblem(service);
}

function portProblem({ ports }: Service): { message: string; path: string[] } | undefined {
  const path = ['spec', 'ports'];
  if (ports.length > 1 && ports.some((port) => port.name === undefined)) return { message: 'of several ports, each has a name', path };
  const isTwice = (key: (port: ServicePort) => string) => new Set(ports.map(key)).size < ports.length;
  if (isTwice(({ name = '' }) => name)) return { message: 'two ports have one name', path };
  return isTwice(({ port, protocol, index }) => `${port ?? `?${index}`}/${protocol}`) ? { message: 'two ports have one number and protocol', path } : undefined;
}

/** The IP families that the API server gives to a Service with a selector on a cluster of one family: IPv4, where nothing else is said. */
export function familiesOf(service: Service): readonly Family[] {
  const said = service.list('spec', 'ipFamilies').filter((family): family is Family => family === 'IPv4' || family === 'IPv6');
  const given = clusterIPs(service).flatMap((ip) => ipFamily(ip) ?? []);
  const families = said.length ? said : given.length ? given : (['IPv4'] as const);
  if (families.length > 1 || service.string('spec', 'ipFamilyPolicy') !== 'RequireDualStack') return [...new Set(families)];
  return [families[0]!, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'];
}

/** True where a dual-stack cluster would serve a second family, and a cluster of one does not. */
export function mayBeDual(service: Service): boolean {
  return service.string('spec', 'ipFamilyPolicy') === 'PreferDualStack' && familiesOf(service).length === 1;
}

/** Addresses of a Service that its manifest names; the API server picks the others. */
function clusterIPs(service: Service): readonly string[] {
  const ip = service.string('spec', 'clusterIP');
  const all = service.list('spec', 'clusterIPs').filter((item): item is string => typeof item === 'string' && item !== 'None');
  return all.length ? all : ip && ip !== 'None' ? [ip] : [];
}

/** The virtual addresses of a Service by family, undefined where the API server picks it. */
export function virtualAddresses(service: Service): readonly { readonly family: Family; readonly address: string | undefined }[] {
  const given = clusterIPs(service);
  return familiesOf(service).map((family) => ({ family, address: given.find((ip) => ipFamily(ip) === family) }));
}

/** As Go reads it (net.ParseIP), which takes no zeros in front. */
export function strictFamily(text: string): Family | undefined {
  const address = parseAddress(text);
  return address?.legacy?.includes('zeros') ? undefined : address?.family;
}

/** `1.0.0.10.in-addr.arpa.`, or the 32 nibbles of an IPv6 address. */
export function reverseName({ family, bytes }: Address): string {
  if (family === 'IPv4') return `${[...bytes].reverse().join('.')}.in-addr.arpa.`;
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]);
  return `${nibbles.reverse().map((n) => n.toString(16)).join('.')}.ip6.arpa.`;
}
