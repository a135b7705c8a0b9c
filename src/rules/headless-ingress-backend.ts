import { backendsOf, serviceOf, type Backend } from '../model/backends.ts';
import type { Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import type { Problem } from '../rule.ts';
import { remove, set, type Remedy } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const targetType = 'alb.ingress.kubernetes.io/target-type';
const upstream = 'nginx.ingress.kubernetes.io/service-upstream';

/** aws-load-balancer-controller pkg/ingress buildTargetGroupSpec, ingress-nginx controller.go getServiceClusterEndpoint. */
export default defineRule({
  id: 'headless-ingress-backend',
  subject: 'Ingress',
  severity: 'warning',
  summary: 'an Ingress asks its controller to reach a headless Service in a way that needs a cluster IP or a node port',
  fixable: 'safe',
  check(ingress, { model, report }) {
    const headless = new Map<Service, Backend>();
    for (const backend of backendsOf(ingress)) {
      const service = serviceOf(backend, model);
      if (service?.isHeadless && !headless.has(service)) headless.set(service, backend);
    }
    const services = [...headless.keys()];
    const ownType = ingress.annotation(targetType);
    // The annotation of a Service goes before that of the Ingress.
    const followers = services.filter((service) => service.annotation(targetType) === undefined);
    if (ownType === 'instance' && followers[0]) report({ at: ingress.at('metadata', 'annotations', targetType), ...onInstances(followers[0], ''), fix: toPods(ingress), related: followers.map(isHeadless) });
    for (const [service, backend] of headless) {
      const type = service.annotation(targetType);
      const isDefault = ownType === undefined && type === undefined && isAws(ingress);
      if (!isDefault && (type !== 'instance' || classOf(ingress) !== 'alb')) continue;
      report({ at: ingress.at(...backend.namePath), fix: toPods(isDefault ? ingress : service), ...onInstances(service, isDefault ? ' (target-type is instance by default)' : ''), related: [isHeadless(service)] });
    }
    const [service] = services;
    if (!service || ingress.annotation(upstream) !== 'true') return;
    report({
      at: ingress.at('metadata', 'annotations', upstream),
      severity: 'info',
      message: `service-upstream has no effect for headless Service "${service.name}": it has no cluster IP to send requests to, and ingress-nginx falls back to the Pods.`,
      fix: { title: 'Remove the annotation', safety: 'safe', changes: [remove(ingress.at('metadata', 'annotations', upstream))] },
      help: 'Remove the annotation, or name a Service with a cluster IP.',
      related: services.map(isHeadless),
    });
  },
});

function onInstances(service: Service, why: string): Pick<Problem, 'message' | 'help'> {
  return {
    message: `The AWS load balancer controller reaches instances over node ports${why}, and headless Service "${service.name}" has none: it refuses the Ingress with the event FailedBuildModel.`,
    help: `Set the annotation ${targetType}: ip, which sends requests to the Pods.`,
  };
}

function toPods(resource: Resource): Remedy {
  return { title: `Set the annotation ${targetType}: ip`, safety: 'unsafe', changes: [set(resource.at('metadata', 'annotations', targetType), 'ip')] };
}

function isHeadless(service: Service): NonNullable<Problem['related']>[number] {
  return { at: service.at('spec', 'clusterIP'), message: `Service "${service.name}" is headless` };
}

function classOf(ingress: Resource): string | undefined {
  return ingress.string('spec', 'ingressClassName') ?? ingress.annotation('kubernetes.io/ingress.class');
}

/** Alibaba Cloud calls its class alb as well; these annotations are of AWS. */
function isAws(ingress: Resource): boolean {
  if (classOf(ingress) !== 'alb') return false;
  return ['scheme', 'certificate-arn', 'ip-address-type', 'security-groups', 'subnets', 'load-balancer-attributes'].some((name) => ingress.annotation(`alb.ingress.kubernetes.io/${name}`) !== undefined);
}
