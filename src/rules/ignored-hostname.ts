import { defineRule } from '../rule.ts';

/** pkg/controller/statefulset initIdentity and pkg/controller/job: both overwrite what the template says. */
export default defineRule({
  id: 'ignored-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a StatefulSet or an Indexed Job sets `hostname` or `subdomain` in its template, which its controller overwrites',
  check(workload, { report }) {
    const fields = workload.isStatefulSet ? ['hostname', 'subdomain'] : workload.isIndexedJob ? ['hostname'] : [];
    for (const field of fields) {
      const value = workload.podString(field);
      if (!value) continue;
      const instead = workload.isIndexedJob
        ? `the name of the Job and the index (${workload.name}${workload.kind === 'CronJob' ? '-…' : ''}-0)`
        : field === 'hostname'
          ? `the name of the Pod (${workload.name}-0)`
          : `serviceName (${workload.serviceName ?? 'not set'})`;
      if (field === 'subdomain' && value === workload.serviceName) continue;
      report({
        at: workload.podKeyAt(field),
        message: `The ${workload.isIndexedJob ? 'Job' : 'StatefulSet'} controller overwrites ${field} with ${instead}; "${value}" has no effect.`,
        help: field === 'subdomain' ? 'Remove it, and name the Service in spec.serviceName.' : 'Remove it.',
      });
    }
  },
});
