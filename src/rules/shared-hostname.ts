import type { Workload } from '../model/workload.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const kinds = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'DaemonSet', 'Job', 'Rollout', 'CloneSet', 'DeploymentConfig']);

export default defineRule({
  id: 'shared-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'all replicas of a workload get the same hostname',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    const { hostname } = workload;
    if (!hostname || !kinds.has(workload.kind) || workload.isIndexedJob) return;
    const count = podsAtOnce(workload);
    const service = model.servicesOf(workload).find((s) => s.name === workload.subdomain);
    // In the network of the node the hostname is the node's; only DNS knows the template's.
    if ((count !== undefined && count < 2) || (!service && workload.hostNetwork)) return;
    const field = workload.kind === 'Job' ? 'parallelism' : 'replicas';
    report({
      at: workload.podAt('hostname'),
      message: `${count === undefined ? 'Every Pod' : `Each of ${count} Pods`} of ${workload} gets the hostname "${hostname}": ${
        service ? `${hostname}.${service.name} resolves to all of them, and none has a name of its own` : 'none can be told from the others by it'
      }.`,
      // A subdomain without it gives no names either.
      fix: { title: service ? 'Remove hostname and subdomain' : 'Remove hostname', safety: 'unsafe', changes: (service ? ['hostname', 'subdomain'] : ['hostname']).map((name) => remove(workload.podAt(name))) },
      help: `Remove hostname, or use ${workload.kind === 'Job' ? 'completionMode: Indexed' : 'a StatefulSet'}, which gives each Pod a name of its own.`,
      ...(workload.has('spec', field) ? { related: [{ at: workload.at('spec', field), message: `${count} Pods` }] } : {}),
    });
  },
});

/** Undefined for a DaemonSet, where the nodes decide. */
function podsAtOnce(workload: Workload): number | undefined {
  if (workload.kind !== 'Job') return workload.replicas;
  const parallelism = workload.number('spec', 'parallelism') ?? 1;
  return Math.min(parallelism, workload.number('spec', 'completions') ?? parallelism);
}
