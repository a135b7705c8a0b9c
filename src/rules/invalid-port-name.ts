import { dns1123LabelProblem, portNameProblem } from '../model/names.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validateServicePort; a string targetPort is an IANA service name, a port name a DNS label. */
export default defineRule({
  id: 'invalid-port-name',
  subject: 'Service',
  severity: 'error',
  summary: 'the name of a Service port, or a `targetPort` in quotes, is not a valid port name',
  check(service, { model, report }) {
    for (const port of service.ports) {
      const nameProblem = port.name === undefined ? undefined : dns1123LabelProblem(port.name);
      if (nameProblem) {
        report({
          at: service.portAt(port, 'name'),
          message: `Port name "${port.name}" ${nameProblem}. The API server refuses the Service.`,
          help: 'Write a name of lower-case letters, digits and -.',
        });
      }
      const { targetPort } = port;
      const targetProblem = typeof targetPort === 'string' ? portNameProblem(targetPort) : undefined;
      if (typeof targetPort !== 'string' || !targetProblem) continue;
      const isNumber = /^\d+$/.test(targetPort);
      // The container port of that name is as wrong; it is the same cause.
      const declared = model
        .selection(service)
        .workloads.flatMap((workload) => workload.containers.flatMap((c) => c.ports).filter((p) => p.name === targetPort).map((p) => ({ at: workload.at(...p.path, 'name'), message: `${workload} declares a port of that name, which is refused as well` })));
      report({
        at: service.portAt(port, 'targetPort'),
        message: `targetPort "${targetPort}" ${isNumber ? 'is a number in quotes, and a string is the name of a container port' : targetProblem}. The API server refuses the Service.`,
        help: isNumber ? `Write targetPort: ${targetPort} without quotes.` : 'Shorten the name of the container port, and write the same here; the name of the Service port may stay as it is.',
        related: declared,
      });
    }
  },
});
