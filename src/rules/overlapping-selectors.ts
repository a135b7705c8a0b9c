import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

const kinds = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'ReplicationController']);

export default defineRule({
  id: 'overlapping-selectors',
  subject: 'Workload',
  severity: 'warning',
  summary: "two workloads' selectors match each other's Pods",
  check(workload, { model, report }) {
    const { selector } = workload;
    if (!kinds.has(workload.kind) || !selector || selector.isEmpty || !selector.matches(workload.podLabels)) return;
    const others = Object.keys(selector.matchLabels).length ? model.mayHaveBeside(workload, selector.matchLabels) : model.candidates(workload, workload.podLabels);
    const other = others.find((candidate) => isLater(workload, candidate) && overlap(workload, candidate) && model.scope.surelyTogether(workload, candidate));
    if (!other) return;
    report({
      at: workload.keyAt('spec', 'selector'),
      message: `${workload} and ${other} select each other's Pods. A HorizontalPodAutoscaler of one averages over the Pods of both, "kubectl logs" mixes them up, and a Service with the same selector sends to both.`,
      help: 'Add a label to one of the two, in the selector and in the template. The selector is immutable on a live object.',
      related: [{ at: other.keyAt('spec', 'selector'), message: `selector of ${other}` }],
    });
  },
});

/** Each pair once, at the one that comes last. */
function isLater(workload: Workload, other: Workload): boolean {
  if (workload === other || !kinds.has(other.kind)) return false;
  if (workload.file !== other.file) return workload.file > other.file;
  const documents = workload.document.chunk.start - other.document.chunk.start;
  return documents > 0 || (documents === 0 && Number(workload.prefix[1] ?? 0) > Number(other.prefix[1] ?? 0));
}

/** Two objects of one name are one object, or alternatives. */
function overlap(a: Workload, b: Workload): boolean {
  if (a.kind === b.kind && a.name === b.name) return false;
  return a.selector!.matches(b.podLabels) && b.selector !== undefined && !b.selector.isEmpty && b.selector.matches(a.podLabels);
}
