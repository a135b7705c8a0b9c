import type { FieldPath } from '../diagnostic.ts';
import { asMap } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';

interface Forbidden {
  readonly path: FieldPath;
  readonly only: string;
}

/** pkg/apis/core/validation: fields that the API server takes only with other types of Service. */
export default defineRule({
  id: 'forbidden-service-field',
  subject: 'Service',
  severity: 'error',
  summary: 'a field that the API server refuses on a Service of this type',
  check(service, { report }) {
    for (const { path, only } of forbidden(service)) {
      report({
        at: service.keyAt(...path),
        message: `${String(path.at(-1))} is only allowed ${only}; this Service is ${service.isHeadless ? 'headless' : `of type ${service.type}`}, and the API server refuses it.`,
        help: `Remove ${String(path.at(-1))}${service.isHeadless ? '; for clients from outside add a second Service' : ', or set the type it belongs to'}.`,
        ...(service.has('spec', 'type') ? { related: [{ at: service.at('spec', 'type'), message: `type is ${service.type}` }] } : {}),
      });
    }
  },
});

function forbidden(service: Service): Forbidden[] {
  // With NodePort or LoadBalancer the type is what is wrong with a headless Service.
  if (service.type !== 'ClusterIP' && service.type !== 'NodePort') return [];
  const found: Forbidden[] = [];
  const balancer = 'with type LoadBalancer';
  if (service.type === 'ClusterIP') {
    for (const { index } of service.ports) {
      const nodePort = asMap(service.get('spec', 'ports', index))?.['nodePort'];
      if (typeof nodePort === 'number' && nodePort !== 0) found.push({ path: ['spec', 'ports', index, 'nodePort'], only: 'with type NodePort or LoadBalancer' });
    }
    const policy = service.string('spec', 'externalTrafficPolicy');
    if (policy && !service.list('spec', 'externalIPs').length) found.push({ path: ['spec', 'externalTrafficPolicy'], only: 'on Services that are reachable from outside (NodePort, LoadBalancer or externalIPs)' });
  }
  if (service.number('spec', 'healthCheckNodePort')) found.push({ path: ['spec', 'healthCheckNodePort'], only: 'with type LoadBalancer and externalTrafficPolicy Local' });
  if (service.string('spec', 'loadBalancerClass')) found.push({ path: ['spec', 'loadBalancerClass'], only: balancer });
  if (service.boolean('spec', 'allocateLoadBalancerNodePorts') !== undefined) found.push({ path: ['spec', 'allocateLoadBalancerNodePorts'], only: balancer });
  if (service.list('spec', 'loadBalancerSourceRanges').length) found.push({ path: ['spec', 'loadBalancerSourceRanges'], only: balancer });
  return found;
}
