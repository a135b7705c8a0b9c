import { balancingOf, isMeshed, saysGrpc, targetForm } from '../names/grpc.ts';
import type { Mention } from '../names/mentions.ts';
import type { Model } from '../model/model.ts';
import { mentionsOf, sayings } from '../names/named.ts';
import { scaleOf } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import { forEach, respellService } from '../names/respell.ts';
import { defineRule } from '../rule.ts';

/** gRPC balances over the addresses that a name resolves to, and a cluster IP is one. */
export default defineRule({
  id: 'grpc-through-cluster-ip',
  subject: 'Service',
  severity: 'warning',
  summary: 'a gRPC client is to spread its requests over Pods, but its target is a Service with a cluster IP',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (service.saysNone || service.isExternalName || !mentionsOf(service, model).length) return;
    const isOne = mostPods(service, model) <= 1;
    const what = (mention: Mention) => {
      const form = targetForm(mention);
      if (mention.name.pod || mention.name.srv || form === 'other' || form === 'authority' || (form !== 'dns' && !saysGrpc(mention, service))) return undefined;
      const isWanted = (form === 'dns' && !isOne) || balancingOf(mention, model);
      return isWanted && !isMeshed(mention, model) ? JSON.stringify(mention.text.container?.path ?? []) : undefined;
    };
    for (const { mention, all, again } of sayings(service, model, what)) {
      const balancing = balancingOf(mention, model);
      const twin = model.selection(service).workloads.flatMap((workload) => model.servicesOf(workload)).find((other) => other.isHeadless);
      const changes = twin && forEach(all, (each) => respellService(each, twin.name));
      report({
        at: mention.at,
        fix: changes && { title: `Write "${twin.name}" for "${service.name}"`, safety: 'unsafe', changes },
        severity: balancing && !isOne ? 'warning' : 'info',
        message: balancing
          ? `round_robin needs the addresses of all Pods, but Service "${service.name}" has a cluster IP: the name resolves to this one address, so all requests of a client go over one connection to one Pod.`
          : `Service "${service.name}" has a cluster IP, so gRPC resolves this name to one address: all requests of a client go over one connection to one Pod, however many there are.`,
        help: `To spread requests, point the target at ${twin ? `"${twin.name}", which is headless` : 'a headless Service (clusterIP: None) for the same Pods'}${balancing ? '' : ', and ask for round_robin'}.`,
        related: [{ at: service.at('spec', 'clusterIP'), message: `Service "${service.name}" is not headless` }, ...(balancing ? [{ at: balancing, message: 'round_robin is asked for here' }] : []), ...again],
      });
    }
  },
});

/** How many Pods may stand behind a Service; of one whose Pods are not in the input nothing is known. */
function mostPods(service: Service, model: Model): number {
  const { workloads } = model.selection(service);
  return workloads.length ? workloads.reduce((sum, workload) => sum + scaleOf(workload, model).most, 0) : Number.POSITIVE_INFINITY;
}
