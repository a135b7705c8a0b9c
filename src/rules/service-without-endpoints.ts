import { backendsTo } from '../model/backends.ts';
import { endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import { governedBy } from '../model/governing.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { set } from '../remedy.ts';
import { formatLabels } from '../model/selector.ts';
import { selectorFor } from '../model/selector-for.ts';
import { defineRule } from '../rule.ts';

/** Labels that say what a Service is for; the others are shared by the whole of an application. */
const telling = ['app', 'app.kubernetes.io/name', 'k8s-app', 'name'];

export default defineRule({
  id: 'service-without-endpoints',
  subject: 'Service',
  severity: 'warning',
  summary: 'a Service has neither a selector nor hand-written endpoints',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (!service.name || service.hasSelector || service.isExternalName || governedBy(service, model).length) return;
    if (service.namespace === 'default' && service.name === 'kubernetes') return;
    if (endpointSlicesOf(service, model).length || endpointsOf(service, model)) return;
    // Slices and Endpoints that miss the Service by a label or a name are said there.
    if (model.derived(handWritten).get(service.namespace)?.some((resource) => model.scope.together(service, resource))) return;
    const backends = backendsTo(service, model);
    if (!service.isHeadless && !backends.length) return;
    const labels = Object.entries(service.strings('metadata', 'labels')).filter(([key]) => telling.includes(key));
    const alike = model.candidates(service, Object.fromEntries(labels))[0];
    if (!backends.length && !alike && model.operated(service)) return;
    const says = service.get('spec', 'selector') == null ? 'no selector' : 'an empty selector, which is the same as none';
    const effect = [service.isHeadless ? `"${service.name}" does not resolve` : '', backends.length ? 'requests to it fail' : ''].filter(Boolean).join(' and ');
    const found = alike && selectorFor(alike, model);
    const selected = found && 'selector' in found ? found.selector : undefined;
    report({
      at: service.at('spec', 'selector'),
      severity: backends.length || alike ? 'warning' : 'info',
      absence: 'EndpointSlice',
      message: `This Service has ${says}, and no EndpointSlice or Endpoints object in the input is for it. Unless something else writes them, it has no endpoints: ${effect}.`,
      fix: selected && { title: `Select ${formatLabels(selected)}`, safety: 'unsafe', changes: [set(service.at('spec', 'selector'), selected)] },
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

const handWritten = (model: Model) => {
  const found = new Map<string, Resource[]>();
  for (const kind of ['EndpointSlice', 'Endpoints']) for (const resource of model.byKind(kind)) push(found, resource.namespace, resource);
  return found;
};
