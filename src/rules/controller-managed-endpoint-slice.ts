import { managedByLabel, serviceNameLabel } from '../model/endpoints.ts';
import { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';

const controllers = new Set(['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']);

/** pkg/controller/endpointslice lists its slices by this label and deletes those it does not want. */
export default defineRule({
  id: 'controller-managed-endpoint-slice',
  subject: 'EndpointSlice',
  severity: 'error',
  summary: "a hand-written EndpointSlice carries a controller's `managed-by` label, and the controller deletes it",
  check(slice, { model, report }) {
    const manager = slice.string('metadata', 'labels', managedByLabel);
    if (manager === undefined || !controllers.has(manager) || slice.has('metadata', 'uid') || slice.list('metadata', 'ownerReferences').length) return;
    const name = slice.string('metadata', 'labels', serviceNameLabel);
    const link = name ? model.find<Service>('Service', slice.namespace, name, slice) : undefined;
    const service = link?.close && link.resource instanceof Service ? link.resource : undefined;
    const isDeleted = manager === 'endpointslice-controller.k8s.io' && service?.selectsPods === true;
    report({
      at: slice.at('metadata', 'labels', managedByLabel),
      severity: isDeleted ? 'error' : 'warning',
      message: `This label gives the EndpointSlice to the controller "${manager}"${isDeleted ? `, which deletes it: Service "${service!.name}" has a selector, and the slice is none of its own` : ', which may change or delete it'}.`,
      help: `Give ${managedByLabel} a value of your own, such as the name of your team.`,
      related: service ? [{ at: service.keyAt('spec', 'selector'), message: `Service "${service.name}"` }] : [],
    });
  },
});
