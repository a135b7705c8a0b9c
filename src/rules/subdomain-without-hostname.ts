import type { Workload } from '../model/workload.ts';
import { set } from '../remedy.ts';
import { dns1123LabelProblem } from '../model/name-formats.ts';
import { defineRule } from '../rule.ts';

/** A Pod gets a DNS name only by hostname and subdomain together (k8s.io/endpointslice ShouldSetHostname). */
export default defineRule({
  id: 'subdomain-without-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a Pod template sets `subdomain` without `hostname`, so its Pods have no DNS names',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    const { subdomain } = workload;
    if (!subdomain || workload.hostname || !workload.isPlain || workload.isStatefulSet || workload.isIndexedJob) return;
    const service = model.servicesOf(workload).find((s) => s.name === subdomain);
    // The kubelet writes the name of the Pod and the subdomain to its /etc/hosts, unless it takes that of the node.
    const believed = workload.podString('hostnameOverride') || workload.hostNetwork ? undefined : `${workload.kind === 'Pod' ? workload.name : `${workload.name}-…`}.${subdomain}`;
    report({
      at: workload.podAt('subdomain'),
      message: `subdomain "${subdomain}" without hostname gives ${workload.kind === 'Pod' ? 'this Pod' : 'these Pods'} no DNS name${
        believed ? `: ${believed} resolves in the Pod itself, by /etc/hosts, and nowhere else` : ''
      }${service ? `. Only "${subdomain}" itself resolves` : ''}.`,
      help: advice(workload),
      fix:
        workload.kind !== 'Pod' || dns1123LabelProblem(workload.name) ? undefined : { title: `Set hostname: ${workload.name}`, safety: 'unsafe', changes: [set(workload.podAt('hostname'), workload.name)] },
      related: service ? [{ at: service.at('metadata', 'name'), message: `Service "${subdomain}" selects these Pods` }] : [],
    });
  },
});

function advice(workload: Workload): string {
  if (workload.kind === 'Job' || workload.kind === 'CronJob') return 'Set completionMode: Indexed, which gives each Pod a hostname, or remove subdomain.';
  if (workload.kind === 'DaemonSet') return 'Remove subdomain; a hostname in the template would be the same on every node.';
  if (workload.replicas === 1) return 'Set hostname as well, or remove subdomain.';
  return 'Use a StatefulSet, whose Pods get both, or remove subdomain. One hostname in the template would be shared by all replicas.';
}
