import { formatPath } from '../diagnostic.ts';
import { asMap, type Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'missing-field',
  subject: 'Object',
  severity: 'error',
  summary: 'a field that the API server requires is not there',
  check(object, { model, minor, report }) {
    const isWhole = !model.fragments.has(object);
    if (isWhole && isNameless(object)) {
      report({
        at: object.at('metadata', 'name'),
        message: `This ${object.kind} has no name. The API server refuses it.`,
        help: 'Set metadata.name.',
      });
    }
    if (isWhole && object instanceof Service && lacksPorts(object)) {
      report({
        at: object.at('spec', 'ports'),
        message: 'This Service has no ports; only a headless or an ExternalName Service may do without. The API server refuses it.',
        help: 'Add the ports, or set clusterIP: None if a headless Service is meant.',
      });
    }
    for (const { problem, path, field, on } of model.violations.get(object) ?? []) {
      if (problem !== 'missing-field') continue;
      const at = on === 'value' && path.at(-1) === field ? path : [...path, field];
      // Items of a typed list take both from the list.
      if (at.length === 1 && (field === 'apiVersion' || field === 'kind')) continue;
      // Said by missing-selector, with what to select.
      if (object instanceof Workload && at.length === 2 && field === 'selector') continue;
      const inTemplate = object instanceof Workload && object.templatePath.length > 0 && at.length > object.templatePath.length + 1;
      report({
        at: object.at(...at),
        message: `${formatPath(at)} is required. ${inTemplate ? object.refusal(minor) : `The API server refuses the ${object.kind}.`}`,
        help: `Add ${field}.`,
      });
    }
  },
});

/** A name of another type is said by wrong-type. Kustomizations need none. */
function isNameless(object: Resource): boolean {
  const metadata = object.get('metadata');
  if (metadata !== undefined && metadata !== null && !asMap(metadata)) return false;
  const name = object.get('metadata', 'name');
  return (name === undefined || name === null || name === '') && !object.string('metadata', 'generateName') && object.kind !== 'Kustomization' && object.kind !== 'Component';
}

function lacksPorts(service: Service): boolean {
  const ports = service.get('spec', 'ports');
  return (ports === undefined || ports === null || (Array.isArray(ports) && !ports.length)) && !service.saysNone && !service.isExternalName;
}
