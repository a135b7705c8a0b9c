import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'hostname-without-subdomain',
  subject: 'Workload',
  severity: 'info',
  summary: 'Pods behind a headless Service set `hostname` without `subdomain`, so the name is not in DNS',
  check(workload, { model, report }) {
    if (workload.isStatefulSet || workload.isIndexedJob || !workload.hostname || workload.subdomain) return;
    // Alone, hostname is a name for the kernel, and nothing is wrong with that.
    const service = model.servicesOf(workload).find((s) => s.isHeadless);
    if (!service || service.name === workload.hostname) return;
    report({
      at: workload.podAt('hostname'),
      message: `hostname "${workload.hostname}" without subdomain: headless Service "${service.name}" selects these Pods, but ${workload.hostname}.${service.name} does not resolve.`,
      help: `Set subdomain: ${service.name} as well, or remove hostname if nobody uses the name.`,
      related: [{ at: service.at('metadata', 'name'), message: `headless Service "${service.name}" selects these Pods` }],
    });
  },
});
