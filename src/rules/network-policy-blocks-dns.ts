import { dnsProtocols, opensDnsHere, withoutDns } from '../model/egress.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'network-policy-blocks-dns',
  subject: 'NetworkPolicy',
  severity: 'warning',
  summary: 'a NetworkPolicy isolates Pods for egress and leaves them no way to DNS',
  check(policy, { model, report }) {
    const found = model.derived(byPolicy).get(policy);
    if (!found) return;
    const { workload, mention, isOnlyTcp } = found;
    const used = mention ? `"${mention.host.text}"` : 'Service and Pod names';
    report({
      at: policy.at('spec', 'egress'),
      ...(isOnlyTcp ? { severity: 'info' } : {}),
      message: isOnlyTcp
        ? `This policy opens port 53 for UDP alone to ${workload}. Answers that are too large for UDP, as of headless Services with many Pods, are asked for again over TCP, which times out.`
        : `This policy isolates ${workload} for egress and ${whatIsOpen(policy, model)}. Its Pods cannot ask DNS: lookups of ${used} time out.`,
      help: isOnlyTcp
        ? 'Allow 53/TCP beside 53/UDP.'
        : 'Allow egress to the cluster DNS on ports 53/UDP and 53/TCP (large answers need TCP); with NodeLocal DNSCache to its link-local address as well.',
      absence: true,
      related: [
        { at: workload.keyAt(...workload.templatePath, 'metadata', 'labels'), message: `selected: Pods of ${workload}` },
        ...(mention ? [{ at: mention.at, message: `${used} is looked up` }] : []),
      ],
    });
  },
});

function whatIsOpen(policy: Resource, model: Model): string {
  if (dnsProtocols(policy, model).has('TCP')) return 'opens port 53 for TCP (the default of protocol), but not for UDP, by which lookups go first';
  const here = `opens port 53 to Pods of namespace "${policy.namespace}" alone, for a podSelector without namespaceSelector looks no further`;
  return opensDnsHere(policy) ? here : 'opens port 53 neither for UDP nor for TCP';
}

/** Each policy is told of once, however many workloads it isolates. */
const byPolicy = (model: Model) => new Map(model.derived(withoutDns).toReversed().map((cutOff) => [cutOff.policy, cutOff]));
