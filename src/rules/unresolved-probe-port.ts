import { portNameProblem } from '../model/names.ts';
import { asMap } from '../model/resource.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

const consequences: Readonly<Record<string, string>> = {
  readinessProbe: 'the probe never succeeds, so the Pod is never ready, and DNS lists only ready Pods',
  startupProbe: 'the probe never succeeds, so the container never counts as started and the Pod is never ready',
  livenessProbe: 'the kubelet drops the result, so the container is never restarted by it',
};

/** pkg/kubelet/prober: a named port is looked up in the probe's own container; where it is not found there is no result. */
export default defineRule({
  id: 'unresolved-probe-port',
  subject: 'Workload',
  severity: 'error',
  summary: 'a probe names a port that its container does not have',
  check(workload, { report }) {
    for (const container of workload.containers) {
      for (const probe of Object.keys(consequences)) {
        for (const handler of ['httpGet', 'tcpSocket']) {
          const port = asMap(asMap(container.fields[probe])?.[handler])?.['port'];
          if (typeof port !== 'string' || !port || container.ports.some((p) => p.name === port)) continue;
          const problem = portNameProblem(port);
          if (problem) {
            report({
              at: workload.at(...container.path, probe, handler, 'port'),
              severity: workload.isBuiltIn ? 'error' : 'warning',
              message: `Port "${port}" ${/^\d+$/.test(port) ? 'is a number in quotes, and a string is the name of a container port' : problem}. The API server refuses the ${workload.kind}.`,
              help: /^\d+$/.test(port) ? `Write port: ${port} without quotes.` : 'Write the name of a port of this container, or its number.',
            });
            continue;
          }
          const names = container.ports.flatMap((p) => p.name ?? []);
          const near = nearest(port, names);
          const elsewhere = workload.containers.find((c) => c !== container && c.ports.some((p) => p.name === port));
          report({
            at: workload.at(...container.path, probe, handler, 'port'),
            severity: 'warning',
            message: `Container "${container.name}" has no port named "${port}"${elsewhere ? `; it belongs to container "${elsewhere.name}", and a probe sees its own container only` : ''}: ${consequences[probe]}.`,
            help: near ? `Write ${near}, if that is meant.` : `Declare the port in this container, or write its number.`,
            related: container.ports.length ? [{ at: workload.keyAt(...container.path, 'ports'), message: `ports of container "${container.name}"` }] : [],
          });
        }
      }
    }
  },
});
