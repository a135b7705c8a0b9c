import { backendsOf, serviceOf } from '../model/backends.ts';
import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'headless-ingress-backend',
  subject: 'Ingress',
  severity: 'warning',
  summary: 'an Ingress asks its controller to reach a headless Service in a way that needs a cluster IP or a node port',
  check(ingress, { model, report }) {
    const className = ingress.string('spec', 'ingressClassName') ?? ingress.annotation('kubernetes.io/ingress.class');
    const said = new Set<string>();
    for (const backend of backendsOf(ingress)) {
      const service = serviceOf(backend, model);
      if (!service?.isHeadless || said.has(service.name)) continue;
      said.add(service.name);
      const related = [{ at: service.at('spec', 'clusterIP'), message: `Service "${service.name}" is headless` }];
      const targetType = 'alb.ingress.kubernetes.io/target-type';
      const target = ingress.annotation(targetType) ?? (service.annotation(targetType) || undefined);
      if (target === 'instance' || (target === undefined && className === 'alb' && isAws(ingress))) {
        report({
          at: target === undefined ? ingress.at(...backend.namePath) : ingress.at('metadata', 'annotations', targetType),
          message: `The AWS load balancer controller reaches instances over node ports${target === undefined ? ' (target-type is instance by default)' : ''}, and headless Service "${service.name}" has none: the target group stays empty.`,
          help: `Set the annotation ${targetType}: ip, which sends requests to the Pods.`,
          related,
        });
      }
      const upstream = 'nginx.ingress.kubernetes.io/service-upstream';
      if (ingress.annotation(upstream) === 'true') {
        report({
          at: ingress.at('metadata', 'annotations', upstream),
          severity: 'info',
          message: `service-upstream has no effect for headless Service "${service.name}": it has no cluster IP to send requests to, and ingress-nginx falls back to the Pods.`,
          help: 'Remove the annotation, or name a Service with a cluster IP.',
          related,
        });
      }
    }
  },
});

/** Alibaba Cloud calls its class alb as well; these annotations are of AWS. */
function isAws(ingress: Resource): boolean {
  return ['scheme', 'certificate-arn', 'ip-address-type', 'security-groups', 'subnets', 'load-balancer-attributes'].some((name) => ingress.annotation(`alb.ingress.kubernetes.io/${name}`) !== undefined);
}
