import { failureOf } from '../dns/failure.ts';
import { servicesNamed, nameOf, type ZoneRecord } from '../dns/record.ts';
import { predictZone } from '../dns/zone.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Place, Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { mentions, type Mention } from '../names/mentions.ts';
import type { Problem } from '../rule.ts';
import { Counterparts } from './pairs.ts';

/** What becomes of the names that clients know. */
export interface NameChange extends Problem {
  /** True where names are gone, false where they lead elsewhere. */
  readonly gone: boolean;
}

/** The names of one Service that are gone for one reason, in the order of the zone. */
interface Loss {
  readonly service: Service;
  readonly names: string[];
}

/** Names that the cluster's DNS served before and does not any more, and those that come to mean something else. */
export function nameChanges(before: Model, after: Model): NameChange[] {
  const was = forward(before);
  const is = forward(after);
  const losses = new Map<string, Loss>();
  const moved: NameChange[] = [];
  const counterparts = new Counterparts(after.services);
  const replaced = new Set<Service>();
  for (const service of before.services) {
    const changes = movedService(service, before, after);
    moved.push(...changes);
    if (changes.length) replaced.add(service);
  }
  for (const [name, records] of was) {
    const { service: ref } = records[0]!;
    const service = servicesNamed(ref.namespace, ref.name, before)[0]!;
    const now = is.get(name);
    if (now) moved.push(...movedPorts(name, records, now, service, after));
    // Names of Pods go with the Pods, and that is said; of a Service that lost its namespace nobody knows where it lands.
    else if (!replaced.has(service) && (counterparts.of(service)?.namespace ?? service.namespace) === service.namespace) {
      const own = nameOf(service, before);
      const reason = is.has(own) ? stemOf(name) : '';
      const at = `${own}${reason}`;
      const loss = losses.get(at);
      if (loss) loss.names.push(name);
      else losses.set(at, { service, names: [name] });
    }
  }
  const users = losses.size ? new Users(before, after) : undefined;
  return [...[...losses.values()].map((loss) => lossOf(loss, users!, before, after)), ...moved];
}

/** Every name that somebody may have written down, with what it leads to: not those made of addresses. */
function forward(model: Model): Map<string, ZoneRecord[]> {
  const names = new Map<string, ZoneRecord[]>();
  for (const record of predictZone(model).records) if (record.type !== 'PTR' && !record.name.includes('<')) push(names, record.name, record);
  return names;
}

/** Pods of one set are gone for one reason, and so are the SRV records of one port. */
function stemOf(name: string): string {
  const label = name.slice(0, name.indexOf('.'));
  return label.startsWith('_') ? label : label.replace(/\d+/g, '#');
}

function lossOf({ service, names }: Loss, users: Users, before: Model, after: Model): NameChange {
  const [name] = names as [string];
  const plain = name.replace(/\.$/, '');
  const now = servicesNamed(service.namespace, service.name, after)[0];
  const asker = { namespace: service.namespace, workload: undefined, pod: undefined, isAssumed: false };
  const why = now ? failureOf(plain, plain.startsWith('_') ? 'SRV' : 'A', [name], asker, after).find((step) => step.state === 'failed') : undefined;
  const reason = why?.message ?? `Service "${service.name}" is gone from namespace "${service.namespace}".`;
  const used = users.of(names.map((each) => each.slice(0, -before.options.clusterDomain.length - 2)));
  const more = names.length - 1;
  const what = `${plain}${more ? ` and ${more} more name${more === 1 ? '' : 's'}` : ''} will not resolve any more`;
  return {
    gone: true,
    at: why?.at ?? now?.at('metadata', 'name') ?? service.at('metadata', 'name'),
    severity: used.length ? 'warning' : 'info',
    message: `${what}. ${reason}`,
    help: used.length ? 'Change who uses them first, or keep them: clients get NXDOMAIN, and may remember it for half a minute.' : 'Nothing in the input uses them; make sure that nothing else does.',
    related: used.slice(0, 5).map((at) => ({ at, message: 'still used here' })),
  };
}

/** Where an SRV record names another port, clients that read it follow and all others do not. */
function movedPorts(name: string, was: readonly ZoneRecord[], is: readonly ZoneRecord[], service: Service, after: Model): NameChange[] {
  const now = servicesNamed(service.namespace, service.name, after)[0];
  const [before, afterwards] = [portsOf(was), portsOf(is)];
  if (!name.startsWith('_') || !now || before === afterwards) return [];
  const label = name.slice(1, name.indexOf('.'));
  const port = now.ports.find((each) => each.name?.toLowerCase() === label);
  return [
    {
      gone: false,
      at: port ? now.portAt(port, port.targetPort === undefined ? 'port' : 'targetPort') : now.at('spec', 'ports'),
      severity: 'info',
      message: `The SRV record ${name.replace(/\.$/, '')} said port ${before} and will say ${afterwards}.`,
      help: 'Clients that read SRV records follow; those that have the number in their configuration have to be changed.',
    },
  ];
}

function portsOf(records: readonly ZoneRecord[]): string {
  return [...new Set(records.flatMap(({ port }) => port ?? []))].sort((a, b) => a - b).join(', ');
}

/** A name that leads to other Pods than it did, or from Pods to one address. */
function movedService(before: Service, modelBefore: Model, modelAfter: Model): NameChange[] {
  const after = servicesNamed(before.namespace, before.name, modelAfter)[0];
  if (!after || servicesNamed(before.namespace, before.name, modelBefore)[0] !== before) return [];
  const own = nameOf(before, modelAfter).replace(/\.$/, '');
  const [was, is] = [before, after].map((service) => service.string('spec', 'externalName'));
  if (before.isExternalName && after.isExternalName) {
    if (was === is) return [];
    return [{ gone: false, at: after.at('spec', 'externalName'), severity: 'info', message: `${own} was an alias of ${was} and will be one of ${is}.`, help: 'Clients reach the new host as soon as they look the name up again.' }];
  }
  if (before.isExternalName !== after.isExternalName) {
    const [from, to] = before.isExternalName ? [`an alias of ${was}`, 'served by the cluster itself'] : ['served by the cluster itself', `an alias of ${is}`];
    return [{ gone: false, at: after.at('spec', 'type'), severity: 'warning', message: `${own} was ${from} and will be ${to}.`, help: 'Certificates, Host headers and ports have to suit the new end.' }];
  }
  const [pods, now] = [podsOf(before, modelBefore), podsOf(after, modelAfter)];
  if (!pods.size || !now.size || [...pods].some((each) => now.has(each))) return [];
  return [
    {
      gone: false,
      at: after.at('spec', 'selector'),
      severity: 'warning',
      message: `${own} led to the Pods of ${[...pods].join(' and ')} and will lead to those of ${[...now].join(' and ')}.`,
      help: 'If that is not meant, correct the selector.',
    },
  ];
}

function podsOf(service: Service, model: Model): Set<string> {
  return new Set(model.selection(service).workloads.map((workload) => String(workload)));
}

/** Who names what: strings that were names before, and stand there still. */
class Users {
  readonly #byName = new Map<string, Place[]>();

  constructor(before: Model, after: Model) {
    const counterparts = new Counterparts(new Set<Resource>([...after.resources, ...after.readTexts(() => true)]));
    for (const mention of mentions(before)) {
      const name = written(mention);
      const now = name === undefined ? undefined : counterparts.of(mention.resource);
      if (now?.get(...mention.path) === mention.text.text) push(this.#byName, name!, { ...mention.at, resource: now! });
    }
  }

  /** Of names as they stand without the cluster domain: `kafka-0.kafka.data.svc`. */
  of(names: readonly string[]): Place[] {
    return names.flatMap((name) => this.#byName.get(name) ?? []);
  }
}

function written({ name }: Mention): string | undefined {
  const { service, namespace, pod, srv } = name;
  if (!service || !namespace) return undefined;
  const labels = [...(srv ? [srv.port, srv.protocol] : []), ...(pod ? [pod.text] : []), service, namespace, 'svc'];
  return labels.join('.').toLowerCase();
}
