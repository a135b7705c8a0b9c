import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';

const protocols = new Set(['http', 'https', 'http2', 'grpc', 'tcp', 'tls', 'mongo', 'mysql', 'redis']);
/** SMTP, DNS, MySQL and MongoDB are taken for TCP whatever the name says. */
const wellKnown = new Set([25, 53, 3306, 27017]);

/** Istio takes the protocol from appProtocol or from the port name up to the first dash (pkg/config/kube/conversion.go). */
export default defineRule({
  id: 'mesh-port-protocol',
  subject: 'Service',
  severity: 'info',
  summary: 'in an Istio namespace, a port of a headless Service does not say its protocol',
  check(service, { model, report }) {
    if (!service.isHeadless || !hasSidecars(service, model)) return;
    for (const port of service.ports) {
      if (port.name === undefined || port.protocol !== 'TCP' || wellKnown.has(port.port ?? 0)) continue;
      if (service.string('spec', 'ports', port.index, 'appProtocol')) continue;
      if (protocols.has(port.name.split('-')[0]!.toLowerCase()) || /^grpc-web/i.test(port.name)) continue;
      report({
        at: service.portAt(port, 'name'),
        message: `Istio takes the protocol from the start of a port's name, and "${port.name}" says none: it guesses by the first bytes, which breaks protocols where the server speaks first.`,
        help: `Call it tcp-${port.name}, or set appProtocol.`,
      });
    }
  },
});

/** A Namespace far away in the tree is another cluster's. */
function hasSidecars(service: Service, model: Model): boolean {
  const link = model.find('Namespace', '', service.namespace, service);
  if (!link?.close) return false;
  const [injection, revision, mode] = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'].map((key) => link.resource.string('metadata', 'labels', key));
  return injection ? injection === 'enabled' : Boolean(revision) && mode !== 'ambient';
}
