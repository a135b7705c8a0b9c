import type { Mention } from '../names/mentions.ts';
import type { Model } from '../model/model.ts';
import { optionAt } from '../names/options.ts';
import { mentionsReadBy } from '../names/readers.ts';
import type { Workload } from '../model/workload.ts';
import { remove, set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/kubelet/network/dns/dns.go getPodDNSType: ClusterFirst with hostNetwork falls through to Default. */
export default defineRule({
  id: 'host-network-dns-policy',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a `hostNetwork` Pod does not use cluster DNS unless `dnsPolicy` is ClusterFirstWithHostNet',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    const { hostNetwork } = workload;
    const written = workload.podString('dnsPolicy') || undefined;
    const policy = written ?? 'ClusterFirst';
    // Who writes Default with hostNetwork knows what the Pod asks.
    const asksNode = hostNetwork ? policy === 'ClusterFirst' : policy === 'Default';
    if (!asksNode || workload.podHas('dnsConfig', 'nameservers')) return;
    const used = mentionsReadBy(workload, model).find((mention) => isLookedUp(mention, workload, model));
    const names = used ? `"${used.host.text}"` : hostNetwork ? peers(workload) : undefined;
    if (!names) return;
    const cause = hostNetwork ? `With hostNetwork, dnsPolicy ClusterFirst${written ? '' : ', the default,'} works like Default: the` : 'With dnsPolicy Default the';
    report({
      at: workload.podAt(written ? 'dnsPolicy' : 'hostNetwork'),
      message: `${cause} Pod asks the DNS servers of its node, which usually do not know ${names}.`,
      help: hostNetwork ? 'Set dnsPolicy: ClusterFirstWithHostNet.' : 'Remove dnsPolicy: ClusterFirst is the default.',
      fix: hostNetwork
        ? { title: 'Set dnsPolicy: ClusterFirstWithHostNet', safety: 'unsafe', changes: [set(workload.podAt('dnsPolicy'), 'ClusterFirstWithHostNet')] }
        : { title: 'Remove dnsPolicy', safety: 'unsafe', changes: [remove(workload.podAt('dnsPolicy'))] },
      related: used ? [{ at: used.at, message: `uses "${used.host.text}"` }] : [],
    });
  },
});

function peers(workload: Workload): string | undefined {
  if (!workload.isStatefulSet || !workload.serviceName || (workload.replicas ?? 1) < 2) return undefined;
  return `the names of its peers (${workload.name}-${workload.firstOrdinal}.${workload.serviceName})`;
}

/** A name that only cluster DNS answers: it ends in `.svc` or in that and the cluster domain, or is of a Service that lives with the Pod. */
function isLookedUp({ name, host, path, text, reader }: Mention, workload: Workload, model: Model): boolean {
  // The API server's own name stands in token issuers, where nobody looks it up; a Pod's own is an identity; the kubelet asks for the probes.
  if (name.service === '' || name.pod?.isOwn || (name.service === 'kubernetes' && name.namespace === 'default') || path.includes('httpGet') || path.includes('tcpSocket')) return false;
  // What a certificate is made for.
  if (/addresses$|sans?$|dns_?-?names?$/i.test(optionAt(text, host.index))) return false;
  if (name.endsInSvc) return name.domain === undefined || name.domain === model.options.clusterDomain;
  if (!reader || text.isFile || (name.pod === undefined && host.port === undefined && host.scheme === undefined && /(?:service|name)$/i.test(text.key))) return false;
  return model.find('Service', name.namespace, name.service, workload)?.close === true;
}
