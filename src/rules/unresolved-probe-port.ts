import { asMap } from '../model/resource.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** pkg/kubelet/prober: a named port is looked up in the probe's own container, and the probe fails where it is not found. */
export default defineRule({
  id: 'unresolved-probe-port',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a probe names a port that its container does not have, so it always fails',
  check(workload, { report }) {
    for (const container of workload.containers) {
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        for (const handler of ['httpGet', 'tcpSocket']) {
          const port = asMap(asMap(container.fields[probe])?.[handler])?.['port'];
          if (typeof port !== 'string' || !port || container.ports.some((p) => p.name === port)) continue;
          // A number in quotes is taken as the number (pkg/probe/util.go ResolveContainerPort).
          if (/^\d+$/.test(port)) continue;
          const names = container.ports.flatMap((p) => p.name ?? []);
          const near = nearest(port, names);
          const elsewhere = workload.containers.find((c) => c !== container && c.ports.some((p) => p.name === port));
          report({
            at: workload.at(...container.path, probe, handler, 'port'),
            message: `Container "${container.name}" has no port named "${port}"${elsewhere ? `; it belongs to container "${elsewhere.name}", and a probe sees its own container only` : ''}: the probe always fails${
              probe === 'readinessProbe' ? ', the Pod is never ready, and DNS lists only ready Pods' : ', and the container is restarted over and over'
            }.`,
            help: near ? `Write ${near}, if that is meant.` : `Declare the port in this container, or write its number.`,
            related: container.ports.length ? [{ at: workload.keyAt(...container.path, 'ports'), message: `ports of container "${container.name}"` }] : [],
          });
        }
      }
    }
  },
});
