import { backendsOf } from '../model/backends.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'missing-backend-service',
  subject: 'Route',
  severity: 'warning',
  summary: 'an Ingress or a Gateway route names a Service that does not exist, and one of nearly that name does',
  fixable: 'unsafe',
  check(route, { model, report }) {
    const said = new Set<string>();
    const backends = backendsOf(route);
    for (const { name, namespace, namePath } of backends) {
      const key = `${namespace}/${name}`;
      if (said.has(key) || model.find('Service', namespace, name, route)) continue;
      said.add(key);
      // Backends are often deployed by others; only a name that is nearly right says more than absence.
      const near = nearest(name, model.namesAround('Service', namespace, route));
      const service = near === undefined || areSiblings(name, near) ? undefined : model.find('Service', namespace, near, route)?.resource;
      if (!service) continue;
      report({
        at: route.at(...namePath),
        absence: 'Service',
        message: `No Service "${name}" in namespace "${namespace}"; there is "${near}". Requests for it fail.`,
        help: `If "${near}" is meant, write that.`,
        fix: { title: `Write "${near}"`, safety: 'unsafe', changes: backends.filter((b) => b.name === name && b.namespace === namespace).map((b) => set(route.at(...b.namePath), near!)) },
        related: [{ at: service.at('metadata', 'name'), message: `Service "${near}"` }],
      });
    }
  },
});

/** `web-1` and `web-2` are two Services, not a slip of the pen. */
function areSiblings(a: string, b: string): boolean {
  return /\d/.test(a + b) && a.replace(/\d+/g, '') === b.replace(/\d+/g, '');
}
