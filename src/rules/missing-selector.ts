import { asMap } from '../model/resource.ts';
import { set } from '../remedy.ts';
import { formatLabels } from '../model/selector.ts';
import { selectorFor } from '../model/selector-for.ts';
import { defineRule } from '../rule.ts';

const kinds = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet']);

/** pkg/apis/apps/validation: `spec.selector: Required value`; an empty one is invalid as well. */
export default defineRule({
  id: 'missing-selector',
  subject: 'Workload',
  severity: 'error',
  summary: 'a workload has no `spec.selector`, or an empty one',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    // commonLabels of a kustomization bring a selector along.
    if (model.kustomizations.addedLabels(workload.file)) return;
    if (!kinds.has(workload.kind) || workload.apiVersion !== 'apps/v1') return;
    const written = workload.get('spec', 'selector') ?? undefined;
    if (written !== undefined && !isEmpty(written)) return;
    const found = selectorFor(workload, model);
    const selected = 'selector' in found ? found.selector : undefined;
    report({
      at: workload.at('spec', 'selector'),
      message: `${written ? 'The selector is empty' : 'spec.selector is missing'}; apps/v1 does not derive it from the template's labels. The API server refuses the ${workload.kind}.`,
      fix: selected && { title: `Select ${formatLabels(selected)}`, safety: 'unsafe', changes: [set(written === undefined ? workload.at('spec', 'selector', 'matchLabels') : workload.at('spec', 'selector'), written === undefined ? selected : { matchLabels: selected })] },
      help: Object.keys(workload.podLabels).length ? 'Add selector.matchLabels with labels that the Pod template has.' : 'Give the Pod template labels, and select them in selector.matchLabels.',
    });
  },
});

/** What is there but wrong is said by the rules about fields. */
function isEmpty(selector: unknown): boolean {
  const fields = asMap(selector);
  return fields !== undefined && Object.values(fields).every((value) => value === null || (typeof value === 'object' && Object.keys(value).length === 0));
}
