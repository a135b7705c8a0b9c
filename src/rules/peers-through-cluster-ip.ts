import { governedBy } from '../model/governing.ts';
import { peersOf, type Peer } from '../names/peers.ts';
import { scaleOf } from '../model/pods.ts';
import { respellService } from '../names/respell.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'peers-through-cluster-ip',
  subject: 'Workload',
  severity: 'warning',
  summary: 'Pods look for all their peers under the name of a Service with a cluster IP',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    if (scaleOf(workload, model).most < 2) return;
    const said = new Set<unknown>();
    for (const peer of peersOf(workload, model)) {
      const { service, mention, option } = peer;
      // That a governing Service is not headless is said of the Service.
      if (!isVirtual(peer) || said.has(service) || governedBy(service, model).length) continue;
      said.add(service);
      const twin = model.servicesOf(workload).find((other) => other.isHeadless);
      const changes = twin && respellService(mention, twin.name);
      report({
        at: mention.at,
        fix: changes && { title: `Write "${twin.name}" for "${service.name}"`, safety: 'unsafe', changes },
        message: `"${option}" looks for all peers, but Service "${service.name}" has a cluster IP: the name resolves to one virtual address, behind which each connection meets some Pod, perhaps the one that asks.`,
        help: twin ? `Write the name of the headless Service "${twin.name}", which selects the same Pods.` : `Add a headless Service (clusterIP: None) for the same Pods and write its name here, or make "${service.name}" headless by deleting it and creating it anew.`,
        related: [{ at: service.at('spec', service.has('spec', 'clusterIP') || !service.has('spec', 'type') ? 'clusterIP' : 'type'), message: `Service "${service.name}" is not headless` }],
      });
    }
  },
});

/** A suffix is added to names of Pods. */
function isVirtual({ service, isPod, option }: Peer): boolean {
  return !isPod && !/suffix$/i.test(option) && !service.saysNone && !service.isExternalName;
}
