import { formatPath } from '../diagnostic.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'missing-field',
  subject: 'Object',
  severity: 'error',
  summary: 'a field that the API server requires is not there',
  check(object, { model, report }) {
    if (!object.name && !object.string('metadata', 'generateName') && object.kind !== 'Kustomization' && object.kind !== 'Component' && !model.fragments.has(object)) {
      report({
        at: object.at('metadata', 'name'),
        message: `This ${object.kind} has no name. The API server refuses it.`,
        help: 'Set metadata.name.',
      });
    }
    if (object instanceof Service && !object.ports.length && object.get('spec', 'ports') == null && !object.saysNone && !object.isExternalName && !model.fragments.has(object)) {
      report({
        at: object.at('spec', 'ports'),
        message: 'A Service with a cluster IP needs ports; only a headless one may have none. The API server refuses it.',
        help: 'Add the ports, or set clusterIP: None if a headless Service is meant.',
      });
    }
    for (const { problem, path, field, on } of model.violations.get(object) ?? []) {
      if (problem !== 'missing-field') continue;
      const at = on === 'value' && path.at(-1) === field ? path : [...path, field];
      // Said by missing-selector, with what to select.
      if (object instanceof Workload && at.length === 2 && field === 'selector') continue;
      report({
        at: object.at(...at),
        message: `${formatPath(at)} is required. The API server refuses the ${object.kind}.`,
        help: `Add ${field}.`,
      });
    }
  },
});
