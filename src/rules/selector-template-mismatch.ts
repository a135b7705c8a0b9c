import { formatLabels, type LabelSelector } from '../model/selector.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const kinds = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'ReplicationController']);

/** pkg/apis/apps/validation: "`selector` does not match template `labels`". */
export default defineRule({
  id: 'selector-template-mismatch',
  subject: 'Workload',
  severity: 'error',
  summary: '`spec.selector` of a workload does not match the labels of its own Pod template',
  fixable: 'unsafe',
  check(workload, { report }) {
    if (!kinds.has(workload.kind) || !workload.isBuiltIn) return;
    const { selector, podLabels } = workload;
    if (!selector || selector.isEmpty) return;
    const key = selector.mismatch(podLabels);
    if (key === undefined || workload.hasUnreadLabel(key)) return;
    const isLabel = Object.hasOwn(selector.matchLabels, key) && selector.matchLabels[key] !== podLabels[key];
    const have = podLabels[key];
    report({
      at: isLabel
        ? workload.at('spec', 'selector', ...(workload.kind === 'ReplicationController' ? [] : ['matchLabels']), key)
        : workload.keyAt('spec', 'selector', 'matchExpressions'),
      message: `The selector wants ${isLabel ? `${key}=${selector.matchLabels[key]}` : wanted(selector, key)}, the Pod template has ${
        have !== undefined ? `${key}=${have}` : Object.keys(podLabels).length ? formatLabels(podLabels) : 'no labels'
      }. The API server refuses the ${workload.kind}.`,
      fix: isLabel ? { title: `Give the Pods the label ${key}: ${selector.matchLabels[key]}`, safety: 'unsafe', changes: [set(workload.podLabelAt(key), selector.matchLabels[key]!)] } : undefined,
      help: 'Make the two agree; the selector is immutable on a live object, the labels are not.',
      related: [{ at: workload.podLabelAt(key), message: have === undefined ? `the Pod template has no label ${key}` : `${key} is ${have} here` }],
    });
  },
});

/** An expression as kubectl writes it: `tier In (web, api)`. */
function wanted(selector: LabelSelector, key: string): string {
  const expression = selector.matchExpressions.find((e) => e.key === key);
  return [key, expression?.operator, expression?.values.length ? `(${expression.values.join(', ')})` : undefined].filter(Boolean).join(' ');
}
