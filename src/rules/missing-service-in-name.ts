import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, labelsOf, respell } from '../names/respell.ts';
import type { Mention } from '../names/mentions.ts';
import type { Change } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'missing-service-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a Pod’s name is followed by the namespace, without the Service between them',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'missing-service') return;
    const { workload } = slip;
    const { at, name, host, resource } = mention;
    const service = workload.subdomain;
    const changes = service === undefined ? undefined : forEach(slipsLike(mention, model), ({ mention: each }) => withService(each, service));
    report({
      at,
      severity: service !== undefined && model.scope.together(resource, workload) ? 'error' : 'warning',
      absence: 'Service',
      message: `"${shorten(host.text)}" asks for a Service named like a Pod of ${workload}, and there is none: it does not resolve. The name of a Pod is <pod>.<service>.<namespace>.svc.`,
      help: service === undefined ? 'Give the Pod a hostname and a subdomain, and write the Service behind the Pod.' : `Write "${service}" behind the Pod: "….${service}.${name.namespace || workload.namespace}.svc".`,
      fix: changes && { title: `Write "${service}" behind the Pod`, safety: 'unsafe', changes },
      related: service === undefined ? [] : [{ at: workload.subdomainAt, message: `the Pods have their names under "${service}"` }],
    });
  },
});

/** Behind the first label, which is the Pod's; without a namespace there would be one wrong less. */
function withService(mention: Mention, service: string): Change[] | undefined {
  const written = labelsOf(mention);
  if (!written || written.labels[1] === 'svc') return undefined;
  const [pod, ...rest] = written.labels;
  return respell(mention, [pod, service, ...rest].join('.'));
}
