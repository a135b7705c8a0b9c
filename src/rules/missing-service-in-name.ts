import { slipOf } from '../names/slips.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'missing-service-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a Pod’s name is followed by the namespace, without the Service between them',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'missing-service') return;
    const { workload } = slip;
    const { at, name, host, resource } = mention;
    const service = workload.subdomain;
    report({
      at,
      severity: service !== undefined && model.scope.together(resource, workload) ? 'error' : 'warning',
      absence: true,
      message: `"${shorten(host.text)}" asks for a Service named like a Pod of ${workload}, and there is none: it does not resolve. The name of a Pod is <pod>.<service>.<namespace>.svc.`,
      help: service === undefined ? 'Give the Pod a hostname and a subdomain, and write the Service behind the Pod.' : `Write "${service}" behind the Pod: "….${service}.${name.namespace || workload.namespace}.svc".`,
      related: service === undefined ? [] : [{ at: workload.subdomainAt, message: `the Pods have their names under "${service}"` }],
    });
  },
});
