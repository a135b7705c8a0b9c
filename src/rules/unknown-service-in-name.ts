import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, respellService } from '../names/respell.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'unknown-service-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name holds a Service that does not exist, where another one is meant',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'service') return;
    const { meant, workload } = slip;
    const { at, name, host, resource } = mention;
    const changes = forEach(slipsLike(mention, model), ({ mention: each }) => respellService(each, meant.name));
    const fix = changes && ({ title: `Write "${meant.name}" for "${name.service}"`, safety: 'unsafe', changes } as const);
    if (workload) {
      report({
        at,
        // Whatever else there is in the cluster: the Pods have their names under one Service only.
        severity: model.scope.together(resource, workload) ? 'error' : 'warning',
        message: `"${shorten(host.text)}" does not resolve: the Pods of ${workload} have their names under "${meant.name}" (serviceName), and there is no Service "${name.service}".`,
        help: `Write "${meant.name}" for "${name.service}".`,
        fix,
        related: [{ at: workload.at('spec', 'serviceName'), message: `the Pods have their names under "${meant.name}"` }],
      });
      return;
    }
    report({
      at,
      severity: 'warning',
      absence: 'Service',
      message: `No Service "${name.service}" in namespace "${name.namespace}"; there is "${meant.name}". "${shorten(host.text)}" does not resolve.`,
      help: `If "${meant.name}" is meant, write that.`,
      fix,
      related: [{ at: meant.at('metadata', 'name'), message: `Service "${meant.name}"` }],
    });
  },
});
