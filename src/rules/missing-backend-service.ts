import { backendsOf } from '../model/backends.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'missing-backend-service',
  subject: 'Route',
  severity: 'warning',
  summary: 'an Ingress or a Gateway route names a Service that does not exist, and one of nearly that name does',
  check(route, { model, report }) {
    const said = new Set<string>();
    for (const backend of backendsOf(route)) {
      if (said.has(backend.name) || model.find('Service', backend.namespace, backend.name, route)) continue;
      said.add(backend.name);
      // Backends are often deployed by others; only a name that is nearly right says more than absence.
      const near = nearest(backend.name, model.namesAround('Service', backend.namespace, route));
      const service = near === undefined ? undefined : model.find('Service', backend.namespace, near, route)?.resource;
      if (!service) continue;
      report({
        at: route.at(...backend.namePath),
        absence: true,
        message: `No Service "${backend.name}" in namespace "${backend.namespace}"; there is "${near}". Requests end in a 503.`,
        help: `If "${near}" is meant, write that.`,
        related: [{ at: service.at('metadata', 'name'), message: `Service "${near}"` }],
      });
    }
  },
});
