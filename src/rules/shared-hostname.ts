import { defineRule } from '../rule.ts';

const kinds = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'DaemonSet']);

export default defineRule({
  id: 'shared-hostname',
  subject: 'Workload',
  severity: 'warning',
  summary: 'all replicas of a workload get the same hostname',
  check(workload, { model, report }) {
    const { hostname, replicas } = workload;
    if (!hostname || !kinds.has(workload.kind) || (replicas !== undefined && replicas < 2)) return;
    const service = model.servicesOf(workload).find((s) => s.name === workload.subdomain);
    report({
      at: workload.podAt('hostname'),
      message: `Every ${workload.kind === 'DaemonSet' ? 'Pod of the DaemonSet' : `one of ${replicas} replicas`} is called "${hostname}"${
        service ? `: ${hostname}.${service.name} resolves to all of them, and none has a name of its own` : ', and none can be told from the others by it'
      }.`,
      help: 'Remove hostname, or use a StatefulSet, which gives each Pod a name.',
      ...(workload.has('spec', 'replicas') ? { related: [{ at: workload.at('spec', 'replicas'), message: `${replicas} replicas` }] } : {}),
    });
  },
});
