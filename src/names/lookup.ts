import { nearest } from '../spelling.ts';
import { isSurelyHost } from './bare-pods.ts';
import { governing, headlessTwins } from '../model/governing.ts';
import { isPlaced } from './cluster-names.ts';
import type { Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Link, Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';

/** The Service that a name has. */
export function serviceOf({ name, resource }: Mention, model: Model): Link<Service> | undefined {
  if (resource instanceof Service && resource.name === name.service && resource.namespace === name.namespace) return { resource, close: true };
  return findIn<Service>('Service', name.namespace, name.service, resource, model);
}

/** What a name means in a namespace; what says no namespace may be applied to any. */
export function findIn<R extends Resource>(kind: string, namespace: string, name: string, from: Resource, model: Model): Link<R> | undefined {
  const link = model.find<R>(kind, namespace, name, from);
  if (link) return link;
  const unplaced = model.find<R>(kind, model.options.defaultNamespace, name, from, (r) => !isPlaced(r, model));
  return unplaced && !isPlaced(unplaced.resource, model) ? unplaced : undefined;
}

/** The workload whose Pod is meant, as far as it lives with what names it. */
export function workloadOf({ name, resource, reader }: Mention, model: Model, label = name.pod?.workload): Workload | undefined {
  if (!label || label === reader || label === resource) return label;
  if (resource instanceof Workload && resource.name === label.name && resource.kind === label.kind) return resource;
  const link = findIn<Workload>(label.kind, label.namespace, label.name, resource, model);
  return link?.close && link.resource instanceof Workload ? link.resource : undefined;
}

/** True where another rule says of the StatefulSet that its Pods have no names, or only elsewhere. */
export function isBlamed(statefulSet: Workload, model: Model): boolean {
  const { name, malformed, link, mismatch } = governing(statefulSet, model);
  if (name === undefined) return headlessTwins(statefulSet, model).length > 0;
  return malformed !== undefined || !link?.close || mismatch.length > 0 || (!link.resource.isHeadless && headlessTwins(statefulSet, model).length > 0);
}

/** Services by name and by namespace, of those who say it; the Services that workloads name for theirs. */
export const placed = (model: Model) => {
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

export function findNamespace(name: string, model: Model): boolean {
  return model.derived(placed).namespaces.has(name);
}

/** A Service of the name in another namespace, where that is what was meant. */
export function serviceElsewhere(mention: Mention, model: Model): { meant: Resource; how: 'other' | 'swapped' } | undefined {
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
export function hasPodOf(label: string, service: Service, model: Model): boolean {
  const stem = label.replace(/-(?:\d+|\$.*)$/, '');
  return stem !== label && model.selection(service).workloads.some((w) => w.name === stem);
}
