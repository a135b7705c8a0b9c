import type { Model } from './model.ts';
import type { Labels } from './selector.ts';
import type { Workload } from './workload.ts';

/**
 * By which labels a Service can select the Pods of a workload and no others, and why by these: its own `matchLabels`, or
 * all labels of its Pods where those are others' as well.
 */
export function selectorFor(workload: Workload, model: Model): { readonly selector: Labels; readonly why: string } | { readonly problem: string } {
  const own = workload.selector?.matchLabels ?? {};
  if (workload.kind === 'Job' && workload.name) return { selector: { 'batch.kubernetes.io/job-name': workload.name }, why: 'the label that the Job controller gives to its Pods' };
  const written = Object.fromEntries(Object.entries(workload.podLabels).filter(([key]) => !changing.has(key)));
  const fits = Object.keys(own).length > 0 && workload.mismatch(own).length === 0;
  const shared = fits ? model.mayHave(workload.namespace, own).find((other) => other !== workload && other.mismatch(own).length === 0 && model.scope.near(workload, other)) : undefined;
  if (fits && !shared) return { selector: own, why: `matchLabels of the ${workload.kind}` };
  if (Object.keys(written).length === 0) return { problem: `the Pods of ${workload} have no labels that a Service could select them by: add some to the Pod template` };
  return { selector: written, why: shared ? `all labels of the Pods: matchLabels alone would select those of ${shared}, too` : 'the labels of the Pods' };
}

/** Labels that every release of a chart changes. */
const changing = new Set(['app.kubernetes.io/version', 'helm.sh/chart', 'version', 'chart']);
