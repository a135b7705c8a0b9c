import { peersOf } from '../names/peers.ts';
import { scaleOf } from '../model/pods.ts';
import { clusterProbe } from '../names/readiness.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** An endpoint is in DNS while `ready` is true (CoreDNS plugin/kubernetes), which the flag makes it always be (k8s.io/endpointslice utils.go podToEndpoint). */
export default defineRule({
  id: 'publish-not-ready-missing',
  subject: 'Service',
  severity: 'warning',
  summary: 'Pods wait for each other to be Ready, and DNS has only those that are',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (!service.isHeadless || !service.selectsPods || service.publishesNotReady) return;
    for (const workload of model.selection(service).workloads) {
      if (scaleOf(workload, model).most < 2) continue;
      const peers = peersOf(workload, model).filter((peer) => peer.service === service);
      const probe = clusterProbe(workload, peers);
      if (!probe) continue;
      const { mention } = peers[0]!;
      const isOrdered = workload.isStatefulSet && workload.string('spec', 'podManagementPolicy') !== 'Parallel';
      report({
        at: service.at('spec', 'publishNotReadyAddresses'),
        severity: probe.isLikely ? 'warning' : 'info',
        message: `The Pods of ${workload} find each other by "${mention.host.text}", but DNS lists only Ready Pods, and the ${probe.field} ${probe.isLikely ? 'seems to wait for peers' : 'may wait for peers'}. Then none finds the others, and none becomes Ready.`,
        help: `Set publishNotReadyAddresses: true here, and give clients a Service of their own without it.${isOrdered ? ' Where a Pod needs others to be Ready, also set podManagementPolicy: Parallel.' : ''}`,
        fix: { title: 'Set publishNotReadyAddresses: true', safety: 'unsafe', changes: [set(service.at('spec', 'publishNotReadyAddresses'), true)] },
        related: [
          { at: mention.at, message: `${workload} looks for its peers` },
          { at: probe.at, message: `${probe.field} of ${workload}` },
        ],
      });
      return;
    }
  },
});
