import { governing } from '../model/governing.ts';
import { findIn, isBlamed, workloadOf } from './lookup.ts';
import { isComputed } from './cluster-names.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { hasOrdinal, isOrdinal, ordinalsOf, podsWithHostname } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import type { Slip } from './slips.ts';
import type { Workload } from '../model/workload.ts';

/** What is wrong with the Pod before a Service that is there. */
export function podSlip(mention: Mention, service: Service, model: Model): Slip | undefined {
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
