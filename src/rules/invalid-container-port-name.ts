import { portNameProblem } from '../model/names.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validateContainerPorts. */
export default defineRule({
  id: 'invalid-container-port-name',
  subject: 'Workload',
  severity: 'error',
  summary: 'the name of a container port is not valid, or stands twice in its container',
  check(workload, { model, minor, report }) {
    if (!workload.isBuiltIn) return;
    const targeted = new Set(model.servicesOf(workload).flatMap((service) => service.ports.map((port) => port.targetPort)));
    const refusal = workload.isStatefulSet && minor < 34 ? 'The StatefulSet is accepted, but its Pods are refused (FailedCreate).' : `The API server refuses the ${workload.kind}.`;
    for (const container of workload.containers) {
      const names = new Map<string, (typeof container.ports)[number]>();
      for (const port of container.ports) {
        if (port.name === undefined) continue;
        const problem = portNameProblem(port.name);
        // Where a Service targets the name, it is said there.
        if (problem && !targeted.has(port.name)) {
          report({
            at: workload.at(...port.path, 'name'),
            message: `Port name "${port.name}" ${problem}. ${refusal}`,
            help: 'Write a name of at most 15 lower-case letters, digits and -, with at least one letter.',
          });
        }
        const first = names.get(port.name);
        if (first) {
          report({
            at: workload.at(...port.path, 'name'),
            message: `Port name "${port.name}" stands twice in container "${container.name}". ${refusal}`,
            help: 'Give each port of a container a name of its own.',
            related: [{ at: workload.at(...first.path, 'name'), message: 'first here' }],
          });
        }
        names.set(port.name, first ?? port);
      }
    }
  },
});
