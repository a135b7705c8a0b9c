import { dns1123LabelProblem } from '../model/name-formats.ts';
import type { Workload } from '../model/workload.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/controller/statefulset initIdentity and pkg/controller/job: both overwrite what the template says. */
export default defineRule({
  id: 'ignored-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a StatefulSet or an Indexed Job sets `hostname` or `subdomain` in its template, which its controller overwrites',
  fixable: 'safe',
  check(workload, { report }) {
    const fields = workload.isStatefulSet ? ['hostname', 'subdomain'] : workload.isIndexedJob ? ['hostname'] : [];
    for (const field of fields) {
      const value = workload.podString(field);
      if (!value || (field === 'subdomain' && value === workload.serviceName)) continue;
      // The template of a Job is validated all the same; then that is the finding.
      if (workload.isIndexedJob && dns1123LabelProblem(value)) continue;
      report({
        at: workload.podKeyAt(field),
        message: `The ${workload.isStatefulSet ? 'StatefulSet' : 'Job'} controller overwrites ${field} with ${instead(workload, field)}, so "${value}" has no effect.`,
        fix: { title: `Remove ${field}`, safety: 'safe', changes: [remove(workload.podAt(field))] },
        help: field === 'subdomain' ? 'Remove it, and name the Service in spec.serviceName.' : 'Remove it.',
      });
    }
  },
});

function instead(workload: Workload, field: string): string {
  if (field === 'subdomain') return workload.serviceName === undefined ? 'spec.serviceName, which is empty' : `spec.serviceName ("${workload.serviceName}")`;
  if (workload.isStatefulSet) return `the name of the Pod ("${workload.name}-${workload.firstOrdinal}")`;
  return workload.kind === 'Job' ? `the name of the Job and the index ("${workload.name}-0")` : 'the name of the Job and the index';
}
