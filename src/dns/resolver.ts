import type { Model } from '../model/model.ts';
import { asList, asMap } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';

/** What stands in a Pod's /etc/resolv.conf, as far as the manifests tell. */
export interface Resolver {
  readonly policy: string;
  /** `node`: the servers of the node, which know no names of the cluster. `own`: those that dnsConfig names. */
  readonly servers: 'cluster' | 'node' | 'own';
  readonly searches: readonly string[];
  readonly ndots: number;
}

/** musl and glibc take no more. */
const mostDots = 15;

/** pkg/kubelet/network/dns/dns.go GetPodDNS. Without a Pod: one that leaves all as it is. */
export function resolverOf(pod: Workload | undefined, namespace: string, model: Model): Resolver {
  const { clusterDomain } = model.options;
  const written = pod?.podString('dnsPolicy') || 'ClusterFirst';
  // With the node's network ClusterFirst is Default; nothing says so at run time.
  const policy = written === 'ClusterFirst' && pod?.hostNetwork ? 'Default' : written;
  const servers = policy === 'None' ? 'own' : policy === 'Default' ? 'node' : 'cluster';
  const config = asMap(pod?.podSpec['dnsConfig']) ?? {};
  const searches = asList(config['searches']).filter((s): s is string => typeof s === 'string').map((s) => s.replace(/\.$/, ''));
  const options = new Map(asList(config['options']).map((item) => [asMap(item)?.['name'], asMap(item)?.['value']]));
  const given = options.get('ndots');
  const usual = servers === 'cluster' ? 5 : 1;
  const ndots = typeof given === 'string' && /^\d+$/.test(given) ? Math.min(Number(given), mostDots) : usual;
  const cluster = servers === 'cluster' ? [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain] : [];
  return { policy: written, servers, searches: [...new Set([...cluster, ...searches])], ndots };
}

/** The names that are asked for, in order (resolv.conf(5)): one with fewer dots than `ndots` goes through the search list first. */
export function candidates(name: string, { searches, ndots }: Resolver): string[] {
  if (name.endsWith('.')) return [name];
  const expanded = searches.map((domain) => `${name}.${domain}.`);
  const itself = `${name}.`;
  const dots = name.split('.').length - 1;
  return [...new Set(dots >= ndots ? [itself, ...expanded] : [...expanded, itself])];
}
