import { slipOf } from '../names/slips.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'unknown-service-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name holds a Service that does not exist, where another one is meant',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'service') return;
    const { meant, workload } = slip;
    const { at, name, host, resource } = mention;
    if (workload) {
      report({
        at,
        // Whatever else there is in the cluster: the Pods have their names under one Service only.
        severity: model.scope.together(resource, workload) ? 'error' : 'warning',
        message: `"${shorten(host.text)}" does not resolve: the Pods of ${workload} have their names under "${meant.name}" (serviceName), and there is no Service "${name.service}".`,
        help: `Write "${meant.name}" for "${name.service}".`,
        related: [{ at: workload.at('spec', 'serviceName'), message: `the Pods have their names under "${meant.name}"` }],
      });
      return;
    }
    report({
      at,
      severity: 'warning',
      absence: true,
      message: `No Service "${name.service}" in namespace "${name.namespace}"; there is "${meant.name}". "${shorten(host.text)}" does not resolve.`,
      help: `If "${meant.name}" is meant, write that.`,
      related: [{ at: meant.at('metadata', 'name'), message: `Service "${meant.name}"` }],
    });
  },
});
