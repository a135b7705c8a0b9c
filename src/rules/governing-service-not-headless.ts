import { governedBy, governing, headlessTwins } from '../model/governing.ts';
import type { Model } from '../model/model.ts';
import { resolvePort } from '../model/ports.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import type { Problem } from '../rule.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** CoreDNS plugin/kubernetes findServices answers endpoint names of any Service, kube-dns and the DNS specification only of headless ones. */
export default defineRule({
  id: 'governing-service-not-headless',
  subject: 'Service',
  severity: 'error',
  summary: 'the Service that a StatefulSet names in `serviceName` is not headless',
  fixable: 'unsafe',
  check(service, { model, report }) {
    // `none` and the like are said elsewhere, as is a cluster IP that is written but empty.
    if (service.saysNone || (service.has('spec', 'clusterIP') && !service.string('spec', 'clusterIP') && !service.isExternalName)) return;
    const untwinned: Workload[] = [];
    for (const statefulSet of governedBy(service, model)) {
      const twin = headlessTwins(statefulSet, model)[0];
      if (twin) report(besideTwin(statefulSet, service, twin, model));
      else untwinned.push(statefulSet);
    }
    const statefulSet = untwinned[0];
    if (!statefulSet) return;
    const related = untwinned.map((s) => ({ at: s.at('spec', 'serviceName'), message: `${s} names it` }));
    const pod = podOf(statefulSet, service);
    if (service.isExternalName) {
      report({
        at: service.at('spec', 'type'),
        message: `This Service governs ${statefulSet}, but an ExternalName Service has no endpoints: ${pod} never resolves.`,
        help: 'Make it headless (clusterIP: None with the selector of the Pods), or name another Service in serviceName.',
        related,
      });
      return;
    }
    const isExposed = service.type !== 'ClusterIP';
    report({
      at: isExposed ? service.at('spec', 'type') : service.at('spec', 'clusterIP'),
      // One Pod is seldom addressed by a name of its own, and none never.
      severity: untwinned.some((s) => (s.replicas ?? 1) > 1) ? 'warning' : 'info',
      message: `This Service governs ${statefulSet} but ${isExposed ? `is of type ${service.type}` : 'has a cluster IP'}. ${
        hasEndpoints(statefulSet, service, model) ? `${pod} resolves on CoreDNS only, not on kube-dns or by the DNS specification, and ` : ''
      }"${service.name}" resolves to one virtual address, not to the Pods.`,
      fix: isExposed || servesClients(service, model) ? undefined : { title: 'Set clusterIP to None', safety: 'unsafe', changes: [set(service.at('spec', 'clusterIP'), 'None')] },
      help: `${isExposed || servesClients(service, model) ? 'Keep this one for clients and add a headless Service for serviceName' : 'Set clusterIP: None'}. Neither clusterIP nor serviceName can be changed in place: delete and create anew.`,
      related,
    });
  },
});

function besideTwin(statefulSet: Workload, service: Service, twin: Service, model: Model): Problem {
  const here = service.isExternalName || !hasEndpoints(statefulSet, service, model) ? 'does not resolve either' : 'resolves on CoreDNS only';
  return {
    at: statefulSet.at('spec', 'serviceName'),
    severity: service.isExternalName ? 'error' : 'warning',
    message: `serviceName names "${service.name}", which is not headless; headless "${twin.name}" selects the same Pods. Their names follow serviceName: ${podOf(statefulSet, twin)} does not resolve, and ${podOf(statefulSet, service)} ${here}.`,
    fix: { title: `Set serviceName to "${twin.name}"`, safety: 'unsafe', changes: [set(statefulSet.at('spec', 'serviceName'), twin.name)] },
    help: `Set serviceName to "${twin.name}". On a live StatefulSet the field is immutable: delete with --cascade=orphan and create it again.`,
    related: [
      { at: service.at('spec', service.type === 'ClusterIP' ? 'clusterIP' : 'type'), message: `Service "${service.name}" is ${service.type === 'ClusterIP' ? 'not headless' : `of type ${service.type}`}` },
      { at: twin.at('spec', 'clusterIP'), message: `Service "${twin.name}" is headless` },
    ],
  };
}

/** True where the cluster IP does what no headless Service can: lead to one Pod that software picks, or to a port of another number. */
function servesClients(service: Service, model: Model): boolean {
  return !service.selectsPods || service.ports.some((port) => resolvePort(service, port, model).targets.some(({ number }) => number !== port.port));
}

/** True where the Service selects the Pods that it governs; where not, that is another finding. */
function hasEndpoints(statefulSet: Workload, service: Service, model: Model): boolean {
  return service.selectsPods && governing(statefulSet, model).mismatch.length === 0;
}

function podOf(statefulSet: Workload, service: Service): string {
  return `${statefulSet.name}-${statefulSet.firstOrdinal}.${service.name}`;
}
