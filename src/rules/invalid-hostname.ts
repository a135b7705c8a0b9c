import { dns1123LabelProblem } from '../model/names.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidatePodSpec; a StatefulSet's template is overwritten and therefore not looked at. */
export default defineRule({
  id: 'invalid-hostname',
  subject: 'Workload',
  severity: 'error',
  summary: '`hostname` or `subdomain` of a Pod is not a DNS label',
  check(workload, { report }) {
    if (workload.isStatefulSet || !workload.isBuiltIn) return;
    for (const field of ['hostname', 'subdomain']) {
      const value = workload.podString(field);
      const problem = value ? dns1123LabelProblem(value) : undefined;
      if (!problem) continue;
      report({
        at: workload.podAt(field),
        message: `${field} "${value}" ${problem}. The API server refuses the ${workload.kind}.`,
        help: field === 'subdomain' && value!.includes('.') ? `Write the name of the Service alone: ${value!.split('.')[0]}.` : 'Write one label of lower-case letters, digits and -.',
      });
    }
  },
});
