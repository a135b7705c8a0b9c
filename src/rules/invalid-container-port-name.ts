import { portNameProblem } from '../model/name-formats.ts';
import type { ContainerPort } from '../model/workload.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/core/validation validateContainerPorts. */
export default defineRule({
  id: 'invalid-container-port-name',
  subject: 'Workload',
  severity: 'error',
  summary: 'the name of a container port is not valid, or stands twice in its container',
  check(workload, { model, minor, report }) {
    const severity = workload.isBuiltIn ? 'error' : 'warning';
    const targeted = new Set(model.servicesOf(workload).flatMap((service) => service.ports.map((port) => port.targetPort)));
    for (const container of workload.containers) {
      const names = new Map<string, ContainerPort>();
      for (const port of container.ports) {
        if (port.name === undefined || isPlaceholder(port.name)) continue;
        const at = workload.at(...port.path, 'name');
        const problem = portNameProblem(port.name);
        const first = names.get(port.name);
        if (!problem && !first) names.set(port.name, port);
        else if (!problem && first) {
          report({
            at,
            severity,
            message: `Port name "${port.name}" stands twice in container "${container.name}". ${workload.refusal(minor)}`,
            help: 'Give each port of a container a name of its own.',
            related: [{ at: workload.at(...first.path, 'name'), message: 'first here' }],
          });
        } else if (!targeted.has(port.name)) {
          // Where a Service targets the name, it is said there.
          report({
            at,
            severity,
            message: `Port name "${shorten(port.name)}" ${problem}. ${workload.refusal(minor)}`,
            help: 'Write a name of at most 15 lower-case letters, digits and -, with at least one letter.',
          });
        }
      }
    }
  },
});
