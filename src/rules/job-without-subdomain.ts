import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/controller/job: an Indexed Job's Pods get `<job>-<index>` as hostname, and `subdomain` is left to the template. */
export default defineRule({
  id: 'job-without-subdomain',
  subject: 'Workload',
  severity: 'warning',
  summary: 'an Indexed Job behind a headless Service sets no `subdomain`, so its Pods have no DNS names',
  fixable: 'unsafe',
  check(job, { model, report }) {
    if (job.kind !== 'Job' || !job.isIndexedJob || job.podHas('subdomain')) return;
    const services = model.servicesOf(job).filter((service) => service.isHeadless);
    // A Service for others that selects these Pods by accident is another finding.
    const service = services.find((s) => model.selection(s).workloads.length === 1);
    if (!service) return;
    report({
      at: job.podAt('subdomain'),
      message: `The Pods of this Indexed Job get hostnames (${job.name}-0), and headless Service "${service.name}" selects them, but without subdomain ${job.name}-0.${service.name} does not resolve.`,
      help: `Set subdomain: ${service.name} in the Pod template.`,
      fix: { title: `Set subdomain: ${service.name}`, safety: 'unsafe', changes: [set(job.podAt('subdomain'), service.name)] },
      related: [{ at: service.at('metadata', 'name'), message: `headless Service "${service.name}" selects these Pods` }],
    });
  },
});
