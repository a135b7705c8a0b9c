import { endpointSlicesOf } from '../model/endpoints.ts';
import type { Model } from '../model/model.ts';
import { asMap, type Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { isReplaced, slicesOf } from './slices.ts';

/** The EndpointSlices that the cluster itself keeps for a Service, where they are in the input. */
export function keptFor(service: Service, model: Model): readonly Resource[] {
  return endpointSlicesOf(service, model).filter((slice) => slice.isLive && isReplaced(slice, service));
}

/** Of the Pods that a Service is to have, by name, those that have no ready address in the cluster's own EndpointSlices. */
export function unreadyNow(service: Service, model: Model): readonly string[] {
  const kept = keptFor(service, model);
  if (!kept.length) return [];
  const ready = new Set(kept.flatMap(readyPods));
  const named = slicesOf(service, model).flatMap(({ endpoints }) => endpoints.flatMap(({ pod }) => (pod?.isNamed ? [pod.name] : [])));
  return [...new Set(named)].filter((name) => !ready.has(name));
}

/** A condition that is not given counts as ready. */
function readyPods(slice: Resource): string[] {
  return slice.list('endpoints').flatMap((item) => {
    const endpoint = asMap(item);
    const name = asMap(endpoint?.['targetRef'])?.['name'];
    return asMap(endpoint?.['conditions'])?.['ready'] !== false && typeof name === 'string' ? [name] : [];
  });
}
