import { hostsIn, withoutComments } from './hosts.ts';
import type { Model } from '../model/model.ts';
import { optionAt } from './options.ts';
import type { PeerList } from './peer-lists.ts';
import type { Place } from '../model/resource.ts';

/** A name of a Pod's form in a list of Pods, of which neither workload nor Service is in the input. */
export interface Stranger {
  readonly text: string;
  readonly at: Place;
}

/** Those who stand under the same option as the Pods of a list, and that no other name is near to. */
export function strangersIn(list: PeerList, model: Model): Stranger[] {
  const { text, workload, mentions, at } = list;
  const resource = mentions[0]?.resource;
  if (!resource) return [];
  // An operator may make what is meant, and nobody writes so long a list.
  if (model.operated(resource) || text.text.length > 20_000) return [];
  return hostsIn(text.isFile ? withoutComments(text.text) : text.text, text.key).flatMap((host) => {
    const [pod, service, namespace = workload.namespace, svc = 'svc'] = host.labels;
    const stem = /^(.+)-\d+$/.exec(pod ?? '')?.[1];
    if (stem === undefined || !service || svc !== 'svc' || namespace !== workload.namespace) return [];
    // Without `svc` it may be a machine outside, unless the two labels belong together.
    if (host.labels.length < 4 && !service.startsWith(stem) && !stem.startsWith(service)) return [];
    if (optionAt(text, host.index).replace(/[._-]?\d+$/, '') !== list.option) return [];
    if (stem === workload.name || model.find('StatefulSet', namespace, stem, workload) || model.find('Service', namespace, service, workload)) return [];
    const nth = text.text.slice(0, host.index).split(host.text).length - 1;
    return [{ text: host.text, at: { resource, path: at.path, on: 'value' as const, part: { text: host.text, nth } } }];
  });
}
