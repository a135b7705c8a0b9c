import type { FieldPath } from '../diagnostic.ts';
import { asMap } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

interface Forbidden {
  readonly path: FieldPath;
  readonly only: string;
}

const balancer = 'with type LoadBalancer';
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** pkg/apis/core/validation validateService: fields that the API server takes only with other types of Service. */
export default defineRule({
  id: 'forbidden-service-field',
  subject: 'Service',
  severity: 'error',
  summary: 'a field that the API server refuses on a Service of this type',
  fixable: 'safe',
  check(service, { report }) {
    const what = service.isHeadless ? 'headless' : `of type ${service.type}`;
    for (const { path, only } of forbidden(service)) {
      const field = String(path.at(-1));
      const isBalancer = service.type === 'LoadBalancer';
      report({
        at: service.keyAt(...path),
        message: `${field} is only allowed ${only}; this Service is ${isBalancer ? 'not Local' : what}, and the API server refuses it.`,
        help: `Remove ${field}${isBalancer ? ', or set externalTrafficPolicy: Local' : service.isHeadless ? '; for clients from outside add a second Service' : ', or set the type it belongs to'}.`,
        // Without None, the type may be what is wrong.
        fix: { title: `Remove ${field}`, safety: service.isHeadless ? 'safe' : 'unsafe', changes: [remove(service.at(...path))] },
        related: service.string('spec', 'type') ? [{ at: service.at('spec', 'type'), message: `type is ${service.type}` }] : [],
      });
    }
  },
});

function forbidden(service: Service): Forbidden[] {
  const { type } = service;
  // With NodePort or LoadBalancer the type is what is wrong with a headless Service, and an unknown type is a finding of its own.
  if (service.saysNone ? type !== 'ClusterIP' : !/^(?:ClusterIP|NodePort|LoadBalancer|ExternalName)$/.test(type)) return [];
  const found: Forbidden[] = [];
  const add = (only: string, ...path: FieldPath) => found.push({ path, only });
  const isLocal = service.string('spec', 'externalTrafficPolicy') === 'Local';
  if (service.number('spec', 'healthCheckNodePort') && (type !== 'LoadBalancer' || !isLocal)) add(`${balancer} and externalTrafficPolicy Local`, 'spec', 'healthCheckNodePort');
  if (type === 'LoadBalancer') return found;
  if (type === 'ClusterIP') {
    for (const { index } of service.ports) {
      const nodePort = asMap(service.get('spec', 'ports', index))?.['nodePort'];
      if (typeof nodePort === 'number' && nodePort !== 0) add('with type NodePort or LoadBalancer', 'spec', 'ports', index, 'nodePort');
    }
  }
  const isReachable = type === 'NodePort' || (type === 'ClusterIP' && service.list('spec', 'externalIPs').length > 0);
  if (service.string('spec', 'externalTrafficPolicy') && !isReachable) add('on Services that are reachable from outside (NodePort, LoadBalancer or externalIPs)', 'spec', 'externalTrafficPolicy');
  if (service.string('spec', 'loadBalancerClass') !== undefined) add(balancer, 'spec', 'loadBalancerClass');
  if (service.boolean('spec', 'allocateLoadBalancerNodePorts') !== undefined) add(balancer, 'spec', 'allocateLoadBalancerNodePorts');
  if (service.list('spec', 'loadBalancerSourceRanges').length) add(balancer, 'spec', 'loadBalancerSourceRanges');
  if (service.annotation(sourceRanges) !== undefined) add(balancer, 'metadata', 'annotations', sourceRanges);
  return found;
}
