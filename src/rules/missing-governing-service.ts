import { governing, headlessTwins } from '../model/governing.ts';
import { append, set, type Remedy } from '../remedy.ts';
import type { Model } from '../model/model.ts';
import type { Workload } from '../model/workload.ts';
import { governingServiceFor } from '../governing/service.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'missing-governing-service',
  subject: 'StatefulSet',
  severity: 'warning',
  summary: '`spec.serviceName` names a Service that does not exist',
  fixable: 'unsafe',
  check(statefulSet, { model, report }) {
    const { name, malformed, link } = governing(statefulSet, model);
    if (name === undefined || malformed || link) return;
    const { namespace } = statefulSet;
    const twins = headlessTwins(statefulSet, model);
    const near = nearest(name, model.namesAround('Service', namespace, statefulSet));
    const other = model.inOtherNamespace('Service', name, statefulSet);
    const meant = twins.find((service) => service.name === near) ?? twins[0];
    const dead = `The Pods run, but ${statefulSet.name}-${statefulSet.firstOrdinal}.${name}.${namespace}.svc and its siblings do not resolve`;
    const at = statefulSet.at('spec', 'serviceName');
    if (meant) {
      report({
        at,
        message: `No Service "${name}" in namespace "${namespace}"; the headless one for these Pods is "${meant.name}". ${dead}, nor are there names under "${meant.name}": they follow serviceName.`,
        fix: { title: `Set serviceName to "${meant.name}"`, safety: 'unsafe', changes: [set(at, meant.name)] },
        help: `Set serviceName to "${meant.name}". On a live StatefulSet the field is immutable: delete with --cascade=orphan and create it again.`,
        absence: 'Service',
        related: [{ at: meant.at('metadata', 'name'), message: `headless Service "${meant.name}" selects these Pods` }],
      });
      return;
    }
    if (other) {
      report({
        at,
        message: `Service "${name}" is in namespace "${other.namespace}", this StatefulSet in "${namespace}"; the two have to share one. ${dead}.`,
        help: `Put both into one namespace${statefulSet.declaredNamespace === undefined && namespace === model.options.defaultNamespace ? ': this StatefulSet names none, so it lands in the default one (see --namespace)' : ''}.`,
        absence: 'Service',
        related: [{ at: other.at('metadata', 'namespace'), message: `Service "${name}" is in namespace "${other.namespace}"` }],
      });
      return;
    }
    report({
      at,
      message: `No Service "${name}" in namespace "${namespace}"${near ? `; there is "${near}"` : ''}. ${dead}.`,
      fix: near === undefined ? addition(statefulSet, model) : { title: `Set serviceName to "${near}"`, safety: 'unsafe', changes: [set(at, near)] },
      help: near ? `If "${near}" is meant, write that.` : `Add a headless Service (clusterIP: None) "${name}" that selects these Pods, or lint it together with this file if it exists.`,
      absence: 'Service',
    });
  },
});

/** The Service that is missing, behind the StatefulSet: a file that says both says what belongs together. */
function addition(statefulSet: Workload, model: Model): Remedy | undefined {
  const service = governingServiceFor(statefulSet, model);
  if ('problem' in service) return undefined;
  const { name, namespace, publishNotReadyAddresses, selector, ports } = service;
  const value = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      clusterIP: 'None',
      ...(publishNotReadyAddresses && { publishNotReadyAddresses }),
      ...(ports.length && { ports: ports.map(({ name: called, port, protocol, appProtocol }) => ({ name: called, port, ...(protocol !== 'TCP' && { protocol }), ...(appProtocol !== undefined && { appProtocol }) })) }),
      selector,
    },
  };
  return { title: `Add a headless Service "${name}" that selects these Pods`, safety: 'unsafe', changes: [append(statefulSet, value)] };
}
