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
    const policy = workload.podString('dnsPolicy') ?? 'ClusterFirst';
    if (policy !== 'ClusterFirst') return;
    const used = clusterName(workload, model);
    const names = used ? `"${used.name}"` : workload.isStatefulSet && workload.serviceName ? `the names of its peers (${workload.name}-0.${workload.serviceName})` : undefined;
    if (!names) return;
    report({
      at: workload.podHas('dnsPolicy') ? workload.podAt('dnsPolicy') : workload.podAt('hostNetwork'),
      message: `With hostNetwork, dnsPolicy ClusterFirst${workload.podHas('dnsPolicy') ? '' : ', the default,'} is treated as Default: the Pod asks the node's DNS, which does not know ${names}.`,
      help: 'Set dnsPolicy: ClusterFirstWithHostNet.',
      related: used ? [{ at: workload.at(...used.path), message: `uses "${used.name}"` }] : [],
    });
  },
});

/** A name that only cluster DNS answers: it ends in `.svc` or in the cluster domain. */
function clusterName(workload: Workload, model: Model): { name: string; path: FieldPath } | undefined {
  const domain = model.options.clusterDomain.replaceAll('.', '\\.');
  const pattern = new RegExp(`(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\\.)+svc(?:\\.${domain})?(?![\\w.-]*\\w)`);
  for (const { text, path } of podTexts(workload)) {
    const name = text.includes('.svc') ? pattern.exec(text)?.[0] : undefined;
    // The API server's own name stands in token issuers, where nobody looks it up.
    if (name && !name.startsWith('kubernetes.default.')) return { name, path };
  }
  return undefined;
}
