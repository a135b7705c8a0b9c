import { governedBy, headlessTwins } from '../model/governing.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'governing-service-not-headless',
  subject: 'Service',
  severity: 'error',
  summary: 'the Service that a StatefulSet names in `serviceName` is not headless',
  check(service, { model, report }) {
    // `none` and the like are said elsewhere, as is a cluster IP that is written but empty.
    if (service.saysNone || (service.has('spec', 'clusterIP') && !service.string('spec', 'clusterIP') && !service.isExternalName)) return;
    const governed = governedBy(service, model);
    const untwinned = governed.filter((statefulSet) => {
      const twin = headlessTwins(statefulSet, model)[0];
      if (!twin) return true;
      report({
        at: statefulSet.at('spec', 'serviceName'),
        severity: service.isExternalName ? 'error' : 'warning',
        message: `serviceName names "${service.name}", which is not headless, while the headless Service "${twin.name}" selects the same Pods. Pod names follow serviceName: ${statefulSet.name}-0.${twin.name} does not resolve anywhere, ${statefulSet.name}-0.${service.name} only on CoreDNS.`,
        help: `Set serviceName to "${twin.name}". On a live StatefulSet the field is immutable: delete with --cascade=orphan and create it again.`,
        related: [
          { at: service.at('spec', 'clusterIP'), message: `Service "${service.name}" has a cluster IP` },
          { at: twin.at('spec', 'clusterIP'), message: `Service "${twin.name}" is headless` },
        ],
      });
      return false;
    });
    if (!untwinned.length) return;
    const related = untwinned.map((statefulSet) => ({ at: statefulSet.at('spec', 'serviceName'), message: `${statefulSet} names it` }));
    const pod = `${untwinned[0]!.name}-0.${service.name}`;
    if (service.isExternalName) {
      report({
        at: service.at('spec', 'type'),
        message: `This Service governs ${untwinned[0]}, but an ExternalName Service has no endpoints: ${pod} never resolves.`,
        help: 'Make it headless (clusterIP: None with the selector of the Pods), or name another Service in serviceName.',
        related,
      });
      return;
    }
    const exposed = service.type !== 'ClusterIP';
    report({
      at: exposed ? service.at('spec', 'type') : service.at('spec', 'clusterIP'),
      // One Pod is seldom addressed by a name of its own.
      severity: untwinned.some((statefulSet) => statefulSet.replicas !== 1) ? 'warning' : 'info',
      message: `This Service governs ${untwinned[0]} but ${exposed ? `is of type ${service.type}` : 'has a cluster IP'}: ${pod} resolves on CoreDNS, which answers for it, and not on kube-dns or by the DNS specification; "${service.name}" itself resolves to one virtual address.`,
      help: `${exposed ? 'Keep this one for clients and add a headless Service for serviceName' : 'Set clusterIP: None'}. Neither clusterIP nor serviceName can be changed in place: delete and create anew.`,
      related,
    });
  },
});
