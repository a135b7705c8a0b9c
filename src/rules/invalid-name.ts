import { isRead } from '../kinds.ts';
import { dns1035LabelProblem, dns1123LabelProblem, dns1123SubdomainProblem } from '../model/name-formats.ts';
import type { Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** kustomize reads the first two and names Namespaces anew. */
const unchecked = new Set(['Kustomization', 'Component', 'Namespace']);

/** The API server's name formats by kind: Service RFC 1035 up to 1.35 (KEP-5311), StatefulSet RFC 1123 label, others DNS subdomain. */
export default defineRule({
  id: 'invalid-name',
  subject: 'Object',
  severity: 'error',
  summary: '`metadata.name` is not a name that the API server takes for this kind',
  fixable: 'unsafe',
  check(object, { model, minor, report }) {
    const { name, kind } = object;
    // Roles, users and others have formats of their own. A patch may name its target by a pattern.
    if (!name || unchecked.has(kind) || !(isRead(object.apiVersion, kind) || object instanceof Workload) || model.fragments.has(object) || isPlaceholder(name)) return;
    const problem = nameProblem(object, name);
    const right = name.toLowerCase().replaceAll(/[_ ]/g, '-');
    if (problem) {
      report({
        at: object.at('metadata', 'name'),
        message: `The name "${shorten(name)}" ${problem}. The API server refuses the ${kind}.`,
        fix: nameProblem(object, right) ? undefined : { title: `Write ${right} (what refers to it has to follow)`, safety: 'unsafe', changes: [set(object.at('metadata', 'name'), right)] },
        help: isLabel(object) ? 'Choose a DNS label: lower-case letters, digits and -, 63 characters at most.' : 'Choose a short name of lower-case letters, digits and -.',
      });
    } else if (object instanceof Service && minor < 36 && dns1035LabelProblem(name)) {
      report({
        at: object.at('metadata', 'name'),
        severity: model.options.kubernetes.assumed ? 'warning' : 'error',
        message: `The name "${name}" starts with a digit. Kubernetes up to 1.35 refuses the Service; 1.36 and later accept it.`,
        help: 'Start the name with a letter. A StatefulSet may keep its name, only its Service and serviceName change.',
      });
    }
  },
});

function isLabel(object: Resource): boolean {
  return object instanceof Service || (object instanceof Workload && object.isStatefulSet);
}

function nameProblem(object: Resource, name: string): string | undefined {
  if (isLabel(object)) return dns1123LabelProblem(name);
  return dns1123SubdomainProblem(name) ?? (object.group === 'batch' ? jobNameProblem(object, name) : undefined);
}

/** pkg/apis/batch/validation: names of Jobs become labels, those of Indexed Jobs hostnames, and a CronJob's Jobs get eleven characters more. */
function jobNameProblem(job: Resource, name: string): string | undefined {
  const { kind } = job;
  if (kind === 'CronJob' && name.length > 52) return `has ${name.length} characters, that of a CronJob at most 52`;
  if (kind !== 'Job') return undefined;
  if (name.length > 63 && job.boolean('spec', 'manualSelector') !== true) return `has ${name.length} characters, that of a Job at most 63`;
  if (job.string('spec', 'completionMode') !== 'Indexed') return undefined;
  const last = `${name}-${Math.max(1, job.number('spec', 'completions') ?? 1) - 1}`;
  const problem = dns1123LabelProblem(last);
  return problem && `makes the Pod hostname "${shorten(last)}", which ${problem}`;
}
