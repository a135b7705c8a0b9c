import { dns1123LabelProblem, portNameProblem } from '../model/name-formats.ts';
import type { Place } from '../model/resource.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/core/validation validateServicePort; a string targetPort is an IANA service name, a port name a DNS label. */
export default defineRule({
  id: 'invalid-port-name',
  subject: 'Service',
  severity: 'error',
  summary: 'the name of a Service port, or a `targetPort` in quotes, is not a valid port name',
  fixable: 'safe',
  check(service, { model, report }) {
    for (const port of service.ports) {
      const { name, targetPort } = port;
      const nameProblem = name === undefined || isPlaceholder(name) ? undefined : dns1123LabelProblem(name);
      if (name !== undefined && nameProblem) {
        report({
          at: service.portAt(port, 'name'),
          message: `Port name "${shorten(name)}" ${nameProblem}. The API server refuses the Service.`,
          help: 'Write a name of lower-case letters, digits and -.',
        });
      }
      const targetProblem = typeof targetPort === 'string' && !isPlaceholder(targetPort) ? portNameProblem(targetPort) : undefined;
      if (typeof targetPort !== 'string' || !targetProblem) continue;
      const number = /^\d+$/.test(targetPort) && Number(targetPort) > 0 && Number(targetPort) <= 65535 ? Number(targetPort) : undefined;
      // The container port of that name is as wrong; it is the same cause.
      const declared: { at: Place; message: string }[] = [];
      for (const workload of model.selection(service).workloads) {
        for (const { name: theirs, path } of workload.containers.flatMap((c) => c.ports)) {
          if (theirs === targetPort) declared.push({ at: workload.at(...path, 'name'), message: `${workload} declares a port of that name` });
        }
      }
      report({
        at: service.portAt(port, 'targetPort'),
        message: `targetPort "${shorten(targetPort)}" ${number === undefined ? targetProblem : 'is a number in quotes, and a string is the name of a container port'}. The API server refuses the Service.`,
        help: number === undefined ? 'Give the container port a name of at most 15 lower-case letters, digits and -, and write it here; the name of the Service port may stay.' : `Write targetPort: ${number} without quotes.`,
        fix: number === undefined ? undefined : { title: `Write ${number} without quotes`, safety: 'safe', changes: [set(service.portAt(port, 'targetPort'), number)] },
        related: declared,
      });
    }
  },
});
