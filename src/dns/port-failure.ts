import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import { nearest } from '../spelling.ts';
import type { Request } from './request.ts';
import { selected } from './slices.ts';
import type { Told } from './step.ts';

/** Why a Service has no SRV records of a port. */
export function portFailure({ port = '', protocol = '' }: Request, service: Service, model: Model): Told {
  const wanted = `_${port}._${protocol}`;
  const named = service.ports.filter((p) => p.name !== undefined);
  const same = named.find((p) => p.name!.toLowerCase() === port);
  if (same && same.protocol.toLowerCase() !== protocol) {
    return { state: 'failed', message: `Port "${same.name}" is ${same.protocol}, not ${protocol.toUpperCase()}.`, help: `Ask for _${port}._${same.protocol.toLowerCase()}.`, at: service.portAt(same, 'protocol') };
  }
  if (same && typeof same.targetPort === 'string') {
    const owners = selected(service, model).map((w) => `${w.kind} ${w.name}`).join(', ');
    return { state: 'failed', message: `No container of ${owners} has a ${same.protocol} port named "${same.targetPort}", so port "${same.name}" has no endpoints.`, help: 'Name the container port so, or give targetPort its number.', at: service.portAt(same, 'targetPort') };
  }
  if (!service.ports.length) return { state: 'failed', message: 'The Service has no ports, and so no SRV records.', help: `Add a port named "${port}".`, at: service.at('metadata', 'name') };
  const [first] = service.ports;
  if (!named.length) return { state: 'failed', message: `Port ${first!.port} has no name, and SRV names are made of names.`, help: `Name it "${port}".`, at: service.portAt(first!, 'port') };
  const near = nearest(port, named.map((p) => p.name!));
  const help = near ? `Did you mean _${near}._${named.find((p) => p.name === near)!.protocol.toLowerCase()}?` : `Ports: ${named.map((p) => `_${p.name}._${p.protocol.toLowerCase()}`).join(', ')}.`;
  return { state: 'failed', message: `No port of Service ${service.name} is ${wanted}.`, help, at: service.at('spec', 'ports') };
}
