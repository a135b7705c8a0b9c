import type { FieldPath } from '../diagnostic.ts';
import { push } from './keys.ts';
import type { Model } from './model.ts';
import { asMap, type Place, type Resource } from './resource.ts';

const kinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService'];

/** The places where the API server is told to call a Service, by namespace and name; only of headless Services. */
const collect = (model: Model) => {
  const found = new Map<string, Place[]>();
  const headless = new Set(model.services.filter((service) => service.isHeadless).map((service) => service.name));
  const mayCall = (text: string) => [...text.matchAll(/\bname["']?:\s*["']?([a-z0-9-]+)/g)].some(([, name]) => headless.has(name!));
  const objects = headless.size ? model.readTexts((text, kind) => kinds.includes(kind) && mayCall(text)) : [];
  for (const object of objects) {
    const paths: FieldPath[] = object.kind === 'APIService' ? [['spec', 'service']] : object.list('webhooks').map((_, i) => ['webhooks', i, 'clientConfig', 'service']);
    for (const path of paths) {
      const { namespace, name } = asMap(object.get(...path)) ?? {};
      if (typeof namespace === 'string' && typeof name === 'string') push(found, `${namespace}/${name}`, object.at(...path, 'name'));
    }
  }
  return found;
};

/** Where webhooks and API services name a headless Service that lives with them. */
export function calledAt(service: Resource, model: Model): readonly Place[] {
  return (model.derived(collect).get(`${service.namespace}/${service.name}`) ?? []).filter(({ resource }) => model.scope.near(resource, service));
}
