import { backendsOf, portOf, serviceOf } from '../model/backends.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unknown-backend-port',
  subject: 'Route',
  severity: 'warning',
  summary: 'an Ingress or a Gateway route names a port that its backend Service does not have',
  check(route, { model, report }) {
    const said = new Set<string>();
    for (const backend of backendsOf(route)) {
      const service = serviceOf(backend, model);
      if (!service || service.isExternalName || backend.port === undefined || portOf(backend, service)) continue;
      const target = `${service.name}:${backend.port}`;
      if (said.has(target)) continue;
      said.add(target);
      const ports = service.ports.map((p) => (p.name ? `${p.name} (${p.port})` : String(p.port)));
      const swapped = typeof backend.port === 'number' ? service.ports.find((p) => p.targetPort === backend.port) : undefined;
      const near = typeof backend.port === 'string' ? nearest(backend.port, service.ports.flatMap((p) => p.name ?? [])) : undefined;
      report({
        at: route.at(...backend.portPath),
        message: ports.length
          ? `Service "${service.name}" has no port ${typeof backend.port === 'string' ? `named "${backend.port}"` : backend.port}${swapped ? `: that is its targetPort, and backends name the Service's own port` : ''}; it has ${ports.join(', ')}. Requests end in a 503.`
          : `${service.isHeadless ? 'Headless ' : ''}Service "${service.name}" has no ports, so there is nothing to send requests to; they end in a 503.`,
        help: ports.length ? `Write ${swapped ? (typeof swapped.port === 'number' ? swapped.port : 'its port') : (near ?? 'one of its ports')}${swapped || near ? '' : ', or add the port to the Service'}.` : `Add the port to the Service${service.isHeadless ? '; a headless Service may have ports, and an Ingress controller needs them' : ''}.`,
        related: [{ at: service.at('spec', 'ports'), message: `ports of Service "${service.name}"` }],
      });
    }
  },
});
