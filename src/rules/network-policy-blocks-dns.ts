import { dnsProtocols, isolatesEgress } from '../model/egress.ts';
import { push, type Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { LabelSelector } from '../model/selector.ts';
import { podTexts } from '../model/texts.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'network-policy-blocks-dns',
  subject: 'NetworkPolicy',
  severity: 'warning',
  summary: 'a NetworkPolicy isolates Pods for egress and leaves them no way to DNS',
  check(policy, { model, report }) {
    const workload = model.derived(cutOff).get(policy);
    if (!workload) return;
    const open = dnsProtocols(policy);
    report({
      at: policy.at('spec', 'egress'),
      message: `This policy isolates ${workload} for egress and ${
        open.has('TCP') ? 'opens port 53 for TCP (the default of protocol), but not for UDP, by which lookups go first' : 'opens port 53 neither for UDP nor for TCP'
      }. Its Pods cannot ask DNS: lookups of Service and Pod names time out.`,
      help: 'Allow egress to the cluster DNS on ports 53/UDP and 53/TCP (large answers need TCP); with NodeLocal DNSCache to its link-local address as well.',
      absence: true,
      related: [{ at: workload.keyAt(...workload.templatePath, 'metadata', 'labels'), message: `selected: Pods of ${workload}` }],
    });
  },
});

/** Policies add up, so each workload without a way to DNS is told once, at the first policy that isolates it. */
const cutOff = (model: Model) => {
  const found = new Map<Resource, Workload>();
  const policies = new Map<string, { policy: Resource; selector: LabelSelector; opens: boolean }[]>();
  for (const policy of model.byKind('NetworkPolicy')) {
    if (!isolatesEgress(policy)) continue;
    const selector = new LabelSelector(policy.map('spec', 'podSelector') ?? {});
    const [label] = Object.entries(selector.matchLabels);
    push(policies, [policy.namespace, ...(label ?? [])].join('\0'), { policy, selector, opens: dnsProtocols(policy).has('UDP') });
  }
  if (!policies.size) return found;
  for (const workload of model.workloads) {
    if (workload.podSpec['hostNetwork'] === true || !usesClusterNames(workload, model)) continue;
    const keys = [workload.namespace, ...Object.entries(workload.podLabels).map((label) => [workload.namespace, ...label].join('\0'))];
    const isolating = keys.flatMap((key) => policies.get(key) ?? []).filter(({ selector }) => selector.matches(workload.podLabels));
    if (!isolating.length || isolating.some(({ opens }) => opens) || isolating.some(({ policy }) => model.isPatched(policy))) continue;
    const first = isolating.find(({ policy }) => model.scope.together(policy, workload));
    if (first && !found.has(first.policy)) found.set(first.policy, workload);
  }
  return found;
};

const serviceNames = (model: Model) => new Set(model.services.map((service) => service.name));

/** Members of a StatefulSet find each other by name; for others the name of another's Service in their settings tells. */
function usesClusterNames(workload: Workload, model: Model): boolean {
  if (workload.isStatefulSet && workload.serviceName && (workload.replicas ?? 1) > 1) return true;
  const names = model.derived(serviceNames);
  const own = new Set(model.servicesOf(workload).map((service) => service.name));
  const isOther = (name: string) => names.has(name) && !own.has(name);
  return podTexts(workload).some(({ text }) => /\.svc(?:[.:/\s"',]|$)/.test(text) || isOther(text.replace(/^[a-z+]+:\/\//, '').replace(/[:/].*$/, '')));
}
