import { dns1123LabelProblem } from '../model/name-formats.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/core/validation ValidatePodSpec; a StatefulSet's template is overwritten and therefore not looked at. */
export default defineRule({
  id: 'invalid-hostname',
  subject: 'Workload',
  severity: 'error',
  summary: '`hostname` or `subdomain` of a Pod is not a DNS label',
  fixable: 'unsafe',
  check(workload, { minor, report }) {
    // Custom StatefulSets overwrite both as well.
    if (workload.kind === 'StatefulSet') return;
    for (const field of ['hostname', 'subdomain']) {
      const value = workload.podString(field);
      const problem = value ? dns1123LabelProblem(value) : undefined;
      if (!value || !problem || isPlaceholder(value)) continue;
      const first = value.split('.')[0]!;
      const right = [value.toLowerCase().replaceAll('_', '-'), first].find((name) => name !== value && !dns1123LabelProblem(name));
      report({
        at: workload.podAt(field),
        severity: workload.isBuiltIn ? 'error' : 'warning',
        message: `${field} "${shorten(value)}" ${problem}. ${workload.refusal(minor)}`,
        fix: right === undefined ? undefined : { title: `Write ${right}`, safety: 'unsafe', changes: [set(workload.podAt(field), right)] },
        help: field === 'subdomain' && first !== value && !dns1123LabelProblem(first) ? `Write the name of the Service alone: ${first}.` : 'Write one label of lower-case letters, digits and -.',
      });
    }
  },
});
