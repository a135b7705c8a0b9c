import { podTexts } from '../model/texts.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'nameless-pod',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a Pod is addressed by a name that it does not have: it sets neither `hostname` nor `subdomain`',
  check(pod, { model, report }) {
    if (pod.kind !== 'Pod' || pod.hostname || pod.subdomain) return;
    for (const service of model.servicesOf(pod)) {
      const name = `${pod.name}.${service.name}`;
      const text = podTexts(pod).find(({ text }) => mentions(text, name));
      if (!text) continue;
      report({
        at: pod.podAt('hostname'),
        message: `"${name}" is used as a name, but this Pod sets neither hostname nor subdomain: it has no DNS record under Service "${service.name}", and does not resolve the name itself.`,
        help: `Set hostname: ${pod.name} and subdomain: ${service.name}.`,
        related: [
          { at: pod.at(...text.path), message: 'used here' },
          { at: service.at('metadata', 'name'), message: `Service "${service.name}" selects this Pod` },
        ],
      });
      return;
    }
  },
});

/** As a whole name, not as a part of another. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w.-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
}
