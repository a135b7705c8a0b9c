import { governing } from '../model/governing.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { optionAt } from './options.ts';
import { isOrdinal, scaleOf } from '../model/pods.ts';
import { mentionReaders } from './readers.ts';
import { asList, asMap } from '../model/resource.ts';
import type { Slip } from './slips.ts';
import { textsOf } from './texts.ts';
import type { Workload } from '../model/workload.ts';

/** Options whose values are hosts as they stand; to the names in other lists the software may add the domain. */
const hosts = /(?:hosts?|hostnames?|addr|address|addresses|ur[il]s?|endpoints?|replicaof|slaveof|join|connect|(?:^|[\s"'])-?h)["']?[\s:=>"']*$/i;

/** Options that tell others where to find this member. */
const advertised = /advertis|announce|broadcast|external|public|node_?name|member|peer|replica|cluster|join/i;

/** True where a single word is surely a host, and no id or name of something. */
export function isSurelyHost({ host, text }: Mention): boolean {
  if (host.port !== undefined || host.scheme !== undefined || host.absolute) return true;
  return hosts.test(optionAt(text, host.index)) || hosts.test(text.text.slice(Math.max(0, host.index - 40), host.index));
}

/** A script that touches these may teach the Pod short names: a search domain, a host. */
const editsResolution = /\/etc\/(?:resolv\.conf|hosts)\b/;

/** A Pod's name without a Service: what the Pod itself finds in /etc/hosts, and nobody else. */
export function bareSlip(mention: Mention, model: Model): Slip | undefined {
  const { host, text, name, resource } = mention;
  const pod = name.pod!;
  const workload = pod.workload!;
  const isHost = host.port !== undefined || host.scheme !== undefined || host.absolute;
  const option = optionAt(text, host.index).replace(/[.-]/g, '_');
  const isUser = text.text[host.index - 1] === '@' && host.scheme === undefined;
  if (!isHost && !isUser && /initial_master_nodes|cluster_master_hosts|(?:node|member)_?(?:names?|ids?)$/i.test(option)) return undefined;
  if (pod.isOwn && !isUser && !(isHost && advertised.test(option) && (/advertis/i.test(option) || !/listen|bind/i.test(option)))) return undefined;
  if (workload !== mention.reader && !(model.find(workload.kind, workload.namespace, workload.name, resource)?.close ?? false)) return undefined;
  const readers = mentionReaders(mention, model);
  if (readers.some((reader) => knows(reader, pod.text, workload))) return undefined;
  if (editsResolution.test(text.text) || readers.some((reader) => textsOf(reader).some(({ text }) => editsResolution.test(text)))) return undefined;
  const isAlone = scaleOf(workload, model).most <= 1;
  if (readers.length && readers.every((reader) => reader === workload) && (isAlone || workload.kind === 'Pod')) return undefined;
  if (!workload.isStatefulSet && workload.kind !== 'Pod') return !pod.isOwn && isHost && !isOrdinal(workload) ? { problem: 'pod', workload, service: undefined, why: 'no-ordinals' } : undefined;
  if (workload.isStatefulSet && !governing(workload, model).link) return undefined;
  return { problem: 'bare', workload, isSure: isHost || (!isUser && isSurelyHost(mention)) };
}

/** True where the search list or the hosts file of a reader has what the name lacks. */
function knows(reader: Workload, pod: string, workload: Workload): boolean {
  const searches = asList(asMap(reader.podSpec['dnsConfig'])?.['searches']);
  if (searches.some((search) => typeof search === 'string' && search.split('.')[0] === workload.subdomain)) return true;
  return asList(reader.podSpec['hostAliases']).some((alias) => asList(asMap(alias)?.['hostnames']).includes(pod));
}
