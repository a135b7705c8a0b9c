import { endpointPorts, endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import type { Model } from '../model/model.ts';
import { mentionsOf } from '../names/named.ts';
import { resolvePort } from '../model/ports.ts';
import type { Place } from '../model/resource.ts';
import type { Service, ServicePort } from '../model/service.ts';
import { remove, set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

interface End {
  readonly number: number;
  readonly place: Place;
  readonly message: string;
  /** What is to be corrected if `port` is right. */
  readonly mend: string;
}

export default defineRule({
  id: 'port-target-port-mismatch',
  subject: 'Service',
  severity: 'warning',
  summary: '`port` and `targetPort` of a headless Service differ, and nobody translates',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (!service.isHeadless) return;
    for (const port of service.ports) {
      if (port.port === undefined) continue;
      const end = differentEnd(service, port, model);
      if (!end) continue;
      const dialled = mentionsOf(service, model).find(({ host, name, resource }) => host.port === port.port && !name.srv && !model.isPatched(resource));
      report({
        at: service.portAt(port, typeof port.targetPort === 'string' ? 'targetPort' : 'port'),
        message: `Port ${port.port} of this headless Service leads to ${end.number}${end.message}, but nothing translates: DNS gives only addresses, and ${service.name}:${port.port} is refused where only ${end.number} listens.${port.name === undefined ? '' : ` SRV records say ${end.number}.`}`,
        help: `Write port: ${end.number}${typeof port.targetPort === 'number' ? ' and drop targetPort' : ''}, and have clients and Ingresses use it. If ${service.hasSelector ? 'the Pods' : 'the endpoints'} really listen on ${port.port}, correct ${end.mend} instead.`,
        fix: {
          title: `Set port: ${end.number}`,
          safety: 'unsafe',
          changes: [set(service.portAt(port, 'port'), end.number), ...(typeof port.targetPort === 'number' ? [remove(service.portAt(port, 'targetPort'))] : [])],
        },
        related: [{ at: end.place, message: `${end.number} comes from here` }, ...(dialled ? [{ at: dialled.at, message: `${port.port} is connected to here` }] : [])],
      });
    }
  },
});

/** The number that the port leads to, where all that is known of it leads to another than `port`. */
function differentEnd(service: Service, port: ServicePort, model: Model): End | undefined {
  if (!service.hasSelector) return endpointEnd(service, port, model);
  if (typeof port.targetPort === 'number') {
    return port.targetPort === port.port ? undefined : { number: port.targetPort, place: service.portAt(port, 'targetPort'), message: '', mend: 'targetPort' };
  }
  if (port.targetPort === undefined) return undefined;
  const { targets, unresolved } = resolvePort(service, port, model);
  const target = targets[0];
  if (!target || unresolved.length || targets.some((t) => t.number === port.port)) return undefined;
  const place = target.workload.at(...target.declared!.path, 'containerPort');
  return { number: target.number, place, message: ` (port "${port.targetPort}" of ${target.workload})`, mend: 'the container port' };
}

/** Without a selector the hand-written endpoints say where the port leads, and targetPort says nothing. */
function endpointEnd(service: Service, port: ServicePort, model: Model): End | undefined {
  const manual = [...endpointSlicesOf(service, model), endpointsOf(service, model)].find((resource) => resource && model.scope.together(service, resource));
  if (!manual) return undefined;
  const ports = endpointPorts(manual);
  const match = ports.find((p) => p.name === (port.name ?? '')) ?? (ports.length === 1 && service.ports.length === 1 ? ports[0] : undefined);
  if (match?.port === undefined || match.port === port.port) return undefined;
  return { number: match.port, place: manual.at(...match.path, 'port'), message: ` (${manual})`, mend: `the port of the ${manual.kind}` };
}
