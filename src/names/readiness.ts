import { needsEveryMember, startsAlone } from './options.ts';
import type { Peer } from './peers.ts';
import { asList, asMap, type Fields, type Place } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';

/** A probe that may keep a Pod from being Ready until its cluster is. */
export interface ClusterProbe {
  /** `readinessProbe`, `startupProbe` or `init container "wait"`. */
  readonly field: string;
  readonly at: Place;
  /** True where names and paths speak for it; otherwise it is only possible. */
  readonly isLikely: boolean;
}

/** Checks that a member passes alone: its own process answers. */
const local = /\bping\b|pg_isready|\bruok\b|zookeeper-ready|zkok|local=true|select 1|\/-\/(?:ready|healthy)|\/(?:live|livez|liveness|metrics|version)\b|health\/live/i;

/** Checks that ask for the cluster. */
const cluster = /cluster|leader|quorum|consensus|raft|member|peer|join|wsrep|synced|primary|is_?master\b|\bhello\b|rs\.status|nodetool|zkServer|\b(?:srvr|mntr)\b|broker-api-versions|master_link/i;

/** Checks that may ask for anything. */
const general = /ready|readiness|health|status/i;

/** Software whose members come up before they have found each other, or that copies from one Pod that starts alone. */
const lone = /(?:^|\/)(?:redis|valkey|keydb|postgres(?:ql)?|mysql|memcached|loki|mimir|tempo|cortex|thanos|alertmanager|prometheus|cassandra|scylla|hazelcast)(?:[-:@]|$)/i;

/** Software that serves nothing before most of its members have found each other. */
const quorate =
  /(?:^|\/)[\w-]*(?:etcd|consul|nats|qdrant|neuvector|elasticsearch|opensearch|rabbitmq|cockroach|galera|vault|openbao|starrocks|doris|rqlite|nacos|keeper|weaviate|typesense|minio|kafka|dgraph|arangodb|emqx|tikv|\/pd|ravendb|dapr|placement|akka)/i;

/**
 * The probe by which the Pods of a workload wait for each other, as far as names and paths tell: it asks more than whether
 * the process is there, and the peers are needed from the start. Undefined where nothing speaks for that.
 */
export function clusterProbe(workload: Workload, peers: readonly Peer[]): ClusterProbe | undefined {
  const waiting = waitOf(workload, peers);
  if (waiting) return waiting;
  const seeking = peers.filter(({ option, isPod }) => !startsAlone(option, isPod));
  if (!seeking.length) return undefined;
  const images = workload.containers.flatMap(({ fields, init }) => (init || typeof fields['image'] !== 'string' ? [] : fields['image']));
  const isQuorate = images.some((image) => quorate.test(image)) || seeking.some((p) => /contact[._-]?point|^service-name$/i.test(p.option) || needsEveryMember(p.option, p.mention.text.text) !== undefined);
  const isLone = !isQuorate && images.some((image) => lone.test(image)) && seeking.every((p) => p.isPod);
  // One Pod that the others start from starts alone, unless its software is known to want more.
  const isMany = seeking.some((p) => !p.isPod) || new Set(seeking.map((p) => p.mention.name.pod?.text)).size > 1;
  if (!isMany && !isQuorate) return undefined;
  let possible: ClusterProbe | undefined;
  for (const { fields, path, init } of workload.containers) {
    if (init) continue;
    for (const field of ['readinessProbe', 'startupProbe']) {
      const asked = whatIsAsked(asMap(fields[field]));
      if (asked === undefined || local.test(asked)) continue;
      const at = workload.at(...path, field);
      const asksAll = cluster.test(asked);
      if (asksAll || (isQuorate && asked !== '')) return { field, at, isLikely: true };
      if (!isLone && (asked === '' ? isQuorate && isMany : general.test(asked))) possible ??= { field, at, isLikely: false };
    }
  }
  return possible;
}

/** What does not start before the others are in DNS: an init container, or a container with any probe. One Pod alone may be one that is there first. */
function waitOf(workload: Workload, peers: readonly Peer[]): ClusterProbe | undefined {
  const awaited = peers.filter((p) => p.isAwaited);
  if (!awaited.some((p) => !p.isPod || p.ordinal === undefined) && new Set(awaited.map((p) => p.ordinal)).size < 2) return undefined;
  for (const { mention } of awaited) {
    const { container } = mention.text;
    if (!container) continue;
    if (container.init) return { field: `init container "${container.name}"`, at: mention.at, isLikely: true };
    const field = ['readinessProbe', 'startupProbe'].find((name) => asMap(container.fields[name]));
    if (field) return { field, at: workload.at(...container.path, field), isLikely: true };
  }
  return undefined;
}

/** The path or the command of a probe, nothing for an open port; undefined where there is no probe. */
function whatIsAsked(probe: Fields | undefined): string | undefined {
  if (!probe) return undefined;
  const http = asMap(probe['httpGet']);
  if (http) return typeof http['path'] === 'string' ? http['path'] : '/';
  const exec = asMap(probe['exec']);
  if (exec) return asList(exec['command']).join(' ');
  if (asMap(probe['grpc'])) return 'health';
  return asMap(probe['tcpSocket']) ? '' : undefined;
}
