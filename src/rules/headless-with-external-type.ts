import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields: `may not be set to 'None' for NodePort services`. */
export default defineRule({
  id: 'headless-with-external-type',
  subject: 'Service',
  severity: 'error',
  summary: '`clusterIP: None` on a Service of type NodePort, LoadBalancer or ExternalName',
  fixable: 'safe',
  check(service, { report }) {
    const { type } = service;
    if (type !== 'NodePort' && type !== 'LoadBalancer' && type !== 'ExternalName') return;
    const field = service.string('spec', 'clusterIP') ? 'clusterIP' : 'clusterIPs';
    const hasIP = service.isExternalName ? field === 'clusterIP' || service.list('spec', 'clusterIPs').length > 0 : service.saysNone;
    if (!hasIP) return;
    // Fields that only go with the type would be refused without it.
    const followers = ['externalTrafficPolicy', 'healthCheckNodePort', 'loadBalancerClass', 'allocateLoadBalancerNodePorts', 'loadBalancerSourceRanges'].filter((name) => service.has('spec', name));
    const nodePorts = service.ports.filter(({ index }) => service.has('spec', 'ports', index, 'nodePort'));
    report({
      at: service.at('spec', 'type'),
      message: service.isExternalName
        ? `An ExternalName Service is a DNS alias and may have no ${field}, not even None. The API server refuses it.`
        : `clusterIP: None with type ${type}: a headless Service has no address that a ${type === 'NodePort' ? 'node port' : 'load balancer'} could lead to. The API server refuses it.`,
      help: service.isExternalName ? `Remove ${field}.` : `Remove type to keep it headless, and add a second Service of type ${type} for clients from outside.`,
      fix: service.isExternalName
        ? { title: `Remove ${field}`, safety: 'safe', changes: [remove(service.at('spec', field))] }
        : {
            title: `Remove type: ${type} and what goes with it`,
            safety: 'unsafe',
            changes: [service.at('spec', 'type'), ...followers.map((name) => service.at('spec', name)), ...nodePorts.map((port) => service.portAt(port, 'nodePort'))].map(remove),
          },
      related: [{ at: service.at('spec', field), message: `${field} is set here` }],
    });
  },
});
