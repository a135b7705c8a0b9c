import { endpointAddresses } from '../model/endpoints.ts';
import { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';

/** pkg/controller/endpoint and pkg/controller/endpointslice: they own what belongs to a Service with a selector. */
export default defineRule({
  id: 'overwritten-endpoints',
  subject: 'Endpoints',
  severity: 'error',
  summary: 'hand-written Endpoints for a Service with a selector are overwritten by its controller',
  check(endpoints, { model, report }) {
    // Without addresses there is nothing to lose.
    if (!endpointAddresses(endpoints).length) return;
    const link = model.find<Service>('Service', endpoints.namespace, endpoints.name, endpoints);
    const service = link?.resource;
    if (!link?.close || !(service instanceof Service) || !service.selectsPods) return;
    // What comes out of a cluster carries the controller's own objects.
    if (endpoints.isLive || endpoints.annotation('endpoints.kubernetes.io/last-change-trigger-time')) return;
    report({
      at: endpoints.at('metadata', 'name'),
      message: `Service "${service.name}" has a selector, so the endpoints controller writes this object itself: the addresses that stand here are replaced by those of the selected Pods, without a word.`,
      help: 'Remove the selector of the Service to keep the endpoints by hand, or remove this object.',
      related: [{ at: service.keyAt('spec', 'selector'), message: `selector of Service "${service.name}"` }],
    });
  },
});
