import { asList, asMap, type Resource } from '../model/resource.ts';
import { LabelSelector } from '../model/selector.ts';
import { podTexts } from '../model/texts.ts';
import type { Model } from '../model/model.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'network-policy-blocks-dns',
  subject: 'NetworkPolicy',
  severity: 'warning',
  summary: 'a NetworkPolicy isolates Pods for egress and leaves them no way to DNS',
  check(policy, { model, report }) {
    if (!isolatesEgress(policy) || allowsDns(policy)) return;
    const workload = model.workloads.find((w) => isFor(policy, w, model) && usesClusterNames(w, model));
    if (!workload) return;
    // Policies add up: another one may open what this one does not.
    if (model.byKind('NetworkPolicy').some((other) => other !== policy && isolatesEgress(other) && other.namespace === policy.namespace && selects(other, workload) && allowsDns(other))) return;
    report({
      at: policy.at('spec', 'egress'),
      message: `This policy isolates ${workload} for egress and allows neither UDP nor TCP port 53: its Pods cannot ask DNS, and every lookup of a Service or Pod name times out.`,
      help: 'Add an egress rule with ports 53/UDP and 53/TCP to the cluster DNS (large answers need TCP); with NodeLocal DNSCache its link-local address as well.',
      related: [{ at: workload.keyAt(...workload.templatePath, 'metadata', 'labels'), message: `selected: Pods of ${workload}` }],
    });
  },
});

function isolatesEgress(policy: Resource): boolean {
  const types = policy.list('spec', 'policyTypes');
  // Without policyTypes a policy is for ingress, and for egress if it has such rules (networking/v1 defaults.go).
  return types.length ? types.includes('Egress') : policy.list('spec', 'egress').length > 0;
}

function selects(policy: Resource, workload: Workload): boolean {
  return new LabelSelector(policy.map('spec', 'podSelector') ?? {}).matches(workload.podLabels);
}

function isFor(policy: Resource, workload: Workload, model: Model): boolean {
  return policy.namespace === workload.namespace && workload.podSpec['hostNetwork'] !== true && model.scope.together(policy, workload) && selects(policy, workload);
}

/** True where some rule lets port 53 out, to wherever. */
function allowsDns(policy: Resource): boolean {
  return policy.list('spec', 'egress').some((rule) => {
    const ports = asList(asMap(rule)?.['ports']);
    return !ports.length ? reachesDns(rule) : ports.some((item) => isDnsPort(asMap(item)));
  });
}

/** Without ports everything is allowed, to whom the rule names: peers that are only Pods of this namespace are not DNS. */
function reachesDns(rule: unknown): boolean {
  const peers = asList(asMap(rule)?.['to']);
  return !peers.length || peers.some((peer) => asMap(peer)?.['namespaceSelector'] !== undefined || asMap(peer)?.['ipBlock'] !== undefined);
}

function isDnsPort(port: Readonly<Record<string, unknown>> | undefined): boolean {
  const { port: first, endPort } = port ?? {};
  if (first === undefined || first === null) return true;
  // Named ports are the DNS Pods' own: `dns`, `dns-tcp`.
  if (typeof first === 'string') return /dns|domain/i.test(first);
  // NodeLocal DNSCache and OpenShift listen elsewhere than on 53.
  const ports = [53, 5353, 1053, 8053];
  return typeof first === 'number' && ports.some((p) => (typeof endPort === 'number' ? first <= p && p <= endPort : p === first));
}

const serviceNames = (model: Model) => new Set(model.services.map((service) => service.name));

/** Members of a StatefulSet find each other by name; for others a cluster name in their settings tells. */
function usesClusterNames(workload: Workload, model: Model): boolean {
  if (workload.isStatefulSet && workload.serviceName && (workload.replicas ?? 1) > 1) return true;
  const names = model.derived(serviceNames);
  return podTexts(workload).some(({ text }) => /\.svc(?:[.:/\s"',]|$)/.test(text) || names.has(text) || names.has(text.replace(/^[a-z+]+:\/\//, '').replace(/[:/].*$/, '')));
}
