import { endpointsOf, endpointSlicesOf, managedByLabel, serviceNameLabel } from '../model/endpoints.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unlinked-endpoint-slice',
  subject: 'EndpointSlice',
  severity: 'error',
  summary: 'an EndpointSlice belongs to no Service: its label is missing or names none',
  check(slice, { model, report }) {
    // Slices that a controller wrote come from a cluster, where their Service is.
    if (/controller\.k8s\.io$/.test(slice.string('metadata', 'labels', managedByLabel) ?? '')) return;
    const name = slice.string('metadata', 'labels', serviceNameLabel);
    const waiting = servicesWithout(slice, model);
    if (!name) {
      const service = waiting.find((s) => slice.name.startsWith(s.name)) ?? (waiting.length === 1 && waiting[0]!.file === slice.file ? waiting[0] : undefined);
      report({
        at: slice.at('metadata', 'labels', serviceNameLabel),
        severity: service ? 'error' : 'warning',
        message: `Without the label ${serviceNameLabel} this EndpointSlice belongs to no Service: neither CoreDNS nor kube-proxy sees it, and its name says nothing to them${service ? `. "${service.name}" does not resolve` : ''}.`,
        help: `Add the label ${serviceNameLabel}: ${service?.name ?? 'the name of its Service'}.`,
        related: service ? [{ at: service.at('metadata', 'name'), message: `Service "${service.name}" has no selector and no endpoints` }] : [],
      });
      return;
    }
    if (model.find('Service', slice.namespace, name, slice)) return;
    const near = nearest(name, model.namesAround('Service', slice.namespace, slice));
    report({
      at: slice.at('metadata', 'labels', serviceNameLabel),
      severity: 'warning',
      absence: true,
      message: `No Service "${name}" in namespace "${slice.namespace}"${near ? `; there is "${near}"` : ''}: without it these addresses are not in DNS.`,
      help: near ? `If "${near}" is meant, write that.` : 'Add a Service of that name without a selector.',
    });
  },
});

/** Services around that wait for endpoints: no selector, no slice, no Endpoints. */
function servicesWithout(slice: Resource, model: Model): Service[] {
  return model.servicesWithoutSelector(slice.namespace).filter((s) => model.scope.together(slice, s) && !endpointSlicesOf(s, model).length && !endpointsOf(s, model));
}
