import { endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** The mirroring controller joins Endpoints and Service by name (pkg/controller/endpointslicemirroring). */
export default defineRule({
  id: 'unlinked-endpoints',
  subject: 'Endpoints',
  severity: 'warning',
  summary: 'an Endpoints object has no Service of the same name',
  check(endpoints, { model, report }) {
    if (model.find('Service', endpoints.namespace, endpoints.name, endpoints)) return;
    // Leader elections of old kept their lock in Endpoints without addresses.
    if (!endpoints.list('subsets').length) return;
    const waiting = model.servicesWithoutSelector(endpoints.namespace).filter((s) => s.file === endpoints.file && !endpointSlicesOf(s, model).length && !endpointsOf(s, model));
    const meant = waiting.length === 1 ? waiting[0] : undefined;
    const near = meant?.name ?? nearest(endpoints.name, model.namesAround('Service', endpoints.namespace, endpoints));
    report({
      at: endpoints.at('metadata', 'name'),
      absence: true,
      // Volumes of GlusterFS read Endpoints by name, without a Service.
      severity: near ? 'warning' : 'info',
      message: `No Service "${endpoints.name}" in namespace "${endpoints.namespace}"${near ? `; there is "${near}"` : ''}. Endpoints belong to the Service of exactly the same name: these addresses are not in DNS.`,
      help: near ? `If they are for "${near}", give both the same name.` : 'Add a Service of that name without a selector.',
      related: meant ? [{ at: meant.at('metadata', 'name'), message: `Service "${meant.name}" has no selector and no endpoints` }] : [],
    });
  },
});
