import { dns1123LabelProblem } from '../model/name-formats.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'hostname-without-subdomain',
  subject: 'Workload',
  severity: 'info',
  summary: 'Pods behind a headless Service set `hostname` without `subdomain`, so the name is not in DNS',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    const { hostname } = workload;
    if (workload.isStatefulSet || workload.isIndexedJob || !hostname || workload.podHas('subdomain')) return;
    // One hostname for many Pods, or one that no Pod can have, is another finding.
    if (workload.replicas !== 1 || dns1123LabelProblem(hostname)) return;
    // Alone, hostname is a name for the kernel, and nothing is wrong with that.
    const service = model.servicesOf(workload).find((s) => s.isHeadless);
    if (!service || service.name === hostname) return;
    report({
      at: workload.podAt('hostname'),
      message: `hostname "${hostname}" without subdomain: headless Service "${service.name}" selects the Pod, but ${hostname}.${service.name} does not resolve.`,
      help: `Set subdomain: ${service.name} as well, or remove hostname if nobody uses the name.`,
      fix: { title: `Set subdomain: ${service.name}`, safety: 'unsafe', changes: [set(workload.podAt('subdomain'), service.name)] },
      related: [{ at: service.at('metadata', 'name'), message: `headless Service "${service.name}" selects the Pod` }],
    });
  },
});
