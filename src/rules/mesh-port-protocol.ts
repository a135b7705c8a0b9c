import type { Model } from '../model/model.ts';
import { defineRule } from '../rule.ts';

const protocols = new Set(['http', 'https', 'http2', 'grpc', 'grpc-web', 'tcp', 'tls', 'udp', 'mongo', 'mysql', 'redis']);

/** Istio takes the protocol from appProtocol or from the port name up to the first dash (pkg/config/kube/conversion.go). */
export default defineRule({
  id: 'mesh-port-protocol',
  subject: 'Service',
  severity: 'info',
  summary: 'in an Istio namespace, a port of a headless Service does not say its protocol',
  check(service, { model, report }) {
    if (!service.isHeadless || !model.derived(meshNamespaces).has(service.namespace)) return;
    for (const port of service.ports) {
      if (port.name === undefined || port.protocol !== 'TCP') continue;
      if (service.string('spec', 'ports', port.index, 'appProtocol')) continue;
      if (protocols.has(port.name) || protocols.has(port.name.split('-')[0]!) || port.name.startsWith('grpc-web')) continue;
      report({
        at: service.portAt(port, 'name'),
        message: `Istio takes the protocol from the start of a port's name, and "${port.name}" says none: it guesses by the first bytes, which breaks protocols where the server speaks first.`,
        help: `Call it tcp-${port.name}, or set appProtocol.`,
      });
    }
  },
});

const meshNamespaces = (model: Model) => {
  const names = model.byKind('Namespace').filter((n) => n.string('metadata', 'labels', 'istio-injection') === 'enabled' || n.has('metadata', 'labels', 'istio.io/rev'));
  return new Set(names.map((n) => n.name));
};
