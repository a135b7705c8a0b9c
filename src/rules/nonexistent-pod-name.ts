import { ordinalName, ordinalsOf, scaleOf } from '../model/pods.ts';
import type { Model } from '../model/model.ts';
import { slipOf, type Slip } from '../names/slips.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'nonexistent-pod-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a Pod is named that nothing makes, or that has no such name',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'pod') return;
    const { workload, service, why } = slip;
    const { at, name, host, resource } = mention;
    const text = shorten(host.text);
    if (why === 'ordinal') {
      report({ at, ...ordinalProblem(text, name.pod!.ordinal!, workload!, model) });
      return;
    }
    const severity = why === 'unknown' || !model.scope.together(resource, workload ?? service!) ? 'warning' : 'error';
    const pods = service && model.selection(service).workloads.map(String).join(', ');
    const messages: Record<Exclude<typeof why, 'ordinal'>, string> = {
      'no-ordinals': `"${text}" does not resolve: ${workload} does not number its Pods, only a StatefulSet does.`,
      nameless: `"${text}" does not resolve: the Pods of ${workload} have no names in DNS, ${workload?.isStatefulSet ? 'for serviceName is not set' : 'for hostname and subdomain are not set'}.`,
      unknown: `"${text}" does not resolve: Service "${service?.name}" selects the Pods of ${shorten(pods ?? '')}, and none of them is called "${name.pod?.text}".`,
    };
    report({
      at,
      severity,
      absence: why === 'unknown' ? 'Pod' : undefined,
      message: messages[why],
      help: helpFor(why, workload, service?.name),
      related: [{ at: (workload ?? service!).at(...(workload ? (why === 'no-ordinals' ? ['kind'] : ['spec']) : ['spec', 'selector'])), message: workload ? `${workload}` : `Service "${service!.name}"` }],
    });
  },
});

/** Replicas are added by hand now and then; a Pod below the first ordinal never comes. */
function ordinalProblem(text: string, ordinal: number, workload: Workload, model: Model) {
  const { first, last, most } = ordinalsOf(workload, model)!;
  const { autoscaler, count } = scaleOf(workload, model);
  const isBelow = ordinal < first;
  const names = most > first ? `"${ordinalName(workload, first)}" to "${ordinalName(workload, Math.max(most, last))}"` : `"${ordinalName(workload, first)}" alone`;
  const field = isBelow ? ['spec', 'ordinals', 'start'] : autoscaler ? ['spec', 'maxReplicas'] : workload.isStatefulSet ? ['spec', 'replicas'] : ['spec', 'completions'];
  return {
    // Custom resources beside it may scale it.
    severity: isBelow ? ('error' as const) : model.operated(workload) ? ('info' as const) : ('warning' as const),
    message: `"${text}" does not resolve: the Pods of ${workload} are ${names}${isBelow ? ' (ordinals.start)' : ''}.`,
    help: isBelow ? `Count from ${first}, or change ordinals.start.` : `Take the name out, or ${autoscaler ? 'raise maxReplicas' : workload.isStatefulSet ? 'raise replicas' : 'raise completions'} to ${ordinal - first + 1} or more.`,
    related: [{ at: (isBelow ? workload : (autoscaler ?? workload)).at(...field), message: autoscaler ? 'no more than these' : `${count} ${count === 1 ? 'Pod' : 'Pods'}` }],
  };
}

function helpFor(why: (Slip & { problem: 'pod' })['why'], workload: Workload | undefined, service: string | undefined): string {
  if (why === 'no-ordinals') return `Write the name of a Service that selects its Pods, or make it a StatefulSet.`;
  if (why === 'unknown') return `Write the name of a Pod that "${service}" selects and that has it for subdomain.`;
  return workload?.isStatefulSet ? `Set serviceName${service ? `: ${service}` : ''}.` : 'Use a StatefulSet, whose Pods have names, or write the name of the Service.';
}
