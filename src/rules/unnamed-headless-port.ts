import { srvLookupsOf } from '../names/srv.ts';
import { setFirst } from '../remedy.ts';
import { nameForPort } from '../model/port-names.ts';
import { defineRule } from '../rule.ts';

/** Where servers speak first, meshes do not look: SMTP and MySQL are TCP to Istio and Linkerd alike. */
const serverFirst = new Set<number | undefined>([25, 3306]);

export default defineRule({
  id: 'unnamed-headless-port',
  subject: 'Service',
  severity: 'info',
  summary: 'the only port of a headless Service has no name, so no SRV record can be looked up by it',
  fixable: 'unsafe',
  check(service, { model, report }) {
    const [port] = service.ports;
    // Without a selector the SRV record has the name of the port in the EndpointSlice.
    if (!port || service.ports.length !== 1 || !service.isHeadless || !service.hasSelector) return;
    const name = service.get('spec', 'ports', port.index, 'name');
    if (name !== undefined && name !== null && name !== '') return;
    // Where somebody does look it up, srv-port-mismatch says so there.
    if (srvLookupsOf(service, model).length) return;
    const srv = `_http._${port.protocol.toLowerCase()}.${service.name}`;
    const isKnown = service.has('spec', 'ports', port.index, 'appProtocol') || serverFirst.has(port.port);
    const guess = isKnown ? '' : ', and a service mesh has to guess the protocol';
    const given = nameForPort(service, port, model, new Set()).name;
    report({
      at: service.portAt(port, 'name'),
      message: `${port.port === undefined ? 'The port' : `Port ${port.port}`} has no name: an SRV lookup by port, such as ${srv}, gets NXDOMAIN${guess}.`,
      fix: { title: `Set name: ${given}`, safety: 'unsafe', changes: [setFirst(service.portAt(port, 'name'), given)] },
      help: 'Give it a name, by its protocol: http, grpc, tcp-redis.',
    });
  },
});
