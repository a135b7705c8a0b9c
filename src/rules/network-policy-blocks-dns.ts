import { dnsProtocols, opensDnsHere, withoutDns, type CutOff } from '../policies/egress.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';
import { add } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'network-policy-blocks-dns',
  subject: 'NetworkPolicy',
  severity: 'warning',
  summary: 'a NetworkPolicy isolates Pods for egress and leaves them no way to DNS',
  fixable: 'unsafe',
  check(policy, { model, report }) {
    const found = model.derived(byPolicy).get(policy);
    if (!found) return;
    const { workload, mention, lacks, others } = found;
    const used = mention ? `"${mention.host.text}"` : 'Service and Pod names';
    report({
      at: policy.at('spec', 'egress'),
      ...(lacks === 'dns' ? {} : { severity: 'info' }),
      ...texts[lacks](policy, workload, used, model),
      absence: 'NetworkPolicy',
      fix: lacks === 'dns' && policy.has('spec', 'egress') ? { title: 'Allow egress to port 53', safety: 'unsafe', changes: [add(policy.at('spec', 'egress'), toDns)] } : undefined,
      related: [
        { at: workload.keyAt(...workload.templatePath, 'metadata', 'labels'), message: `selected: Pods of ${workload}` },
        ...(mention ? [{ at: mention.at, message: `${used} is looked up` }] : []),
        ...others.slice(0, 3).map((other) => ({ at: other.at('spec', 'egress'), message: 'this policy isolates them as well' })),
      ],
    });
  },
});

/** To whatever answers there: where cluster DNS runs, policies cannot tell for all clusters. */
const toDns = { ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })) };

type Tell = (policy: Resource, workload: Workload, used: string, model: Model) => { message: string; help: string };

const texts: Readonly<Record<CutOff['lacks'], Tell>> = {
  dns: (policy, workload, used, model) => ({
    message: `This policy isolates ${workload} for egress and ${whatIsOpen(policy, model)}. Its Pods cannot ask DNS: lookups of ${used} time out.`,
    help: 'Allow egress to the cluster DNS on ports 53/UDP and 53/TCP (large answers need TCP); with NodeLocal DNSCache to its link-local address as well.',
  }),
  tcp: (_, workload) => ({
    message: `This policy opens port 53 for UDP alone to ${workload}. Answers that are too large for UDP, as of headless Services with many Pods, are asked for again over TCP, which times out.`,
    help: 'Allow 53/TCP beside 53/UDP.',
  }),
  label: (_, workload, used) => ({
    message: `This policy lets ${workload} ask DNS in a namespace with the label "name: kube-system", which kube-system has only where somebody put it. Where nobody did, lookups of ${used} time out.`,
    help: 'Write "kubernetes.io/metadata.name: kube-system": every namespace has that label of its name.',
  }),
};

function whatIsOpen(policy: Resource, model: Model): string {
  if (dnsProtocols(policy, model).has('TCP')) return 'opens port 53 for TCP (the default of protocol), but not for UDP, by which lookups go first';
  const here = `opens port 53 to Pods of namespace "${policy.namespace}" alone, for a podSelector without namespaceSelector looks no further`;
  return opensDnsHere(policy) ? here : 'opens port 53 of cluster DNS neither for UDP nor for TCP';
}

/** Each policy is told of once, however many workloads it isolates. */
const byPolicy = (model: Model) => new Map(model.derived(withoutDns).toReversed().map((cutOff) => [cutOff.policy, cutOff]));
