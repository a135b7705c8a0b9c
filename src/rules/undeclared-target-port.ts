import type { Model } from '../model/model.ts';
import type { Service, ServicePort } from '../model/service.ts';
import type { ContainerPort, Workload } from '../model/workload.ts';
import { podTexts } from '../names/texts.ts';
import { defineRule } from '../rule.ts';

/** Declaring a port is documentation (core/v1 ContainerPort), so another number is a hint and no more. */
export default defineRule({
  id: 'undeclared-target-port',
  subject: 'Service',
  severity: 'info',
  summary: 'a Service leads to a port that its Pods do not declare, while they declare others',
  check(service, { model, minor, report }) {
    for (const port of service.ports) {
      const stray = declaredOtherwise(service, port, model, minor);
      if (!stray) continue;
      const { workload, declared, target } = stray;
      report({
        at: service.portAt(port, port.targetPort === undefined ? 'port' : 'targetPort'),
        message: `This port leads to ${target}/${port.protocol} of the Pods of ${workload}, which declare ${listed(declared)}. Declaring ports is optional, but one of the two is often wrong.`,
        help: `If the container listens on ${target}, declare it there; if not, correct ${port.targetPort === undefined ? 'port' : 'targetPort'}.`,
        related: [{ at: workload.at(...declared[0]!.path, 'containerPort'), message: `ports of ${workload}` }],
      });
    }
  },
});

/** A workload that declares ports of the protocol, and not this one; undefined where some Pod declares it. */
function declaredOtherwise(service: Service, port: ServicePort, model: Model, minor: number): { workload: Workload; declared: ContainerPort[]; target: number } | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target !== 'number') return undefined;
  let stray: { workload: Workload; declared: ContainerPort[]; target: number } | undefined;
  for (const workload of model.selection(service).workloads) {
    const declared = workload.servingPorts(minor).filter((p) => p.protocol === port.protocol);
    if (!declared.length || declared.some((p) => p.number === target) || isKnown(service, declared) || isSaid(workload, target)) return undefined;
    stray ??= { workload, declared, target };
  }
  return stray;
}

/** True where some port of the Service leads to a declared one: then the others are simply not declared. */
function isKnown(service: Service, declared: readonly ContainerPort[]): boolean {
  return service.ports.some((p) => declared.some((d) => (d.name !== undefined && p.targetPort === d.name) || (p.targetPort ?? p.port) === d.number));
}

/** True where the program is told of the port: `--secure-port=9002` is as good as a declaration. */
function isSaid(workload: Workload, target: number): boolean {
  const said = new RegExp(`(?<![\\d.])${target}(?![\\d.])`);
  return podTexts(workload).some(({ text }) => said.test(text));
}

function listed(ports: readonly ContainerPort[]): string {
  return ports
    .slice(0, 3)
    .map((p) => `${p.number}/${p.protocol}`)
    .join(', ');
}
