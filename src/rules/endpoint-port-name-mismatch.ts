import { endpointPorts, endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { defineRule } from '../rule.ts';

/** CoreDNS takes SRV names from the slice's ports, kube-proxy joins Service and slice ports by name. */
export default defineRule({
  id: 'endpoint-port-name-mismatch',
  subject: 'Service',
  severity: 'warning',
  summary: 'a port of hand-written endpoints is called otherwise than the port of its Service',
  check(service, { model, report }) {
    if (service.hasSelector || service.isExternalName || !service.ports.length) return;
    const names = new Set(service.ports.map((port) => port.name ?? ''));
    const endpoints = endpointsOf(service, model);
    const manual = [...endpointSlicesOf(service, model), ...(endpoints ? [endpoints] : [])].filter((m) => model.scope.near(service, m));
    for (const resource of manual) {
      for (const port of endpointPorts(resource)) {
        if (names.has(port.name)) continue;
        const meant = service.ports.find((p) => p.port === port.port || p.targetPort === port.port) ?? service.ports[0]!;
        const wanted = meant.name;
        report({
          at: resource.at(...port.path, 'name'),
          message: `${port.name ? `Port "${port.name}"` : 'This port has no name and'} is no port of Service "${service.name}"${wanted ? `, which calls its port "${wanted}"` : ', whose port has no name'}: ${
            service.isHeadless ? `the SRV record is called after the name here${wanted ? `, so _${wanted}._${meant.protocol.toLowerCase()}.${service.name} does not exist` : ''}` : 'connections to the Service find no endpoint'
          }.`.replace('This port has no name and is no port of', 'This port has no name and is therefore no port of'),
          help: wanted ? `Set name: ${wanted} here.` : 'Remove the name here, or give the Service port the same.',
          related: [{ at: service.portAt(meant, 'name'), message: `port of Service "${service.name}"` }],
        });
      }
    }
  },
});
