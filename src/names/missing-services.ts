import { nearest } from '../spelling.ts';
import { isSurelyHost } from './bare-pods.ts';
import { governing } from '../model/governing.ts';
import { findIn, findNamespace, hasPodOf, isBlamed, placed, serviceElsewhere, workloadOf } from './lookup.ts';
import { isComputed, isOwnName, isSlipOf } from './cluster-names.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { isOrdinal } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import type { Slip } from './slips.ts';
import { Workload } from '../model/workload.ts';

/** Of a name whose Service is not in its namespace: what was meant, where that can be told. */
export function missingService(mention: Mention, model: Model): Slip | undefined {
  const { name, resource } = mention;
  const workload = workloadOf(mention, model);
  if (name.namespace === '') return withoutNamespace(mention, model);
  if (isComputed(name.service) && !isOwnName(name.service) && !/^[a-z0-9][a-z0-9-]*-\$/.test(name.service)) return undefined;
  const elsewhere = serviceElsewhere(mention, model);
  if (elsewhere) return { problem: 'namespace', ...elsewhere };
  const inNamespacePlace = name.pod ? undefined : (model.derived(placed).byName.get(name.namespace) ?? []).find((s) => model.scope.near(resource, s) && hasPodOf(name.service, s, model));
  if (inNamespacePlace && !findNamespace(name.namespace, model)) return { problem: 'namespace', meant: inNamespacePlace, how: 'missing' };
  const inServicePlace = name.pod ? undefined : podIn(name.service, name.namespace, mention, model);
  if (inServicePlace) return placeOfService(mention, inServicePlace, model);
  if (workload?.isStatefulSet) {
    if (isBlamed(workload, model) || !isHost(mention)) return undefined;
    const meant = governing(workload, model).link?.resource;
    return meant && meant.name !== name.service && !isMirror(name.service, meant.name) ? { problem: 'service', meant, workload } : undefined;
  }
  if (workload && workload.kind !== 'Pod' && name.pod && !name.pod.isOwn && name.pod.ordinal !== undefined && !isOrdinal(workload)) return { problem: 'pod', workload, service: undefined, why: 'no-ordinals' };
  // A governing Service that is missing is told where it is set.
  if (model.derived(placed).subdomains.has(`${name.namespace}/${name.service}`)) return undefined;
  const around = [...model.namesAround('Service', name.namespace, resource)];
  const near = name.endsInSvc || name.pod ? nearService(name.service, around) : isSurelyHost(mention) ? around.find((other) => isSlipOf(name.service, other)) : undefined;
  const meant = near === undefined ? undefined : findIn<Service>('Service', name.namespace, near, resource, model);
  return meant?.close ? { problem: 'service', meant: meant.resource, workload: undefined } : undefined;
}

/** `zk-0.log` is none, unless it stands where hosts do. */
function isHost({ name, host, text }: Mention): boolean {
  if (name.endsInSvc || host.port !== undefined) return true;
  if (/^(?:log|txt|conf|cfg|json|ya?ml|xml|pem|crt|key|csr|pid|sock|dat|db|sql|csv|tar|t?gz|zip|bak|tmp|sh|lock|out|err|rdb|aof)$/.test(name.service)) return false;
  return host.placed || /\b(?:nc|ping|nslookup|dig|curl|wget|telnet|host|ssh|getent\s+\w+)(?:\s+-\S+(?:\s+\d+)?)*\s+$/.test(text.text.slice(Math.max(0, host.index - 60), host.index));
}

/** The Service that differs in spelling only, or in what is put behind names of Services; those that differ by a number are others. */
function nearService(name: string, others: readonly string[]): string | undefined {
  const stem = name.replace(suffixes, '');
  const near = nearest(name, others) ?? others.find((other) => other.replace(suffixes, '') === stem);
  return near === undefined || near.replace(/\d/g, '') === name.replace(/\d/g, '') ? undefined : near;
}

/** What people put behind the name of a Service. */
const suffixes = /-(?:headless|hl|hs|svc|service|cs|client|internal|nodes?|peers?|discovery|cluster|members?)$/;

/** `web-east` of `web`: what links clusters names Services of one after the other. */
function isMirror(name: string, governing: string): boolean {
  return name.startsWith(`${governing}-`) && name.replace(suffixes, '') !== governing;
}

/** `redis.svc…`, `redis-0.svc…` */
function withoutNamespace(mention: Mention, model: Model): Slip | undefined {
  const { name, resource } = mention;
  const service = findIn<Service>('Service', resource.namespace, name.service, resource, model);
  const far = service ? undefined : (model.derived(placed).byName.get(name.service) ?? []).find((s) => model.scope.near(resource, s));
  if (far) return { problem: 'namespace', meant: far, how: 'missing' };
  if (service) return service.close ? { problem: 'namespace', meant: service.resource, how: 'missing' } : undefined;
  const workload = podIn(name.service, resource.namespace, mention, model);
  return workload && placeOfService(mention, workload, model);
}

/** A Pod stands where a Service belongs; what stands where the namespace belongs may be its Service. */
function placeOfService(mention: Mention, workload: Workload, model: Model): Slip | undefined {
  const { name } = mention;
  if (!workload.isStatefulSet && workload.kind !== 'Pod') return { problem: 'pod', workload, service: undefined, why: 'no-ordinals' };
  if (workload.isStatefulSet && isBlamed(workload, model)) return undefined;
  const service = workload.subdomain === name.namespace ? governing(workload, model).link?.resource : undefined;
  return service ? { problem: 'namespace', meant: service, how: 'missing' } : { problem: 'missing-service', workload };
}

/** The workload that a label is a Pod of. */
function podIn(label: string, namespace: string, mention: Mention, model: Model): Workload | undefined {
  const { resource, reader } = mention;
  if (isOwnName(label)) return reader?.isStatefulSet ? reader : undefined;
  const stem = /^(.+)-(?:\d+|\$.*)$/.exec(label)?.[1];
  const places = namespace === '' ? [resource.namespace] : [namespace, ...(findNamespace(namespace, model) ? [] : [resource.namespace])];
  for (const place of places) {
    for (const [kind, name] of stem === undefined ? ([['Pod', label]] as const) : ([['StatefulSet', stem], ['Deployment', stem], ['DaemonSet', stem], ['Pod', label]] as const)) {
      // A Service called like a Pod is not unlikely elsewhere.
      if (kind === 'Pod' && place !== namespace) continue;
      if (reader?.kind === kind && reader.name === name && reader.namespace === place) return reader;
      const link = kind === 'Pod' ? model.find<Workload>(kind, place, name, resource) : findIn<Workload>(kind, place, name, resource, model);
      if (link?.close && link.resource instanceof Workload) return link.resource;
    }
  }
  return undefined;
}
