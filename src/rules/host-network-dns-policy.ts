import type { Model } from '../model/model.ts';
import type { FieldPath } from '../diagnostic.ts';
import { podTexts } from '../model/texts.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

/** pkg/kubelet/network/dns/dns.go getPodDNSType: ClusterFirst with hostNetwork falls through to Default. */
export default defineRule({
  id: 'host-network-dns-policy',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a `hostNetwork` Pod does not use cluster DNS unless `dnsPolicy` is ClusterFirstWithHostNet',
  check(workload, { model, report }) {
    if (workload.podSpec['hostNetwork'] !== true) return;
    const written = workload.podString('dnsPolicy') || undefined;
    if ((written ?? 'ClusterFirst') !== 'ClusterFirst' || workload.podHas('dnsConfig', 'nameservers')) return;
    const used = clusterName(workload, model);
    const names = used ? `"${used.name}"` : peers(workload);
    if (!names) return;
    report({
      at: workload.podAt(written ? 'dnsPolicy' : 'hostNetwork'),
      message: `With hostNetwork, dnsPolicy ClusterFirst${written ? '' : ', the default,'} works like Default: the Pod asks the DNS servers of its node, which usually do not know ${names}.`,
      help: 'Set dnsPolicy: ClusterFirstWithHostNet.',
      related: used ? [{ at: workload.at(...used.path), message: `uses "${used.name}"` }] : [],
    });
  },
});

function peers(workload: Workload): string | undefined {
  if (!workload.isStatefulSet || !workload.serviceName || (workload.replicas ?? 1) < 2) return undefined;
  return `the names of its peers (${workload.name}-${workload.firstOrdinal}.${workload.serviceName})`;
}

/** A name that only cluster DNS answers: it ends in `.svc` or in that and the cluster domain. */
function clusterName(workload: Workload, model: Model): { name: string; path: FieldPath } | undefined {
  const ends = ['.svc', `.svc.${model.options.clusterDomain}`];
  for (const { text, path } of podTexts(workload)) {
    if (!text.includes('.svc')) continue;
    for (const [word] of text.matchAll(/[a-z0-9][a-z0-9.-]*[a-z0-9]/g)) {
      // The API server's own name stands in token issuers, where nobody looks it up.
      if (ends.some((end) => word.endsWith(end)) && !word.startsWith('kubernetes.default.')) return { name: word, path };
    }
  }
  return undefined;
}
