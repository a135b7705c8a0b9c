import { endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { governedBy } from '../model/governing.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'governing-service-without-selector',
  subject: 'Service',
  severity: 'warning',
  summary: 'the governing Service of a StatefulSet has no selector',
  check(service, { model, report }) {
    if (service.hasSelector || service.isExternalName) return;
    const governed = governedBy(service, model);
    // Software like Patroni keeps the endpoints itself; an Endpoints object in the input tells.
    if (!governed.length || endpointsOf(service, model) || endpointSlicesOf(service, model).length) return;
    const statefulSet = governed[0]!;
    report({
      at: service.at('spec', 'selector'),
      message: `This Service governs ${statefulSet} but ${service.has('spec', 'selector') ? 'its selector is empty, which is the same as none' : 'has no selector'}: it gets no endpoints, so neither "${service.name}" nor ${statefulSet.name}-0.${service.name} resolves, unless other software writes EndpointSlices for it.`,
      help: 'Give it the labels of the Pod template as selector.',
      related: governed.map((s) => ({ at: s.at('spec', 'serviceName'), message: `${s} names it` })),
    });
  },
});
