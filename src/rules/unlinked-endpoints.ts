import { servicesWithoutEndpoints } from '../model/endpoints.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** The mirroring controller joins Endpoints and Service by name (pkg/controller/endpointslicemirroring). */
export default defineRule({
  id: 'unlinked-endpoints',
  subject: 'Endpoints',
  severity: 'warning',
  summary: 'an Endpoints object has no Service of the same name',
  fixable: 'unsafe',
  check(endpoints, { model, report }) {
    const { name, namespace } = endpoints;
    if (!name || model.find('Service', namespace, name, endpoints) || (namespace === 'default' && name === 'kubernetes')) return;
    // Leader elections of old kept their lock in Endpoints without addresses.
    if (!endpoints.list('subsets').length) return;
    const waiting = servicesWithoutEndpoints(namespace, model).filter((s) => model.scope.together(s, endpoints));
    const beside = waiting.filter((s) => s.file === endpoints.file);
    const near = beside.length === 1 ? beside[0]!.name : nearest(name, waiting.map((s) => s.name));
    const meant = waiting.find((s) => s.name === near);
    const elsewhere = meant ? undefined : model.inOtherNamespace('Service', name, endpoints);
    report({
      at: endpoints.at('metadata', 'name'),
      absence: 'Service',
      // Volumes of GlusterFS read Endpoints by name, without a Service.
      severity: meant || elsewhere ? 'warning' : 'info',
      message: `No Service "${name}" in namespace "${namespace}"${elsewhere ? `, only in "${elsewhere.namespace}"` : meant ? `; there is "${near}"` : ''}. Endpoints belong to the Service of exactly the same name: these addresses are not in DNS.`,
      help: elsewhere ? 'Put both into one namespace.' : meant ? `If they are for "${near}", give both the same name.` : 'Add a Service of that name without a selector.',
      fix: meant && { title: `Call it ${meant.name}`, safety: 'unsafe', changes: [set(endpoints.at('metadata', 'name'), meant.name)] },
      related: meant ? [{ at: meant.at('metadata', 'name'), message: `Service "${near}" has no selector and no endpoints` }] : [],
    });
  },
});
