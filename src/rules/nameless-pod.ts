import type { FieldPath } from '../diagnostic.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { podTexts } from '../names/texts.ts';
import type { Workload } from '../model/workload.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

interface Mention {
  readonly by: Workload;
  readonly path: FieldPath;
  /** The name as it stands there. */
  readonly name: string;
  /** The third label of it, if there is one. */
  readonly namespace: string | undefined;
}

export default defineRule({
  id: 'nameless-pod',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a Pod is addressed by a name that it does not have: it sets neither `hostname` nor `subdomain`',
  fixable: 'unsafe',
  check(pod, { model, report }) {
    if (pod.kind !== 'Pod' || pod.hostname || pod.subdomain) return;
    for (const service of model.servicesOf(pod)) {
      // `a.b` is also Service "a" in namespace "b".
      if (model.find('Service', service.name, pod.name, pod)) continue;
      const mention = model.derived(mentions).get(`${pod.name}.${service.name}`)?.find((m) => (m.namespace ?? m.by.namespace) === pod.namespace && model.scope.together(m.by, pod));
      if (!mention) continue;
      const { by, path, name } = mention;
      report({
        at: pod.podAt('hostname'),
        message: `"${name}" is used as a name${by === pod ? '' : ` by ${by}`}, but this Pod sets neither hostname nor subdomain, so Service "${service.name}" gives it no DNS record of its own: the name does not resolve.`,
        help: `Set hostname: ${pod.name} and subdomain: ${service.name}.`,
        fix: { title: `Set hostname: ${pod.name} and subdomain: ${service.name}`, safety: 'unsafe', changes: [set(pod.podAt('hostname'), pod.name), set(pod.podAt('subdomain'), service.name)] },
        related: [
          { at: by.at(...path), message: 'used here' },
          { at: service.at('metadata', 'name'), message: `Service "${service.name}" selects this Pod` },
        ],
      });
      return;
    }
  },
});

/** What looks like the name of a Pod under a Service: `pod.service`, `pod.service.namespace`, `pod.service.namespace.svc…`. */
const mentions = (model: Model) => {
  const found = new Map<string, Mention[]>();
  for (const by of model.workloads) {
    for (const { text, path } of podTexts(by)) {
      for (const [name] of text.matchAll(/[\w.-]+/g)) {
        const [pod, service, namespace, svc = 'svc'] = name.split('.', 4);
        if (pod && service && namespace !== '' && svc === 'svc') push(found, `${pod}.${service}`, { by, path, name, namespace });
      }
    }
  }
  return found;
};
