import { mentions, type Mention } from '../names/mentions.ts';
import { withoutDns } from './egress.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { isDiscovery, optionAt } from '../names/options.ts';
import { scaleOf } from '../model/pods.ts';
import { isolatingPolicies, mayLet, type Direction, type Port } from './network-policies.ts';
import { mentionReaders } from '../names/readers.ts';
import type { Place, Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/** That the Pods of one workload connect to those of another, or to each other, as far as it is written. */
export interface Connection {
  readonly from: Workload;
  readonly to: Workload;
  /** What tells: a name that is used, or a port that is called so. */
  readonly at: Place;
  readonly evidence: string;
  /** The ports that are certainly used. */
  readonly ports: readonly Port[];
  /** Where no port is written: some of these are used. */
  readonly someOf: readonly Port[];
}

const collect = (model: Model): Connection[] => {
  const written = new Map<Workload, Map<Workload, Mention[]>>();
  for (const mention of mentions(model)) {
    for (const to of targetsOf(mention, model)) {
      for (const from of mentionReaders(mention, model)) {
        if (from === to && !isOfPeers(mention, from, model)) continue;
        const sources = written.get(to) ?? new Map<Workload, Mention[]>();
        written.set(to, sources);
        push(sources, from, mention);
      }
    }
  }
  const found: Connection[] = [];
  for (const [to, sources] of written) for (const [from, used] of sources) found.push(connection(from, to, used, model));
  for (const workload of model.workloads) if (!written.get(workload)?.has(workload)) found.push(...byPortNames(workload, model));
  return found;
};

/** The connections between Pods that the input tells of. */
export function connections(model: Model): readonly Connection[] {
  return model.derived(collect);
}

/** A name leads to Pods themselves where it is one's own, or that of a headless Service. */
function targetsOf({ name, resource }: Mention, model: Model): readonly Workload[] {
  if (name.srv || !name.service) return [];
  const { pod } = name;
  if (pod) return pod.workload && pod.workload.subdomain === name.service && model.scope.near(resource, pod.workload) ? [pod.workload] : [];
  const link = model.find<Service>('Service', name.namespace, name.service, resource);
  return link?.close && link.resource instanceof Service && link.resource.isHeadless ? model.selection(link.resource).workloads : [];
}

/** One's own name is what a Pod tells others to come back to. */
function isOfPeers({ name, text, host }: Mention, workload: Workload, model: Model): boolean {
  if (scaleOf(workload, model).most < 2) return false;
  const option = optionAt(text, host.index);
  if (name.pod) return !name.pod.isOwn || /peer|cluster|inter|repl/i.test(`${option} ${host.scheme ?? ''}`);
  return isDiscovery(option, text.text);
}

function connection(from: Workload, to: Workload, used: readonly Mention[], model: Model): Connection {
  const declared = declaredPorts(to, model);
  const numbers = used.flatMap((mention) => portsOf(mention, declared)).concat(from === to ? used.flatMap(defaultPort) : []);
  const peers = from === to ? declared.filter(({ name }) => isPeerPort(name)) : [];
  const protocol = (number: number) => (declared.some((p) => p.number === number && p.protocol === 'TCP') ? 'TCP' : (declared.find((p) => p.number === number)?.protocol ?? 'TCP'));
  const ports = unique([...numbers.map((number) => ({ number, protocol: protocol(number) })), ...peers]);
  const { at, host } = used[0]!;
  return { from, to, at, evidence: `"${host.text}" is used here`, ports, someOf: ports.length ? [] : unique(declared.filter(({ name }) => !isForWatchers(name))) };
}

/** Members of a StatefulSet whose ports are called `peer` and the like, though no name of theirs is written. */
function byPortNames(workload: Workload, model: Model): Connection[] {
  if (!workload.isStatefulSet || !workload.serviceName || scaleOf(workload, model).most < 2) return [];
  const ports = workload.servingPorts(model.options.kubernetes.minor).filter(({ name }) => isPeerPort(name));
  const [first] = ports;
  return first ? [{ from: workload, to: workload, at: workload.at(...first.path, 'name'), evidence: `port "${first.name}"`, ports: unique(ports), someOf: [] }] : [];
}

interface NamedPort extends Port {
  readonly name: string | undefined;
}

/** What the containers and the headless Services say of a workload's ports. */
function declaredPorts(workload: Workload, model: Model): NamedPort[] {
  const { minor } = model.options.kubernetes;
  const served = model.servicesOf(workload).filter((service) => service.isHeadless).flatMap((service) => service.ports).flatMap(({ name, port, targetPort = port, protocol }) => {
    const number = typeof targetPort === 'string' ? workload.findPort(targetPort, protocol, minor)?.number : targetPort;
    return number === undefined ? [] : [{ name, number, protocol }];
  });
  return [...workload.servingPorts(minor), ...served];
}

/** `host:2181`, `host:2888:3888`, and `host 6379` where such a port is declared. */
function portsOf({ host, text }: Mention, declared: readonly Port[]): number[] {
  const [, mark, first, second] = /^(:|\s+)(\d{1,5})(?::(\d{1,5}))?(?![\w.])/.exec(text.text.slice(host.index + host.text.length, host.index + host.text.length + 40)) ?? [];
  const numbers = [host.port ?? Number(first), Number(second)].filter((n) => n > 0 && n < 65536);
  return mark === ':' ? numbers : numbers.filter((n) => declared.some(({ number }) => number === n));
}

/** Where software goes that was told no port. */
function defaultPort({ host, text }: Mention): number[] {
  if (host.port !== undefined) return [];
  const option = optionAt(text, host.index).toLowerCase().replace(/[^a-z]/g, '');
  if (/(?:seedhosts|unicasthosts)$/.test(option)) return [9300];
  if (/^cassandraseeds$/.test(option)) return [7000];
  return host.scheme === 'gcomm' ? [4567] : [];
}

function isPeerPort(name: string | undefined): boolean {
  return name !== undefined && /(?:^|-)(?:peers?|cluster|clustering|gossip|raft|transport|discovery|election|leader|leader-election|followers?|bus|membership|inter-?broker|intra-?cluster|quorum|serf(?:lan)?|epmd|replication|memberlist|intra|inter-?node|galera|wsrep|ist|sst|hazelcast|jgroups|comm|communication|route|routes)(?:-|$)/.test(name) && !isForWatchers(name);
}

function isForWatchers(name: string | undefined): boolean {
  return name !== undefined && /metric|prom|jmx|export|health|probe|monitor|admin|debug|pprof/.test(name);
}

function unique(ports: readonly Port[]): Port[] {
  return [...new Map(ports.map(({ number, protocol }) => [`${number}/${protocol}`, { number, protocol }])).values()];
}

/** A connection that no policy lets through. */
export interface Blocked {
  readonly direction: Direction;
  readonly connection: Connection;
  readonly ports: readonly Port[];
  /** The other policies that isolate the Pods. */
  readonly others: readonly Resource[];
}

/** What policies close, told at the one that evidently opens the Pods, or else at the first that isolates them. */
export const blocked = (model: Model): ReadonlyMap<Resource, readonly Blocked[]> => {
  const found = new Map<Resource, Blocked[]>();
  if (!model.byKind('NetworkPolicy').length) return found;
  const dns = new Set(model.derived(withoutDns).flatMap(({ workload, lacks }) => (lacks === 'dns' ? workload : [])));
  for (const connection of connections(model)) {
    const { from, to } = connection;
    if (from.hostNetwork) continue;
    for (const direction of ['ingress', 'egress'] as const) {
      const [isolated, other] = direction === 'ingress' ? [to, from] : [from, to];
      // Who cannot look up names does not get as far as to connect.
      if (direction === 'egress' && dns.has(from)) continue;
      const policies = isolatingPolicies(isolated, direction, model);
      if (!policies.length || policies.some((policy) => model.isPatched(policy))) continue;
      const isClosed = (port: Port) => !policies.some((policy) => mayLet(policy, direction, other, to, port, model));
      const ports = connection.ports.length ? connection.ports.filter(isClosed) : connection.someOf.every(isClosed) ? connection.someOf : [];
      const near = policies.filter((policy) => model.scope.together(policy, isolated));
      const at = near.find((policy) => policy.list('spec', direction).length) ?? near[0];
      if (ports.length && at && !found.get(at)?.some((b) => b.direction === direction)) push(found, at, { direction, connection, ports, others: near.filter((policy) => policy !== at) });
    }
  }
  return found;
};
