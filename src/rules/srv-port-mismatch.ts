import type { Mention } from '../names/mentions.ts';
import { mentionsOf, sayings } from '../names/named.ts';
import type { Service } from '../model/service.ts';
import { srvLookup, srvPortsOf, type SrvLookup, type SrvPort } from '../names/srv.ts';
import { setFirst } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** SRV records are called after named ports of a Service, or of the slices of a headless one, and after nothing else. */
export default defineRule({
  id: 'srv-port-mismatch',
  subject: 'Service',
  severity: 'error',
  summary: 'an SRV record is looked up by a port name or protocol that the Service does not have',
  fixable: 'unsafe',
  check(service, { model, report }) {
    const served = mentionsOf(service, model).length ? srvPortsOf(service, model) : undefined;
    if (!served) return;
    // Where the Service has the port and the slices do not, it is the slices that are wrong.
    const there = new Set([...served, ...(service.isExternalName ? [] : service.ports)].map(({ name, protocol }) => `${name ?? ''}/${protocol}`.toLowerCase()));
    const what = (mention: Mention) => {
      const lookup = srvLookup(mention);
      const isThere = lookup && !isOfPod(mention) && lookup.ports.some((port) => there.has(`${port}/${lookup.protocol}`));
      return lookup && !isThere ? JSON.stringify([lookup.ports, lookup.protocol]) : undefined;
    };
    for (const { mention, again } of sayings(service, model, what)) {
      const lookup = srvLookup(mention)!;
      const { ports } = lookup;
      const ofPod = isOfPod(mention);
      const meant = served.find((port) => ports.includes(port.name)) ?? served.find((port) => ports.some((p) => hasWord(port.name, p) || hasWord(p, port.name))) ?? (served.length === 1 ? served[0] : undefined);
      report({
        at: mention.at,
        severity: model.scope.together(mention.resource, service) ? 'error' : 'warning',
        message: `${asked(lookup, mention.host.text, service)} NXDOMAIN: ${ofPod ? 'SRV records belong to a Service as a whole, and none to one of its Pods' : lack(lookup, service, served)}.`,
        help: ofPod ? `Look up _${ports[0]}._${lookup.protocol}.${service.name}: the answer lists the Pods.` : advice(lookup, meant, service),
        fix: !ofPod && meant && !meant.name && !service.isExternalName ? { title: `Set name: ${ports[0]}`, safety: 'unsafe', changes: [setFirst(meant.at, ports[0]!)] } : undefined,
        related: [meant ? { at: meant.at, message: meant.name ? `port "${meant.name}"` : 'this port has no name' } : { at: service.at('metadata', 'name'), message: `${service}` }, ...again],
      });
    }
  },
});

function isOfPod({ name }: Mention): boolean {
  return name.srv !== undefined && name.pod !== undefined;
}

/** What is looked up, where the text does not say so itself. */
function asked({ by, ports, protocol }: SrvLookup, text: string, { name }: Service): string {
  if (by === undefined) return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}" is`;
  return `${by} looks up ${ports.map((port) => `_${port}._${protocol}.${name}`).join(' and ')}, which ${ports.length > 1 ? 'are' : 'is'}`;
}

function lack({ ports: [port], protocol }: SrvLookup, service: Service, served: readonly SrvPort[]): string {
  if (service.isExternalName) return 'an ExternalName has no SRV records';
  if (!served.length) return `Service "${service.name}" has no ports, and SRV records are called after ports`;
  const other = served.find(({ name }) => name === port);
  if (other) return `port "${port}" of Service "${service.name}" is ${other.protocol}, not ${protocol.toUpperCase()}`;
  const names = [...new Set(served.flatMap(({ name }) => (name ? `"${name}"` : [])))];
  if (!names.length) return `${served.length === 1 ? `the port of Service "${service.name}" has no name` : `the ports of Service "${service.name}" have no names`}, and SRV records are called after names`;
  return `Service "${service.name}" has no port of that name, but ${names.slice(0, 3).join(', ')}`;
}

function advice({ ports, protocol, by }: SrvLookup, meant: SrvPort | undefined, service: Service): string {
  const port = ports[0]!;
  if (service.isExternalName) return `Look it up under "${service.string('spec', 'externalName') ?? ''}" itself.`;
  if (!meant) return `Give the Service a ${protocol.toUpperCase()} port with name: ${port}.`;
  if (ports.includes(meant.name)) return `Look up _${meant.name}._${meant.protocol.toLowerCase()}, or add a ${protocol.toUpperCase()} port to the Service.`;
  if (!meant.name) return `Give ${meant.number === undefined ? 'the port' : `port ${meant.number}`} name: ${port}.`;
  return `Call the port ${port}${by === undefined ? `, or look up _${meant.name}._${protocol}` : ''}.`;
}

/** True for `http-grpc` and `grpc`. */
function hasWord(name: string, word: string): boolean {
  return word !== '' && name.split('-').includes(word);
}
