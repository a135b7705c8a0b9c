import { mentions, type Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { isDiscovery, optionAt } from './options.ts';
import { isOrdinal, ordinalIn } from '../model/pods.ts';
import { mentionReaders } from './readers.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/** A name by which the Pods of a workload find each other: of one of them, or of a Service that selects them. */
export interface Peer {
  readonly mention: Mention;
  /** The Service whose name it is, or under which the Pod's name is. */
  readonly service: Service;
  /** The variable, option or key that has it for a value. */
  readonly option: string;
  /** True for the name of a Pod. */
  readonly isPod: boolean;
  /** True where a script looks the name up until there is an answer. */
  readonly isAwaited: boolean;
  /** Of the Pod, where it is written. */
  readonly ordinal: number | undefined;
}

const collect = (model: Model) => {
  const peers = new Map<Workload, Peer[]>();
  const services = new Map<Workload, ReadonlyMap<string, Service>>();
  const serviceOf = (workload: Workload, name: string) => {
    let named = services.get(workload);
    if (!named) services.set(workload, (named = new Map(model.servicesOf(workload).map((service) => [service.name, service]))));
    return named.get(name);
  };
  for (const mention of mentions(model)) {
    const { name, text, host } = mention;
    if (!name.service || name.pod?.isOwn) continue;
    const { pod } = name;
    const readers = mentionReaders(mention, model);
    // Who makes one cluster of Pods tells each of them of the others.
    const told = pod?.workload && !readers.includes(pod.workload) && /rs\.initiate|replSetInitiate|--cluster create\b/.test(text.text) ? [...readers, pod.workload] : readers;
    for (const reader of told) {
      if (reader.namespace !== name.namespace) continue;
      if (pod && !isPodOf(pod.text, reader)) continue;
      const service = serviceOf(reader, name.service);
      if (!service) continue;
      const option = optionAt(text, host.index);
      const isAwaited = mention.reader === reader && awaits.test(text.text);
      if (!pod && !isAwaited && (!isDiscovery(option, text.text) || makesOwnName(option, text.text))) continue;
      push(peers, reader, { mention, service, option, isPod: pod !== undefined, isAwaited, ordinal: pod && ordinalIn(pod.text, reader) });
    }
  }
  return peers;
};

/** `until nslookup web-1.web; do sleep 1; done` */
const awaits = /\b(?:until|while)\b[^\n;]{0,80}\b(?:nslookup|getent|dig|host|ping)\b/;

/** `full_hostname="${hostname}.${HEADLESS_SERVICE}"`, and nothing else made of it. */
function makesOwnName(option: string, text: string): boolean {
  if (!/^\w+$/.test(option)) return false;
  const uses = [...text.matchAll(new RegExp(`\\$\\{?${option}\\b`, 'g'))];
  return uses.length > 0 && uses.every(({ index }) => /(?:host_?name|pod_?name)\}?\.$/i.test(text.slice(Math.max(0, index - 40), index)));
}

function isPodOf(label: string, workload: Workload): boolean {
  return isOrdinal(workload) && (ordinalIn(label, workload) !== undefined || label.startsWith(`${workload.name}-$`));
}

/** The names by which the Pods of a workload find each other, in its own containers and in what they mount. */
export function peersOf(workload: Workload, model: Model): readonly Peer[] {
  return model.derived(collect).get(workload) ?? [];
}
