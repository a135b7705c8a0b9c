import { nearest } from '../spelling.ts';
import { isForeign, wrongDomain, type WrongDomain } from './domains.ts';
import { envOf, varReferences } from './environment.ts';
import { governing, headlessTwins } from './governing.ts';
import { isComputed, isOwnName, isPlaced, isSlipOf, mentions, type Mention } from './mentions.ts';
import { push, type Link, type Model } from './model.ts';
import { hasOrdinal, isOrdinal, ordinalsOf, podsWithHostname } from './pods.ts';
import type { Resource } from './resource.ts';
import { Service } from './service.ts';
import { bareSlip, isSurelyHost } from './bare-pods.ts';
import { Workload } from './workload.ts';

/** Why a name does not lead to what it was written for: the first thing that is wrong with it, read from the right. */
export type Slip =
  | (WrongDomain & { readonly problem: 'domain' })
  /** An absolute name that stops before the domain. */
  | { readonly problem: 'cut' }
  /** The Service, or the Pod's StatefulSet, is in another namespace than the name says or the reader is in. */
  | { readonly problem: 'namespace'; readonly meant: Resource; readonly how: 'other' | 'missing' | 'swapped' }
  /** No Service has the name. */
  | { readonly problem: 'service'; readonly meant: Service; readonly workload: Workload | undefined }
  /** A Pod's name stands where the Service's belongs. */
  | { readonly problem: 'missing-service'; readonly workload: Workload }
  /** A Pod's name without a Service. */
  | { readonly problem: 'bare'; readonly workload: Workload; readonly isSure: boolean }
  /** The Pod has its name under another Service. */
  | { readonly problem: 'pod-service'; readonly workload: Workload; readonly service: Service; readonly meant: Service }
  /** There is no such Pod, or it has no name. */
  | { readonly problem: 'pod'; readonly workload: Workload | undefined; readonly service: Service | undefined; readonly why: 'ordinal' | 'no-ordinals' | 'nameless' | 'unknown' };

const firsts = (model: Model) => {
  const slips = new Map<Mention, Slip>();
  const seen = new Map<Resource, Set<string>>();
  // A variable that holds the whole name is judged where it is set.
  const all = mentions(model);
  for (const part of [all.filter((m) => !isVariable(m)), all.filter(isVariable)]) {
    for (const mention of part) {
      const slip = judge(mention, model);
      if (!slip) continue;
      const { namespace, service, domain, pod } = mention.name;
      const workload = 'workload' in slip ? slip.workload?.name : undefined;
      const whose = slip.problem === 'namespace' ? '' : (workload ?? pod?.text.replace(/-\d+$/, ''));
      const key = slip.problem === 'domain' ? domain! : [slip.problem, service, namespace, whose].join('/');
      const of = seen.get(mention.resource) ?? new Set<string>();
      seen.set(mention.resource, of);
      if (slip.problem === 'missing-service' || slip.problem === 'bare' ? of.has(`${slip.problem}/${workload}`) : of.has(key)) continue;
      of.add(key).add(`${slip.problem}/${workload}`);
      slips.set(mention, slip);
    }
  }
  return slips;
};

function isVariable({ host }: Mention): boolean {
  return /^\$[({]?\w+[)}]?$/.test(host.text);
}

/** What is wrong with a name, told of the first of several in one object that have the same wrong. */
export function slipOf(mention: Mention, model: Model): Slip | undefined {
  return model.derived(firsts).get(mention);
}

function judge(mention: Mention, model: Model): Slip | undefined {
  const { name, host, resource, text } = mention;
  const { domain } = name;
  // Buckets, images and files are no hosts.
  if (/^(?:s3[an]?|gs|gcs|wasbs?|abfss?|file|unix|docker|oci|git|secret|vault)$/.test(host.scheme ?? '')) return undefined;
  // Rewrites and hosts of the DNS server itself make names of their own.
  if (text.key === 'Corefile' || usesLater(mention)) return undefined;
  if (domain !== undefined && isComputed(domain)) return undefined;
  if (domain !== undefined && !name.endsInSvc) return { problem: 'domain', meant: `svc.${model.options.clusterDomain}`, proof: undefined };
  if (domain !== undefined) {
    const wrong = wrongDomain(domain, resource, model);
    if (wrong) return { problem: 'domain', ...wrong };
    if (isForeign(domain, resource, model)) return undefined;
  }
  if (name.service === '') return bareSlip(mention, model);
  if (host.absolute && domain === undefined && host.placed && (name.endsInSvc || name.pod?.workload)) return { problem: 'cut' };
  const service = serviceOf(mention, name.service, model);
  if (!service) return withoutService(mention, model);
  return name.pod ? podSlip(mention, service.resource, model) : undefined;
}

/** True where a variable in the name is defined only behind it, which is told of the variable. */
function usesLater({ text, host }: Mention): boolean {
  const env = text.path.lastIndexOf('env');
  const index = text.path[env + 1];
  if (env < 0 || typeof index !== 'number' || !text.container || !host.text.includes('$(')) return false;
  return varReferences(host.text).some(({ name }) => envOf(text.container!).find((v) => v.name === name && v.index > index));
}

function serviceOf({ name, resource }: Mention, service: string, model: Model): Link<Service> | undefined {
  if (resource instanceof Service && resource.name === service && resource.namespace === name.namespace) return { resource, close: true };
  return findIn<Service>('Service', name.namespace, service, resource, model);
}

/** What a name means in a namespace; what says no namespace may be applied to any. */
function findIn<R extends Resource>(kind: string, namespace: string, name: string, from: Resource, model: Model): Link<R> | undefined {
  const link = model.find<R>(kind, namespace, name, from);
  if (link) return link;
  const unplaced = model.find<R>(kind, model.options.defaultNamespace, name, from, (r) => !isPlaced(r, model));
  return unplaced && !isPlaced(unplaced.resource, model) ? unplaced : undefined;
}

/** The workload whose Pod is meant, as far as it lives with what names it. */
function workloadOf({ name, resource, reader }: Mention, model: Model, label = name.pod?.workload): Workload | undefined {
  if (!label || label === reader || label === resource) return label;
  if (resource instanceof Workload && resource.name === label.name && resource.kind === label.kind) return resource;
  const link = findIn<Workload>(label.kind, label.namespace, label.name, resource, model);
  return link?.close && link.resource instanceof Workload ? link.resource : undefined;
}

/** True where another rule says of the StatefulSet that its Pods have no names, or only elsewhere. */
function isBlamed(statefulSet: Workload, model: Model): boolean {
  const { name, malformed, link, mismatch } = governing(statefulSet, model);
  if (name === undefined) return headlessTwins(statefulSet, model).length > 0;
  return malformed !== undefined || !link?.close || mismatch.length > 0 || (!link.resource.isHeadless && headlessTwins(statefulSet, model).length > 0);
}

function withoutService(mention: Mention, model: Model): Slip | undefined {
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
  if (workload && name.pod && !name.pod.isOwn && name.pod.ordinal !== undefined && !isOrdinal(workload)) return { problem: 'pod', workload, service: undefined, why: 'no-ordinals' };
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

/** Services by name and by namespace, of those who say it; the Services that workloads name for theirs. */
const placed = (model: Model) => {
  const byName = new Map<string, Service[]>();
  const namespaces = new Set<string>();
  for (const service of model.services) {
    if (!isPlaced(service, model)) continue;
    push(byName, service.name, service);
    namespaces.add(service.namespace);
  }
  const subdomains = new Set(model.workloads.flatMap((w) => (w.subdomain ? `${w.namespace}/${w.subdomain}` : [])));
  return { byName, namespaces, subdomains };
};

function findNamespace(name: string, model: Model): boolean {
  return model.derived(placed).namespaces.has(name);
}

/** A Service of the name in another namespace, where that is what was meant. */
function serviceElsewhere(mention: Mention, model: Model): { meant: Resource; how: 'other' | 'swapped' } | undefined {
  const { name, resource } = mention;
  const { byName } = model.derived(placed);
  const there = (service: string) => (byName.get(service) ?? []).filter((s) => s.namespace !== name.namespace && model.scope.near(resource, s));
  const swapped = there(name.namespace).find((s) => s.namespace === name.service);
  if (swapped && name.isQualified) return { meant: swapped, how: 'swapped' };
  const meant = there(name.service).find((s) => isMeant(mention, s, model));
  return meant && { meant, how: 'other' };
}

function isMeant(mention: Mention, service: Service, model: Model): boolean {
  const { name, resource } = mention;
  if (!name.isQualified && !name.pod && !isSurelyHost(mention)) return false;
  if (!name.isQualified) return isPlaced(resource, model) ? model.scope.together(resource, service) : resource.file === service.file;
  if (name.pod) {
    return name.pod.isOwn || hasPodOf(name.pod.text, service, model);
  }
  return name.namespace === 'default' || nearest(name.namespace, [service.namespace]) !== undefined;
}

/** True where a Service selects the workload that a label would be a Pod of. */
function hasPodOf(label: string, service: Service, model: Model): boolean {
  const stem = label.replace(/-(?:\d+|\$.*)$/, '');
  return stem !== label && model.selection(service).workloads.some((w) => w.name === stem);
}

function podSlip(mention: Mention, service: Service, model: Model): Slip | undefined {
  const { name } = mention;
  const pod = name.pod!;
  const workload = workloadOf(mention, model);
  if ((pod.workload && !workload) || (!service.isExternalName && !service.hasSelector)) return undefined;
  if (workload?.isStatefulSet) {
    if (isBlamed(workload, model)) return undefined;
    const meant = governing(workload, model).link?.resource;
    if (!meant) return pod.isOwn ? undefined : { problem: 'pod', workload, service, why: 'nameless' };
    if (meant.name !== service.name) return { problem: 'pod-service', workload, service, meant };
    if (pod.ordinal === undefined || hasOrdinal(workload, pod.ordinal, model)) return undefined;
    const range = ordinalsOf(workload, model);
    // Scaled down to nothing, it waits for somebody to scale it up.
    return range && range.most >= range.first ? { problem: 'pod', workload, service, why: 'ordinal' } : undefined;
  }
  if (pod.isOwn) return ownSlip(mention, service);
  return isComputed(pod.text) ? undefined : otherPodSlip(mention, workload, service, model);
}

/** `$(POD_NAME).web` in a workload whose Pods have made-up names. */
function ownSlip({ name, reader }: Mention, service: Service): Slip | undefined {
  if (!reader?.isPlain || reader.kind === 'Pod' || reader.isIndexedJob) return undefined;
  if (reader.subdomain !== undefined || (reader.hostname && name.pod!.text !== '$(metadata.name)')) return undefined;
  return { problem: 'pod', workload: reader, service, why: 'nameless' };
}

/** Somebody else's Pod than a StatefulSet's: it has a name if one of those that the Service selects has that hostname. */
function otherPodSlip(mention: Mention, workload: Workload | undefined, service: Service, model: Model): Slip | undefined {
  const { name, resource, host } = mention;
  const label = name.pod!.text;
  const link = model.find<Service>('Service', service.namespace, service.name, resource);
  const { workloads, elsewhere } = model.selection(service);
  if (!link?.close || elsewhere || model.operated(service) || (!workloads.length && !workload)) return undefined;
  const all = workload && !workloads.includes(workload) ? [...workloads, workload] : workloads;
  if (all.some((w) => w.subdomain === service.name && (podsWithHostname(w, label, model).length > 0 || (!w.hostname && !isOrdinal(w))))) return undefined;
  const other = all.find((w) => w.subdomain && w.subdomain !== service.name && podsWithHostname(w, label, model).length > 0);
  const meant = other && findIn<Service>('Service', other.namespace, other.subdomain!, other, model)?.resource;
  if (other) return meant ? { problem: 'pod-service', workload: other, service, meant } : undefined;
  if (workload?.kind === 'Pod') return workload.hostname || workload.subdomain || model.servicesOf(workload).includes(service) ? undefined : { problem: 'pod', workload, service, why: 'nameless' };
  if (workload && isOrdinal(workload)) return workload.subdomain === service.name ? { problem: 'pod', workload, service, why: 'ordinal' } : undefined;
  if (workload) return { problem: 'pod', workload, service, why: 'no-ordinals' };
  const isPodLike = /-\d+$/.test(label) && !/^\d+-\d+-\d+-\d+$/.test(label);
  return isPodLike && workloads.every((w) => w.isPlain) && (name.endsInSvc || host.placed) ? { problem: 'pod', workload: undefined, service, why: 'unknown' } : undefined;
}
