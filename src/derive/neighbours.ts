import { indexLabel } from '../generate/services.ts';
import { filesVolume } from '../generate/volumes.ts';
import { endpointSlicesOf } from '../model/endpoints.ts';
import { governing } from '../model/governing.ts';
import type { Model } from '../model/model.ts';
import { asMap, type Fields, type Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { mapsIn } from './container.ts';
import { equal } from './difference.ts';
import { canonical } from './canonical.ts';

/** The objects that a spec stands for beside the one that it is derived from. */
export interface Neighbours {
  readonly service: Service | undefined;
  readonly clients: readonly Service[];
  /** The ConfigMap with the files that a spec has. */
  readonly files: Resource | undefined;
  readonly objects: readonly Resource[];
  /** What belongs to it and is not in the spec. */
  readonly left: readonly string[];
}

export function neighboursOf(root: Resource, model: Model): Neighbours {
  return root instanceof Workload ? ofWorkload(root, model) : ofService(root as Service, model);
}

function ofWorkload(workload: Workload, model: Model): Neighbours {
  const service = headlessOf(workload, model);
  const left: string[] = [];
  if (!service) left.push(`no headless Service of ${workload} is here, and the spec makes one`);
  const clients: Service[] = [];
  for (const other of model.servicesOf(workload)) {
    if (other === service) continue;
    const why = whyNoClient(other, workload, model);
    if (why) left.push(`${other} stays as it is: ${why}`);
    else clients.push(other);
  }
  const labels = selectorOf(workload, service);
  const protections = ['PodDisruptionBudget', 'NetworkPolicy'].flatMap((kind) =>
    model.byKind(kind).filter((object) => {
      const selector = kind === 'NetworkPolicy' ? object.map('spec', 'podSelector') : object.map('spec', 'selector');
      if (object.namespace !== workload.namespace || !model.scope.near(workload, object) || !selector || !equal(canonical(selector), { matchLabels: labels })) return false;
      if (object.name === workload.name) return true;
      left.push(`${object} stays as it is: the spec would call it "${workload.name}"`);
      return false;
    }),
  );
  const files = filesOf(workload, model);
  return { service, clients, files, objects: [...(files ? [files] : []), ...(service ? [service] : []), ...clients, ...protections], left };
}

/** As it is called in generate/volumes.ts, and mounted file by file. */
function filesOf(workload: Workload, model: Model): Resource | undefined {
  const name = `${workload.name}-files`;
  const isMounted = mapsIn(workload.podSpec['volumes']).some((volume) => volume['name'] === filesVolume && asMap(volume['configMap'])?.['name'] === name);
  const mounts = mapsIn(mapsIn(workload.podSpec['containers'])[0]?.['volumeMounts']).filter((mount) => mount['name'] === filesVolume);
  if (!isMounted || !mounts.length || mounts.some((mount) => typeof mount['subPath'] !== 'string')) return undefined;
  return model.readTexts((text, kind) => kind === 'ConfigMap' && text.includes(name)).find((object) => object.kind === 'ConfigMap' && object.name === name && object.namespace === workload.namespace && model.scope.near(workload, object));
}

/** By which the Pods have names, or else one that leads to these Pods alone. */
function headlessOf(workload: Workload, model: Model): Service | undefined {
  if (workload.isStatefulSet) {
    const { link } = governing(workload, model);
    return link?.close && link.resource.isHeadless && link.resource.hasSelector ? link.resource : undefined;
  }
  const all = model.servicesOf(workload).filter((service) => service.isHeadless);
  return all.find(({ name }) => name === workload.subdomain) ?? all.find((service) => model.selection(service).workloads.length === 1);
}

/** By which labels the Pods are found; without any, API versions before apps/v1 took those of the template. */
export function selectorOf(workload: Workload, service: Service | undefined): Readonly<Record<string, string>> {
  const own = workload.kind === 'Job' ? undefined : workload.selector?.matchLabels;
  return [own, service?.selector, workload.podLabels].find((labels) => labels && Object.keys(labels).length) ?? {};
}

/** Why a Service cannot be one of the spec's for clients. */
function whyNoClient(service: Service, workload: Workload, model: Model): string | undefined {
  if (service.isHeadless || service.saysNone) return 'it is a second headless one';
  if (service.isExternalName) return 'it is an alias';
  if (model.selection(service).workloads.length !== 1) return 'it leads to other Pods, too';
  const governed = headlessOf(workload, model);
  const { [indexLabel]: index, ...selector } = service.selector;
  if (!equal(selector, { ...selectorOf(workload, governed) }) || (index !== undefined && index !== String(workload.firstOrdinal))) return 'it selects by other labels';
  const { minor } = model.options.kubernetes;
  for (const { port, targetPort = port, protocol, name } of service.ports) {
    const number = typeof targetPort === 'string' ? workload.findPort(targetPort, protocol, minor)?.number : targetPort;
    if (number !== port) return `its port ${port}${name ? ` (${name})` : ''} leads to ${number ?? 'nowhere'}`;
  }
  return service.ports.length ? undefined : 'it has no ports';
}

function ofService(service: Service, model: Model): Neighbours {
  const slices = slicesOf(service, model);
  const left: string[] = [];
  const taken = slices.filter((slice) => {
    if (slice.name === `${service.name}-${slice.string('addressType')?.toLowerCase()}`) return true;
    left.push(`${slice} is to be deleted: the spec makes one called "${service.name}-${slice.string('addressType')?.toLowerCase()}"`);
    return false;
  });
  return { service, clients: [], files: undefined, objects: taken, left };
}

function slicesOf(service: Service, model: Model): readonly Resource[] {
  return endpointSlicesOf(service, model).filter((slice) => model.scope.near(service, slice));
}

/** Addresses of a Service's slices: by host, and those that have none. */
export function addressesOf(service: Service, model: Model): { readonly hosts: Record<string, string[]>; readonly addresses: string[]; readonly ports: readonly Fields[] } {
  const hosts: Record<string, string[]> = {};
  const addresses: string[] = [];
  let ports: readonly Fields[] = [];
  for (const slice of slicesOf(service, model)) {
    if (mapsIn(slice.get('ports')).length) ports = mapsIn(slice.get('ports'));
    for (const endpoint of mapsIn(slice.get('endpoints'))) {
      const found = (Array.isArray(endpoint['addresses']) ? endpoint['addresses'] : []).filter((address): address is string => typeof address === 'string');
      const { hostname } = endpoint;
      if (typeof hostname === 'string' && hostname) hosts[hostname] = [...(hosts[hostname] ?? []), ...found];
      else addresses.push(...found);
    }
  }
  return { hosts, addresses, ports };
}
