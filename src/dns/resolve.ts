import { locate, type Locate } from '../model/locate.ts';
import type { Model } from '../model/model.ts';
import { ordinalName, podsOf, podsWithHostname } from '../model/pods.ts';
import { findAsker, ownNames, type Asker } from './asker.ts';
import { strictFamily } from './addressing.ts';
import { ask } from './ask.ts';
import type { Answer } from './coredns.ts';
import type { ZoneRecord } from './record.ts';
import { insideZone } from './request.ts';
import { failureOf } from './failure.ts';
import { ownersOf } from './owners.ts';
import { candidates, resolverOf, type Resolver } from './resolver.ts';
import type { Step, Told } from './step.ts';
import { storyOf } from './story.ts';

export interface ResolveOptions {
  /** `data/kafka-0`, `data/kafka`, `data/`. Default: a Pod of the default namespace. */
  readonly from?: string;
  /** `A` stands for addresses of either family. Default: SRV for `_port._protocol` names, else A. */
  readonly type?: 'A' | 'SRV';
}

/** Who asks: one Pod, the Pods of a workload, or any Pod of a namespace. */
export interface Origin {
  readonly namespace: string;
  readonly workload?: string;
  readonly pod?: string;
}

export interface Resolution {
  readonly name: string;
  readonly type: 'A' | 'SRV';
  readonly from: Origin;
  readonly resolver: Resolver;
  readonly resolves: boolean;
  /** The names that were asked for, in order, up to the one that has an answer. */
  readonly tried: readonly { readonly name: string; readonly code: Answer['code'] | 'elsewhere' }[];
  readonly records: readonly ZoneRecord[];
  /** A name that servers outside of the cluster answer for. */
  readonly leadsTo?: string;
  readonly steps: readonly Step[];
}

/** Answers a name as a Pod sees it, and tells how. */
export function resolveName(model: Model, written: string, options: ResolveOptions = {}, at: Locate = locate): Resolution {
  const { host: name, port } = hostOf(written);
  const asker = findAsker(options.from, model);
  const resolver = resolverOf(asker.workload, asker.namespace, model);
  const type = options.type ?? (/^_[^.]+\._[^.]+\./.test(name) ? 'SRV' : 'A');
  const base = { name, type, from: fromOf(asker), resolver };
  if (strictFamily(name)) return { ...base, resolves: true, tried: [], records: [], steps: [{ state: 'note', message: `${name} is an address: there is nothing to resolve.` }] };
  const itself = type === 'A' ? ownNames(asker, model).get(name.toLowerCase()) : undefined;
  if (itself !== undefined) return { ...base, resolves: true, tried: [], records: [], steps: located(fromHosts(itself, name, asker, model), at) };
  const tried: Resolution['tried'][number][] = [];
  const toldFirst = aboutResolver(asker, resolver, name, model);
  if (resolver.servers !== 'node') {
    for (const candidate of candidates(name, resolver)) {
      const isInside = insideZone(candidate, model.options.clusterDomain) !== undefined;
      const found = isInside ? ask(candidate, type, model) : undefined;
      tried.push({ name: candidate, code: found?.code ?? 'elsewhere' });
      if (found?.code !== 'found') continue;
      const steps = [...toldFirst, ...storyOf(candidate, port, asker, model), ...afterwards(name, tried.length, resolver)];
      return { ...base, resolves: true, tried, records: found.records, ...(found.leadsTo && { leadsTo: found.leadsTo }), steps: located(steps, at) };
    }
  }
  const failure = toldFirst.some((step) => step.state === 'failed') ? [] : failureOf(name, type, tried.map((t) => t.name), { ...asker, isAssumed: options.from === undefined }, model);
  return { ...base, resolves: false, tried, records: [], steps: located([...toldFirst, ...failure, ...insideItself(name, tried.map((t) => t.name), model)], at) };
}

/** The host of what is written: a URL, `host:port`, or the host alone. */
export function hostOf(written: string): { readonly host: string; readonly port: number | undefined } {
  const rest = written.trim().replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/\/?/, '').replace(/[/?#].*$/, '').replace(/^.*@/, '');
  const match = /^(.*?)(?::(\d{1,5}))?$/.exec(rest)!;
  return { host: match[1]!, port: match[2] === undefined ? undefined : Number(match[2]) };
}

function fromOf({ namespace, workload, pod }: Asker): Origin {
  return { namespace, ...(workload && { workload: `${workload.kind} ${workload.name}` }), ...(pod && { pod: pod.name }) };
}

function aboutResolver({ workload }: Asker, resolver: Resolver, name: string, model: Model): Told[] {
  if (!workload || resolver.servers === 'cluster') return [];
  const who = `${workload.kind} ${workload.name}`;
  if (resolver.servers === 'own') {
    return [{ state: 'note', message: `${who} has dnsPolicy None: it asks the servers of its dnsConfig. What follows holds if they are the cluster's.`, at: workload.podAt('dnsPolicy') }];
  }
  const silent = workload.podString('dnsPolicy') !== 'Default';
  const because = silent ? `${who} has the node's network (hostNetwork), where ClusterFirst is the same as Default` : `${who} has dnsPolicy Default`;
  const help = `Set dnsPolicy to ${workload.hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst'}.`;
  // Names of the outside resolve there as anywhere.
  const isCluster = /\.svc(?:\.|$)/.test(name) || candidates(name, resolverOf(undefined, workload.namespace, model)).some((c) => ask(c, 'A', model).code === 'found');
  const at = workload.podHas('dnsPolicy') ? workload.podAt('dnsPolicy') : workload.podAt('hostNetwork');
  return [{ state: isCluster ? 'failed' : 'note', message: `${because}: it asks the DNS servers of the node, which know no name of the cluster.`, help: isCluster ? help : undefined, at }];
}

function fromHosts(to: string, name: string, asker: Asker, model: Model): Told[] {
  const steps: Told[] = [{ state: 'done', message: `/etc/hosts of ${asker.pod ? `${asker.namespace}/${asker.pod.name}` : 'the Pod'} has it: ${to}` }];
  if (!asker.pod || to !== `${asker.namespace}/${asker.pod.name}`) return steps;
  const elsewhere = candidates(name, resolverOf(undefined, asker.namespace, model)).some((candidate) => ask(candidate, 'A', model).code === 'found');
  if (!elsewhere) steps.push({ state: 'note', message: 'Only the Pod itself has that file: for every other Pod this name does not resolve.' });
  return steps;
}

/** Why a test in the Pod passes all the same. */
function insideItself(name: string, tried: readonly string[], model: Model): Told[] {
  const names = [name, ...tried].map((n) => n.toLowerCase().replace(/\.$/, ''));
  for (const { workload, isPod, ordinal } of ownersOf(names[0]!.split('.')[0]!, model)) {
    if (!isPod || (ordinal === undefined && workload.kind !== 'Pod')) continue;
    const pod = ordinal === undefined ? podsOf(workload, model).pods[0]! : podsWithHostname(workload, ordinalName(workload, ordinal), model)[0];
    const own = pod && ownNames({ namespace: workload.namespace, workload, pod }, model);
    const known = pod && names.find((n) => own!.get(n) === `${workload.namespace}/${pod.name}`);
    if (known !== undefined) return [{ state: 'note', message: `In Pod ${workload.namespace}/${pod!.name} itself ${known} resolves all the same, by its /etc/hosts: a test there proves nothing.` }];
  }
  return [];
}

/** What of the way a person should know who has the answer. */
function afterwards(name: string, tries: number, { ndots }: Resolver): Told[] {
  const dots = name.split('.').length - 1;
  if (name.endsWith('.') || tries === 1) return [];
  if (dots >= ndots) return [{ state: 'note', message: `With ${dots} dots and ndots ${ndots} the name is tried as it stands first. glibc goes on with the search list, musl (Alpine) does not: there it fails.` }];
  return [];
}

/** One syntax tree is built for each document that is pointed at. */
function located(told: readonly Told[], locate: Locate): Step[] {
  const steps = told.map(({ state, message, help, at }): Step => ({ state, message, ...(help && { help }), ...(at && { at: locate(at) }) }));
  for (const { at } of told) at?.resource.document.forget();
  return steps;
}

