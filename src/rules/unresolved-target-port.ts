import { resolvePort } from '../model/ports.ts';
import type { ContainerPort, Workload } from '../model/workload.ts';
import { portNameProblem } from '../model/name-formats.ts';
import { set, type Remedy } from '../remedy.ts';
import type { Service, ServicePort } from '../model/service.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unresolved-target-port',
  subject: 'Service',
  severity: 'warning',
  summary: 'a named `targetPort` is no port of the Pods that the Service selects',
  fixable: 'unsafe',
  check(service, { model, minor, report }) {
    for (const port of service.ports) {
      const { targetPort } = port;
      if (typeof targetPort !== 'string' || portNameProblem(targetPort)) continue;
      const { targets, unresolved } = resolvePort(service, port, model);
      const workload = unresolved.find((w) => w.isPlain);
      // Where some of the Pods have the port, the others are not what it is for.
      if (!workload || targets.length || unresolved.some((w) => !w.isPlain || w.hasUnreadablePort(targetPort))) continue;
      const meant = likely(port, targetPort, workload, minor);
      const lost = service.isHeadless
        ? `"${service.name}" resolves all the same, but EndpointSlices, SRV records and Ingress controllers lack the port`
        : `nothing answers at ${service.name}:${port.port ?? targetPort}`;
      report({
        at: service.portAt(port, 'targetPort'),
        message: `No container of ${workload} has a ${port.protocol} port named "${targetPort}"${meant?.name === targetPort ? `: its port of that name is ${meant.protocol}` : ''}; ${lost}.`,
        help: advice(port, targetPort, meant),
        fix: meant && remedyFor(service, port, targetPort, meant),
        related: meant
          ? [{ at: workload.at(...meant.path, meant.name === undefined ? 'containerPort' : 'name'), message: `${workload} has ${meant.name === undefined ? '' : `"${meant.name}", `}${meant.number}/${meant.protocol}` }]
          : [{ at: workload.at(...(workload.containers[0]?.path ?? workload.templatePath), 'ports'), message: `ports of ${workload}` }],
      });
    }
  },
});

/** The container port that was probably meant. */
function likely(port: ServicePort, targetPort: string, workload: Workload, minor: number): ContainerPort | undefined {
  const ports = workload.servingPorts(minor);
  const named = ports.filter((p) => p.name !== undefined);
  const near = nearest(targetPort, named.map((p) => p.name!));
  return (
    ports.find((p) => p.name === targetPort) ??
    ports.find((p) => p.number === port.port && p.protocol === port.protocol) ??
    named.find((p) => p.name === near) ??
    (ports.length === 1 ? ports[0] : undefined)
  );
}

function advice(port: ServicePort, targetPort: string, meant: ContainerPort | undefined): string {
  if (!meant) return `Declare the port in the container: name: ${targetPort}, containerPort: ….`;
  if (meant.name === targetPort) return `Make the protocols agree: set protocol: ${port.protocol} on the container port, or protocol: ${meant.protocol} here.`;
  if (meant.name === undefined) return `Give container port ${meant.number} the name ${targetPort}, or write targetPort: ${meant.number}.`;
  return `Write targetPort: ${meant.name}, or name the container port ${targetPort}.`;
}

function remedyFor(service: Service, port: ServicePort, targetPort: string, meant: ContainerPort): Remedy {
  if (meant.name === targetPort) return { title: `Set protocol: ${meant.protocol}`, safety: 'unsafe', changes: [set(service.portAt(port, 'protocol'), meant.protocol)] };
  const target = meant.name ?? meant.number;
  return { title: `Set targetPort: ${target}`, safety: 'unsafe', changes: [set(service.portAt(port, 'targetPort'), target)] };
}
