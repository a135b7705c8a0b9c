import { backendsTo } from '../model/backends.ts';
import { endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { governedBy } from '../model/governing.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'service-without-endpoints',
  subject: 'Service',
  severity: 'warning',
  summary: 'a Service has neither a selector nor hand-written endpoints',
  check(service, { model, report }) {
    if (service.hasSelector || service.isExternalName || governedBy(service, model).length) return;
    if (service.namespace === 'default' && service.name === 'kubernetes') return;
    if (endpointSlicesOf(service, model).length || endpointsOf(service, model)) return;
    // Slices and Endpoints that miss the Service by a label or a name are said there.
    const around = [...model.byKind('EndpointSlice'), ...model.byKind('Endpoints')];
    if (around.some((resource) => resource.namespace === service.namespace && model.scope.together(service, resource))) return;
    const backends = backendsTo(service, model);
    const alike = model.candidates(service, service.strings('metadata', 'labels'))[0];
    if (!service.isHeadless && !backends.length) return;
    const empty = service.has('spec', 'selector');
    report({
      at: service.at('spec', 'selector'),
      severity: backends.length || alike ? 'warning' : 'info',
      absence: true,
      message: `This Service has ${empty ? 'an empty selector, which is the same as none' : 'no selector'}, and no EndpointSlice or Endpoints object in the input is for it: it has no endpoints${
        service.isHeadless ? `, "${service.name}" does not resolve` : ''
      }${backends.length ? ', and requests to it end in a 503' : ''}, unless something else writes them.`,
      help: alike
        ? `If it is for ${alike}, give it the labels of that Pod template as selector.`
        : `Add a selector, or an EndpointSlice with the label kubernetes.io/service-name: ${service.name}.`,
      related: [
        ...backends.map((backend) => ({ at: backend.from.at(...backend.namePath), message: `${backend.from} sends requests to it` })),
        ...(alike ? [{ at: alike.keyAt(...alike.templatePath, 'metadata', 'labels'), message: `${alike} has Pods with a label of this Service` }] : []),
      ],
    });
  },
});
