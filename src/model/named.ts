import { mentions, type Mention } from './mentions.ts';
import { push, type Model } from './model.ts';
import { Service } from './service.ts';

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
