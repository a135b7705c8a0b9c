import { managedByLabel, serviceNameLabel, servicesWithoutEndpoints } from '../model/endpoints.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** CoreDNS and kube-proxy join EndpointSlice and Service by this label alone (discovery/v1 LabelServiceName). */
export default defineRule({
  id: 'unlinked-endpoint-slice',
  subject: 'EndpointSlice',
  severity: 'error',
  summary: 'an EndpointSlice belongs to no Service: its label is missing or names none',
  fixable: 'unsafe',
  check(slice, { model, report }) {
    // Slices that a controller wrote come from a cluster, where their Service is; those of other clusters have other labels.
    if (/controller\.k8s\.io$/.test(slice.string('metadata', 'labels', managedByLabel) ?? '') || slice.has('metadata', 'labels', 'multicluster.kubernetes.io/service-name')) return;
    const label = slice.get('metadata', 'labels', serviceNameLabel);
    if (typeof label === 'string' && label) return missing(label);
    // A label of another type is a finding of its own.
    if (label !== undefined && label !== null && label !== '') return;
    const service = waiting(slice, model);
    report({
      at: slice.at('metadata', 'labels', serviceNameLabel),
      severity: service ? 'error' : 'warning',
      message: `Without the label ${serviceNameLabel} this EndpointSlice belongs to no Service: CoreDNS and kube-proxy pass it over${
        service ? `, and "${service.name}" ${service.isHeadless ? 'does not resolve' : 'has no endpoints'}` : ''
      }. Its own name says nothing to them.`,
      fix: service && { title: `Set the label ${serviceNameLabel}: ${service.name}`, safety: 'unsafe', changes: [set(slice.at('metadata', 'labels', serviceNameLabel), service.name)] },
      help: `Add the label ${serviceNameLabel}: ${service?.name ?? 'the name of its Service'}.`,
      related: service ? [{ at: service.at('metadata', 'name'), message: `Service "${service.name}" has no selector and no endpoints` }] : [],
    });

    function missing(name: string): void {
      const { namespace } = slice;
      if (model.find('Service', namespace, name, slice) || (namespace === 'default' && name === 'kubernetes')) return;
      const elsewhere = model.inOtherNamespace('Service', name, slice);
      const near = elsewhere ? undefined : nearest(name, model.namesAround('Service', namespace, slice));
      report({
        at: slice.at('metadata', 'labels', serviceNameLabel),
        severity: 'warning',
        absence: 'Service',
        message: `No Service "${name}" in namespace "${namespace}"${elsewhere ? `, only in "${elsewhere.namespace}"` : near ? `; there is "${near}"` : ''}: without it these addresses are not in DNS.`,
        fix: near === undefined ? undefined : { title: `Write ${near}`, safety: 'unsafe', changes: [set(slice.at('metadata', 'labels', serviceNameLabel), near)] },
        help: elsewhere ? 'Put both into one namespace.' : near ? `If "${near}" is meant, write that.` : 'Add a Service of that name without a selector.',
      });
    }
  },
});

/** The Service that waits for this slice: its name begins the slice's, or it is the only one of the file that waits. */
function waiting(slice: Resource, model: Model): Service | undefined {
  const services = servicesWithoutEndpoints(slice.namespace, model);
  const named = services.find((s) => slice.name.startsWith(s.name) && model.scope.together(slice, s));
  if (named) return named;
  const beside = services.filter((s) => s.file === slice.file);
  return beside.length === 1 ? beside[0] : undefined;
}
