import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'subdomain-without-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a Pod template sets `subdomain` without `hostname`, so its Pods have no DNS names',
  check(workload, { model, report }) {
    if (workload.isStatefulSet || workload.isIndexedJob || !workload.subdomain || workload.hostname) return;
    if (workload.podString('hostnameOverride')) return;
    const { subdomain } = workload;
    const service = model.servicesOf(workload).find((s) => s.name === subdomain);
    report({
      at: workload.podAt('subdomain'),
      message: `subdomain "${subdomain}" without hostname: a Pod believes its name to be ${workload.kind === 'Pod' ? workload.name : `${workload.name}-….`.replace('….', '…')}.${subdomain}, but there is no DNS record for it${service ? `; only "${subdomain}" itself resolves` : ''}.`,
      help: workload.kind === 'Pod' || workload.replicas === 1 ? 'Set hostname as well, or remove subdomain.' : 'Use a StatefulSet, whose Pods get both, or remove subdomain. One hostname in the template would be shared by all replicas.',
      related: service ? [{ at: service.at('metadata', 'name'), message: `Service "${subdomain}" selects these Pods` }] : [],
    });
  },
});
