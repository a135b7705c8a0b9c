import { managedByLabel, serviceNameLabel } from '../model/endpoints.ts';
import { Service } from '../model/service.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** k8s.io/endpointslice reconciler.go: what has this label and no owner reference to the Service is deleted. */
const fromPods = 'endpointslice-controller.k8s.io';
/** pkg/controller/endpointslicemirroring syncEndpoints: what has this label is made like the Endpoints object, or deleted. */
const fromEndpoints = 'endpointslicemirroring-controller.k8s.io';

export default defineRule({
  id: 'controller-managed-endpoint-slice',
  subject: 'EndpointSlice',
  severity: 'error',
  summary: "a hand-written EndpointSlice carries a controller's `managed-by` label, and the controller deletes it",
  fixable: 'unsafe',
  check(slice, { model, report }) {
    const manager = slice.string('metadata', 'labels', managedByLabel);
    if (manager !== fromPods && manager !== fromEndpoints) return;
    // From a cluster it comes with its owner.
    if (slice.isLive || slice.list('metadata', 'ownerReferences').length) return;
    const name = slice.string('metadata', 'labels', serviceNameLabel);
    const link = name ? model.find<Service>('Service', slice.namespace, name, slice) : undefined;
    const service = link?.close && link.resource instanceof Service && !model.isPatched(link.resource) ? link.resource : undefined;
    const isDead = name && (manager === fromEndpoints || service?.selectsPods);
    const fate = isDead
      ? manager === fromEndpoints
        ? `which deletes every slice of "${name}" that no Endpoints object of that name stands for`
        : `which deletes it: Service "${name}" has a selector, and the slice is not of the controller's making`
      : name && manager === fromPods
        ? `which deletes it as soon as Service "${name}" has a selector`
        : 'which may change or delete it';
    report({
      at: slice.at('metadata', 'labels', managedByLabel),
      severity: isDead ? 'error' : 'warning',
      message: `This label gives the EndpointSlice to the controller "${manager}", ${fate}.`,
      help: `Give ${managedByLabel} a value of your own, such as the name of your team.`,
      fix: { title: 'Remove the label', safety: 'unsafe', changes: [remove(slice.at('metadata', 'labels', managedByLabel))] },
      related: service?.selectsPods ? [{ at: service.keyAt('spec', 'selector'), message: `selector of Service "${service.name}"` }] : [],
    });
  },
});
