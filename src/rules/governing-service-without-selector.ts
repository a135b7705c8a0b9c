import { endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { governedBy } from '../model/governing.ts';
import { set } from '../remedy.ts';
import { formatLabels } from '../model/selector.ts';
import { selectorFor } from '../model/selector-for.ts';
import { defineRule } from '../rule.ts';

/** pkg/controller/endpointslice syncService: `services without a selector receive no endpoint slices from this controller`. */
export default defineRule({
  id: 'governing-service-without-selector',
  subject: 'Service',
  severity: 'warning',
  summary: 'the governing Service of a StatefulSet has no selector',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (service.hasSelector || service.isExternalName) return;
    // A selector of a wrong type is another finding, and commonLabels of a kustomization bring one along.
    const written = service.get('spec', 'selector');
    if ((written != null && !service.map('spec', 'selector')) || model.kustomizations.addedLabels(service.file)) return;
    const governed = governedBy(service, model);
    // Software like Patroni keeps the endpoints itself; an Endpoints object in the input tells.
    if (!governed.length || endpointsOf(service, model) || endpointSlicesOf(service, model).length) return;
    const statefulSet = governed[0]!;
    const pod = `${statefulSet.name}-${statefulSet.firstOrdinal}.${service.name}`;
    const dead = service.saysNone ? `neither "${service.name}" nor ${pod} resolves` : `nothing answers at "${service.name}", and ${pod} does not resolve`;
    const found = selectorFor(statefulSet, model);
    const selected = 'selector' in found ? found.selector : undefined;
    report({
      at: service.at('spec', 'selector'),
      message: `This Service governs ${statefulSet} but ${written === undefined ? 'has no selector' : 'its selector is empty, which is the same as none'}. It gets no endpoints: ${dead}, unless other software writes EndpointSlices for it.`,
      help: 'Give it the labels of the Pod template as selector.',
      fix: selected && { title: `Select ${formatLabels(selected)}`, safety: 'unsafe', changes: [set(service.at('spec', 'selector'), selected)] },
      related: governed.map((s) => ({ at: s.at('spec', 'serviceName'), message: `${s} names it` })),
    });
  },
});
