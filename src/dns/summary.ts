import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import { virtualAddresses } from './addressing.ts';
import { nameOf } from './record.ts';

/** A Service in the words of `kubectl get services` (pkg/printers/internalversion printService). */
export interface ServiceSummary {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** `None`, `<none>`, an address, or `<assigned>` where the API server picks one. */
  readonly clusterIP: string;
  readonly ports: string;
  /** Its own name, absolute. */
  readonly dnsName: string;
  readonly file: string;
}

export function summarize(service: Service, model: Model): ServiceSummary {
  const { namespace, name, type, file } = service;
  const clusterIP = service.isExternalName ? '<none>' : service.saysNone ? 'None' : (virtualAddresses(service)[0]?.address ?? '<assigned>');
  const ports = service.ports.map(({ index, port, protocol }) => {
    const nodePort = service.number('spec', 'ports', index, 'nodePort');
    return nodePort ? `${port}:${nodePort}/${protocol}` : `${port ?? '?'}/${protocol}`;
  });
  return { namespace, name, type, clusterIP, ports: ports.join(',') || '<none>', dnsName: nameOf(service, model), file };
}
