import { dns1035LabelProblem, dns1123LabelProblem, dns1123SubdomainProblem } from '../model/names.ts';
import type { Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

/** The API server's name formats by kind: Service RFC 1035 up to 1.35 (KEP-5311), StatefulSet RFC 1123 label, others DNS subdomain. */
export default defineRule({
  id: 'invalid-name',
  subject: 'Object',
  severity: 'error',
  summary: '`metadata.name` is not a name that the API server takes for this kind',
  check(object, { model, minor, report }) {
    const { name, kind } = object;
    // A patch may name its target by a pattern, and kustomize names Namespaces anew.
    if (!name || kind === 'Kustomization' || kind === 'Component' || kind === 'Namespace' || model.fragments.has(object)) return;
    const problem = nameProblem(object);
    if (problem) {
      report({
        at: object.at('metadata', 'name'),
        message: `The name "${name}" ${problem}. The API server refuses the ${kind}.`,
        help: object instanceof Service || isStatefulSet(object) ? 'Choose a DNS label: lower-case letters, digits and -, 63 characters at most.' : 'Choose a DNS name: lower-case letters, digits, - and dots.',
      });
    } else if (object instanceof Service && minor < 36 && dns1035LabelProblem(name)) {
      report({
        at: object.at('metadata', 'name'),
        severity: model.options.kubernetes.assumed ? 'warning' : 'error',
        message: `The name "${name}" starts with a digit. Kubernetes up to 1.35 refuses the Service (RFC 1035 label); 1.36 and later accept it.`,
        help: 'Start the name with a letter. A StatefulSet may keep its name, only its Service and serviceName change.',
      });
    }
  },
});

function isStatefulSet(object: Resource): boolean {
  return object instanceof Workload && object.isStatefulSet;
}

function nameProblem(object: Resource): string | undefined {
  // A CronJob's Jobs get eleven characters more (pkg/apis/batch/validation).
  if (object.kind === 'CronJob' && object.name.length > 52) return `has ${object.name.length} characters, that of a CronJob at most 52`;
  if (object instanceof Service || isStatefulSet(object)) return dns1123LabelProblem(object.name);
  return dns1123SubdomainProblem(object.name);
}
