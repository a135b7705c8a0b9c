import type { Severity } from '../diagnostic.ts';
import { failureIn } from '../dns/failure.ts';
import { compareNames } from '../dns/order.ts';
import { nameOf, type ZoneRecord } from '../dns/record.ts';
import { standardService } from '../dns/standard.ts';
import { recordsOf } from '../dns/zone.ts';
import type { Known } from '../lint/build-model.ts';
import { backendsTo } from '../model/backends.ts';
import { governedBy } from '../model/governing.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Place, Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { calledAt } from '../model/webhooks.ts';
import type { Workload } from '../model/workload.ts';
import { mentions, type Mention } from '../names/mentions.ts';
import type { Problem } from '../rule.ts';
import { difference } from './equality.ts';
import { Counterparts } from './pairs.ts';

/** What becomes of the names that clients know. */
export interface NameChange extends Problem {
  /** True where names are gone, false where they lead elsewhere. */
  readonly gone: boolean;
  /** In the order of the zone, with a dot at the end. */
  readonly names: readonly string[];
}

/** The names of one Service that are gone for one reason, in the order of the zone. */
interface Loss {
  readonly service: Service;
  readonly now: Service | undefined;
  readonly names: readonly string[];
}

/**
 * Names that the cluster's DNS served before and does not any more, and those that come to mean something else. A Service
 * is compared with what became of it, so that namesakes that live in different overlays are each looked at.
 */
export function nameChanges(before: Known, after: Known): NameChange[] {
  const counterparts = new Counterparts(after.model.services, after, before.model.services);
  const losses: Loss[] = [];
  const moved: NameChange[] = [];
  for (const service of before.model.services) {
    const now = counterparts.of(service) as Service | undefined;
    // Of several that it may be nobody knows which; and of one that lost its namespace, where it lands.
    if (now ? now.namespace !== service.namespace : !counterparts.lacks(service) || isInCluster(service, after.model)) continue;
    const changes = now ? [...movedService(service, now, before.model, after.model), ...noLongerEarly(service, now, before.model)] : [];
    moved.push(...changes);
    if (changes.some(({ gone }) => !gone)) continue;
    const [was, is] = [forward(service, before.model), now ? forward(now, after.model) : new Map<string, ZoneRecord[]>()];
    for (const [name, records] of was) if (is.has(name)) moved.push(...movedPorts(name, records, is.get(name)!, now!));
    // Names of Pods go with the Pods, and that is said.
    const isThere = is.has(nameOf(service, before.model));
    const byReason = new Map<string, string[]>();
    for (const name of was.keys()) if (!is.has(name)) push(byReason, isThere ? stemOf(name) : '', name);
    for (const names of byReason.values()) losses.push({ service, now, names });
  }
  const users = losses.length ? new Users(before, after) : undefined;
  return [...losses.map((loss) => lossOf(loss, users!, after.model)), ...moved];
}

/** True for what no file has to have. */
function isInCluster({ namespace, name }: Service, model: Model): boolean {
  return model.isKnownService(namespace, name) || standardService(namespace, name) !== undefined;
}

/** Every name of a Service that somebody may have written down, with what it leads to: not those made of addresses. */
function forward(service: Service, model: Model): Map<string, ZoneRecord[]> {
  const names = new Map<string, ZoneRecord[]>();
  for (const record of recordsOf(service, model)) if (!record.name.includes('<')) push(names, record.name, record);
  return new Map([...names].sort(([x], [y]) => compareNames(x, y)));
}

/** Pods of one set are gone for one reason, and so are the SRV records of one port. */
function stemOf(name: string): string {
  const label = name.slice(0, name.indexOf('.'));
  return label.startsWith('_') ? label : label.replace(/\d+/g, '#');
}

function lossOf({ service, now, names }: Loss, users: Users, after: Model): NameChange {
  const name = names[0]!;
  const why = now && failureIn(now, name, after);
  const reason = why?.message ?? `Service "${service.name}" is gone from namespace "${service.namespace}".`;
  const used = users.of(names, service);
  const more = names.length - 1;
  const what = `${plain(name)}${more ? ` and ${more} more name${more === 1 ? '' : 's'}` : ''} will not resolve any more`;
  const shown = used.slice(0, 5);
  const rest = used.length - shown.length;
  return {
    gone: true,
    names,
    at: why?.at ?? now?.at('metadata', 'name') ?? service.at('metadata', 'name'),
    severity: used.length ? 'warning' : 'info',
    message: `${what}. ${reason}${rest ? ` ${used.length} places still use what is gone; the first are shown.` : ''}`,
    help: used.length ? 'Change who uses them first, or keep them: clients get NXDOMAIN, and may remember it for half a minute.' : 'Nothing in the input uses them; make sure that nothing else does.',
    related: shown.map((at) => ({ at, message: 'still used here' })),
  };
}

/** Without the dot at its end. */
function plain(name: string): string {
  return name.replace(/\.$/, '');
}

/** Where an SRV record names another port, clients that read it follow and all others do not. */
function movedPorts(name: string, was: readonly ZoneRecord[], is: readonly ZoneRecord[], now: Service): NameChange[] {
  const [before, afterwards] = [portsOf(was), portsOf(is)];
  if (!name.startsWith('_') || before === afterwards) return [];
  const label = name.slice(1, name.indexOf('.'));
  const port = now.ports.find((each) => each.name?.toLowerCase() === label);
  return [
    {
      gone: false,
      names: [name],
      at: port ? now.portAt(port, port.targetPort === undefined ? 'port' : 'targetPort') : now.at('spec', 'ports'),
      severity: 'info',
      message: `The SRV record ${plain(name)} said port ${before} and will say ${afterwards}.`,
      help: 'Clients that read SRV records follow; those that have the number in their configuration have to be changed.',
    },
  ];
}

function portsOf(records: readonly ZoneRecord[]): string {
  return [...new Set(records.flatMap(({ port }) => port ?? []))].sort((a, b) => a - b).join(', ');
}

/** A name that leads to other Pods than it did, or from Pods to one address. */
function movedService(before: Service, after: Service, modelBefore: Model, modelAfter: Model): NameChange[] {
  const name = nameOf(before, modelAfter);
  const own = plain(name);
  const change = (at: Place, severity: Severity, message: string, help: string): NameChange[] => [{ gone: false, names: [name], at, severity, message, help }];
  const [was, is] = [before, after].map((service) => service.string('spec', 'externalName'));
  if (before.isExternalName && after.isExternalName) {
    return was === is ? [] : change(after.at('spec', 'externalName'), 'info', `${own} was an alias of ${was} and will be one of ${is}.`, 'Clients reach the new host as soon as they look the name up again.');
  }
  if (before.isExternalName !== after.isExternalName) {
    const [from, to] = before.isExternalName ? [`an alias of ${was}`, 'served by the cluster itself'] : ['served by the cluster itself', `an alias of ${is}`];
    return change(after.at('spec', 'type'), 'warning', `${own} was ${from} and will be ${to}.`, 'Certificates, Host headers and ports have to suit the new end.');
  }
  // Workloads that are renamed are told by the names of their Pods.
  if (!difference(before.get('spec', 'selector'), after.get('spec', 'selector'), {}, ['spec', 'selector'])) return [];
  const [pods, now] = [modelBefore.selection(before).workloads, modelAfter.selection(after).workloads];
  // What becomes of another kind, as a Deployment does of a ReplicationController, keeps its name.
  const names = new Set(now.map(({ name: each }) => each));
  if (!pods.length || !now.length || pods.some(({ name: each }) => names.has(each))) return [];
  return change(after.at('spec', 'selector'), 'warning', `${own} led to the Pods of ${inWords(pods)} and will lead to those of ${inWords(now)}.`, 'If that is not meant, correct the selector.');
}

function inWords(workloads: readonly Workload[]): string {
  const [first, second, ...more] = workloads.map(String);
  return more.length ? `${first} and ${more.length + 1} others` : [first, second].filter(Boolean).join(' and ');
}

/** Members of a set that look each other up before they are ready are lost when their names wait for that. */
function noLongerEarly(before: Service, after: Service, model: Model): NameChange[] {
  const field = 'publishNotReadyAddresses';
  if (!before.isHeadless || !after.isHeadless || before.boolean('spec', field) !== true || after.boolean('spec', field) === true) return [];
  const governed = model.selection(before).workloads.filter((workload) => workload.isStatefulSet && workload.serviceName === before.name);
  if (!governed.length) return [];
  return [{ gone: true, names: [], at: after.at('spec', field), severity: 'warning', message: `${plain(nameOf(before, model))} and the names of its Pods will resolve only while Pods are ready: publishNotReadyAddresses was true. Members of ${inWords(governed)} that look each other up to become ready will not find each other.`, help: 'Leave publishNotReadyAddresses: true, unless no member looks up another before it is ready.' }];
}

/** Who names what: strings that were names before, and stand there still. */
class Users {
  readonly #byName = new Map<string, { readonly place: Place; readonly unit: string | undefined }[]>();
  readonly #model: Model;
  readonly #counterparts: Counterparts;

  constructor(before: Known, after: Known) {
    this.#model = before.model;
    this.#counterparts = new Counterparts(new Set<Resource>([...after.model.resources, ...after.model.readTexts(() => true)]), after);
    for (const mention of mentions(before.model)) {
      const name = written(mention);
      const place = name === undefined ? undefined : this.#now(mention.at);
      if (place) push(this.#byName, name!, { place, unit: this.#unitOf(mention.resource) });
    }
  }

  /** Of the names of a Service that are gone. What is known to be deployed elsewhere does not count. */
  of(names: readonly string[], service: Service): Place[] {
    const { clusterDomain } = this.#model.options;
    const here = this.#unitOf(service);
    // As they stand without the cluster domain: `kafka-0.kafka.data.svc`.
    const found = names.flatMap((name) => this.#byName.get(name.slice(0, -clusterDomain.length - 2)) ?? []);
    const used = found.flatMap(({ place, unit }) => (unit === undefined || here === undefined || unit === here ? [place] : []));
    return names.includes(nameOf(service, this.#model)) ? [...this.#referring(service), ...used] : used;
  }

  /** Where objects name the Service itself. */
  #referring(service: Service): Place[] {
    const routes = backendsTo(service, this.#model).map(({ from, namePath }) => from.at(...namePath));
    const sets = governedBy(service, this.#model).map((workload) => workload.at('spec', 'serviceName'));
    return [...routes, ...sets, ...calledAt(service, this.#model)].flatMap((place) => this.#now(place) ?? []);
  }

  /** The same place afterwards, where the same stands there. */
  #now(place: Place): Place | undefined {
    const resource = this.#counterparts.of(place.resource);
    return resource && resource.get(...place.path) === place.resource.get(...place.path) ? { ...place, resource } : undefined;
  }

  #unitOf({ file }: Resource): string | undefined {
    return this.#model.options.units.get(file);
  }
}

function written({ name }: Mention): string | undefined {
  const { service, namespace, pod, srv } = name;
  if (!service || !namespace) return undefined;
  const labels = [...(srv ? [srv.port, srv.protocol] : []), ...(pod ? [pod.text] : []), service, namespace, 'svc'];
  return labels.join('.').toLowerCase();
}
