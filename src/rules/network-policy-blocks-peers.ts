import { blocked } from '../policies/connections.ts';
import { add, type Remedy } from '../remedy.ts';
import type { Resource } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'network-policy-blocks-peers',
  subject: 'NetworkPolicy',
  severity: 'warning',
  summary: 'a NetworkPolicy closes the ports by which Pods reach each other',
  fixable: 'unsafe',
  check(policy, { model, report }) {
    for (const { direction, connection, ports, others } of model.derived(blocked).get(policy) ?? []) {
      const { from, to, at, evidence } = connection;
      const numbers = ports.map(({ number, protocol }) => (protocol === 'TCP' ? `${number}` : `${number}/${protocol}`)).join(', ');
      const isolated = direction === 'ingress' ? to : from;
      const who = from === to ? 'its Pods reach each other' : direction === 'ingress' ? `Pods of ${from} reach it` : `they reach ${to}`;
      const isDefault = direction === 'ingress' && !policy.has('spec', 'policyTypes') && !policy.has('spec', 'ingress');
      report({
        at: policy.at('spec', direction),
        message: `This policy isolates the Pods of ${isolated} for ${direction}${isDefault ? ' (as each without policyTypes does)' : ''}, and none opens ${ports.length > 1 ? 'ports' : 'port'} ${numbers}, by which ${who}. These connections time out.`,
        fix: opening(policy, direction, isolated === to ? from : to, ports),
        help: `Allow ${direction} ${direction === 'ingress' ? 'from' : 'to'} ${from === to ? 'the Pods themselves' : direction === 'ingress' ? `${from}` : `${to}`} (a podSelector with their labels) at ${numbers}.`,
        absence: 'NetworkPolicy',
        related: [{ at, message: evidence }, ...others.slice(0, 3).map((other) => ({ at: other.at('spec', direction), message: 'this policy isolates them as well' }))],
      });
    }
  },
});

/** A rule more; Pods of another namespace would have to be named by that, too. */
function opening(policy: Resource, direction: 'ingress' | 'egress', other: Workload, ports: readonly { readonly number: number; readonly protocol: string }[]): Remedy | undefined {
  const labels = other.selector?.matchLabels ?? {};
  if (other.namespace !== policy.namespace || !Object.keys(labels).length || other.mismatch(labels).length) return undefined;
  const rule = { [direction === 'ingress' ? 'from' : 'to']: [{ podSelector: { matchLabels: labels } }], ports: ports.map(({ number, protocol }) => ({ protocol, port: number })) };
  return { title: `Allow ${direction} ${direction === 'ingress' ? 'from' : 'to'} ${other}`, safety: 'unsafe', changes: [add(policy.at('spec', direction), rule)] };
}
