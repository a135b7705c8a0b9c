import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unnamed-headless-port',
  subject: 'Service',
  severity: 'info',
  summary: 'the only port of a headless Service has no name, so it has no SRV record',
  check(service, { report }) {
    const [port] = service.ports;
    if (!service.isHeadless || service.ports.length !== 1 || !port || port.name !== undefined) return;
    if (service.has('spec', 'ports', port.index, 'name') && service.get('spec', 'ports', port.index, 'name') !== '') return;
    report({
      at: service.portAt(port, 'name'),
      message: `Port ${port.port ?? ''} has no name: clients that look up an SRV record such as _http._${port.protocol.toLowerCase()}.${service.name} get NXDOMAIN, and service meshes guess the protocol.`.replace('Port  ', 'The port '),
      help: 'Give it a name, by its protocol: http, grpc, tcp-redis.',
    });
  },
});
