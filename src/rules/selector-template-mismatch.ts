import { formatLabels } from '../model/selector.ts';
import { defineRule } from '../rule.ts';

const kinds = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'ReplicationController']);

/** pkg/apis/apps/validation: "`selector` does not match template `labels`". */
export default defineRule({
  id: 'selector-template-mismatch',
  subject: 'Workload',
  severity: 'error',
  summary: '`spec.selector` of a workload does not match the labels of its own Pod template',
  check(workload, { report }) {
    if (!kinds.has(workload.kind)) return;
    const { selector, podLabels } = workload;
    if (!selector || selector.isEmpty) return;
    const key = selector.mismatch(podLabels);
    if (key === undefined) return;
    const isLabel = Object.hasOwn(selector.matchLabels, key);
    const have = podLabels[key];
    report({
      at: isLabel
        ? workload.at('spec', 'selector', ...(workload.kind === 'ReplicationController' ? [] : ['matchLabels']), key)
        : workload.keyAt('spec', 'selector', 'matchExpressions'),
      message: `The selector wants ${isLabel ? `${key}=${selector.matchLabels[key]}` : `a label ${key} that the expressions match`}, the Pod template has ${
        have === undefined ? (Object.keys(podLabels).length ? formatLabels(podLabels) : 'no labels') : `${key}=${have}`
      }. The API server refuses the ${workload.kind}.`,
      help: 'Make the two agree; the selector is immutable on a live object, the labels are not.',
      related: [{ at: workload.podLabelAt(key), message: have === undefined ? `the Pod template has no label ${key}` : `${key} is ${have} here` }],
    });
  },
});
