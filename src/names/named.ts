import { mentions, type Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Place } from '../model/resource.ts';
import { Service } from '../model/service.ts';

const byService = (model: Model) => {
  const named = new Map<Service, Mention[]>();
  for (const mention of mentions(model)) {
    const { service, namespace, domain } = mention.name;
    // Of another domain are the names of another cluster.
    if (!service || (domain !== undefined && domain !== model.options.clusterDomain)) continue;
    const link = model.find('Service', namespace, service, mention.resource);
    if (link?.close && link.resource instanceof Service) push(named, link.resource, mention);
  }
  return named;
};

/** Where a Service is named, itself or for one of its Pods, in strings of objects that live with it. */
export function mentionsOf(service: Service, model: Model): readonly Mention[] {
  return model.derived(byService).get(service) ?? [];
}

/** What is said of a Service in one object, once: the first mention, and the places of some others that say the same. */
export interface Saying {
  readonly mention: Mention;
  /** With all others that say the same. */
  readonly all: readonly Mention[];
  readonly again: readonly { readonly at: Place; readonly message: string }[];
}

/** The mentions of a Service of which `what` makes something, those of one object that come to the same taken together. */
export function sayings(service: Service, model: Model, what: (mention: Mention) => string | undefined): Saying[] {
  const groups = new Map<string, Mention[]>();
  for (const mention of mentionsOf(service, model)) {
    const said = what(mention);
    const { file, kind, namespace, name } = mention.resource;
    if (said !== undefined) push(groups, JSON.stringify([file, kind, namespace, name, said]), mention);
  }
  return [...groups.values()].map(([mention, ...others]) => ({ mention: mention!, all: [mention!, ...others], again: others.slice(0, 4).map(({ at }) => ({ at, message: 'and again here' })) }));
}
