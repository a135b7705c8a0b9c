import { backendsOf, portOf, serviceOf } from '../model/backends.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unknown-backend-port',
  subject: 'Route',
  severity: 'warning',
  summary: 'an Ingress or a Gateway route names a port that its backend Service does not have',
  fixable: 'unsafe',
  check(route, { model, report }) {
    const said = new Set<string>();
    const backends = backendsOf(route);
    for (const backend of backends) {
      const { port } = backend;
      // The AWS load balancer controller takes `use-annotation` for an action that an annotation describes.
      if (port === undefined || port === 'use-annotation') continue;
      const service = serviceOf(backend, model);
      if (!service || service.isExternalName || portOf(backend, service)) continue;
      const { ports, isHeadless } = service;
      // Ports that cannot be read, and a Service that must have some, are findings of their own.
      if (ports.length ? ports.some((p) => p.port === undefined) : !isHeadless || service.get('spec', 'ports') != null) continue;
      const target = `${service.namespace}/${service.name}:${port}`;
      if (said.has(target)) continue;
      said.add(target);
      const swapped = ports.find((p) => p.targetPort === port);
      const own = swapped && (typeof port === 'string' && swapped.name ? swapped.name : swapped.port);
      const near = own ?? (typeof port === 'string' ? nearest(port, ports.flatMap((p) => p.name ?? [])) : undefined);
      const known = ports.slice(0, 10).map((p) => (p.name ? `${p.name} (${p.port})` : `${p.port}`));
      report({
        at: route.at(...backend.portPath),
        message: ports.length
          ? `Service "${service.name}" has no port ${typeof port === 'string' ? `named "${port}"` : port}${swapped ? '. That is its targetPort, and a backend names the port of the Service' : ''}; it has ${known.join(', ')}. Requests to this backend fail.`
          : `Headless Service "${service.name}" has no ports, so the controller finds no port to send requests to, and they fail.`,
        help: !ports.length
          ? 'Add the port to the Service; a headless Service may have ports, and routes need them.'
          : near === undefined
            ? 'Write one of its ports, or add the port to the Service.'
            : `Write ${near}${swapped ? '' : ', if that is meant'}.`,
        fix: near === undefined || typeof near !== typeof port ? undefined : { title: `Write ${near}`, safety: 'unsafe', changes: backends.filter((b) => b.name === backend.name && b.namespace === backend.namespace && b.port === port).map((b) => set(route.at(...b.portPath), near)) },
        related: [{ at: service.at('spec', 'ports'), message: `ports of Service "${service.name}"` }],
      });
    }
  },
});
