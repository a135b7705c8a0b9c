import type { Model } from '../model/model.ts';
import { podsOf } from '../model/pods.ts';
import { formatLabels } from '../model/selector.ts';
import type { Service, ServicePort } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import type { Asker } from './asker.ts';
import { ask } from './ask.ts';
import { unreadyNow } from './now.ts';
import { servicesNamed } from './record.ts';
import { insideZone, parseRequest, type Request } from './request.ts';
import { selected, slicesNamed, slicesOf, type Slice } from './slices.ts';
import { standardService } from './standard.ts';
import type { Told } from './step.ts';

/** How a name that has an answer comes to it. */
export function storyOf(name: string, port: number | undefined, asker: Asker, model: Model): Told[] {
  const request = parseRequest(insideZone(name, model.options.clusterDomain) ?? '');
  if (!request?.namespace || !request.service) return [];
  if (request.isPod) return [{ state: 'done', message: 'Any address has a name of this form, whether a Pod has it or not (CoreDNS, pods insecure).' }];
  const service = servicesNamed(request.namespace, request.service, model)[0];
  if (!service && model.isKnownService(request.namespace, request.service)) return [{ state: 'done', message: `Service ${request.namespace}/${request.service} is in the cluster, as knownServices in the configuration says; no file shows where it leads` }];
  if (!service) return [{ state: 'done', message: `Service ${request.namespace}/${request.service} is in every cluster: ${standardService(request.namespace, request.service)?.what}` }];
  if (service.isExternalName) return [...aboutService(service), ...alongAlias(service, asker, model)];
  const slices = request.endpoint === undefined ? slicesOf(service, model) : slicesNamed(service, request.endpoint, model);
  return [...aboutService(service), ...aboutSelection(service, model), ...aboutEndpoint(request, service, slices), ...aboutNow(request, service, slices, model), ...aboutPorts(request, service, slices, port)];
}

export function aboutService(service: Service): Told[] {
  const what = service.isHeadless ? 'headless: its name leads to the Pods' : service.isExternalName ? `an alias of ${service.string('spec', 'externalName')}` : `not headless: its name leads to its cluster IP (${service.type})`;
  return [{ state: 'done', message: `Service ${service.namespace}/${service.name} is ${what}`, at: service.at('metadata', 'name') }];
}

export function aboutSelection(service: Service, model: Model): Told[] {
  if (!service.selectsPods) {
    const count = slicesOf(service, model).reduce((sum, slice) => sum + slice.endpoints.length, 0);
    return count ? [{ state: 'done', message: `no selector; ${count} ${count === 1 ? 'address' : 'addresses'} from EndpointSlices or Endpoints` }] : [];
  }
  return selected(service, model).map((workload) => ({
    state: 'done',
    message: `selector ${formatLabels(service.selector)}: ${podsInWords(workload, model)}`,
    at: workload.at('metadata', 'name'),
  }));
}

/** `3 Pods of StatefulSet kafka`. */
export function podsInWords(workload: Workload, model: Model): string {
  if (workload.kind === 'Pod') return `Pod ${workload.name}`;
  const { pods, scale } = podsOf(workload, model);
  const count = scale.count ?? 'the';
  const first = pods[0]?.ordinal === undefined ? '' : `, from ${pods[0].hostname} on`;
  return `${count} Pod${count === 1 ? '' : 's'} of ${workload.kind} ${workload.name}${scale.count && scale.count > 1 ? first : ''}`;
}

function aboutEndpoint({ endpoint }: Request, service: Service, slices: readonly Slice[]): Told[] {
  if (endpoint === undefined) return [];
  const steps: Told[] = [];
  const pod = slices[0]?.endpoints[0]?.pod;
  if (pod) {
    const { workload } = pod;
    const why = workload.isStatefulSet ? `its serviceName is ${service.name}` : workload.isIndexedJob ? `its subdomain is ${service.name}` : `hostname ${pod.hostname}, subdomain ${service.name}`;
    const at = workload.subdomainAt;
    steps.push({ state: 'done', message: `${workload.kind} ${workload.name} names its Pods under this Service: ${why}`, at });
    if (workload.hostNetwork) steps.push({ state: 'note', message: 'The Pod has the network of its node: the name leads to the address of the node.', at: workload.podAt('hostNetwork') });
  } else steps.push({ state: 'done', message: `an endpoint has ${slices[0]?.endpoints[0]?.hostname === undefined ? 'the address' : 'the hostname'} ${endpoint}` });
  if (!service.isHeadless) steps.push({ state: 'note', message: 'CoreDNS names the Pods of a Service that is not headless, too. The DNS specification and kube-dns do not.' });
  const shared = slices.reduce((sum, slice) => sum + slice.endpoints.filter((e) => e.family === slice.endpoints[0]!.family).length, 0);
  if (pod && pod.ordinal === undefined && shared > 1) steps.push({ state: 'note', message: `${shared} Pods have this hostname: the name leads to each of them.` });
  if (!service.publishesNotReady && pod) steps.push({ state: 'note', message: 'It has an answer only while the Pod is ready (publishNotReadyAddresses is not set).' });
  return steps;
}

/** What the cluster's own EndpointSlices say, where they are in the input. */
function aboutNow({ endpoint }: Request, service: Service, slices: readonly Slice[], model: Model): Told[] {
  if (!service.isHeadless && endpoint === undefined) return [];
  const unready = unreadyNow(service, model);
  const pods = slices.flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod));
  if (!pods.length || !pods.every((pod) => pod !== undefined && unready.includes(pod.name))) return [];
  return [{ state: 'note', message: `The EndpointSlices in the input have no ready address of ${[...new Set(pods.map((pod) => pod!.name))].slice(0, 5).join(', ')}: the name has no answer now.` }];
}

/** Whoever asks a headless Service speaks to the Pods, on their ports. */
function aboutPorts({ endpoint }: Request, service: Service, slices: readonly Slice[], port: number | undefined): Told[] {
  const direct = service.isHeadless || endpoint !== undefined;
  const ports = direct ? slices.flatMap((slice) => slice.ports).filter((p) => p.number !== undefined) : [];
  const numbers = [...new Set(direct ? ports.map((p) => `${p.name ? `${p.name} ` : ''}${p.number}/${p.protocol}`) : service.ports.map((p) => `${p.name ? `${p.name} ` : ''}${p.port}/${p.protocol}`))];
  const steps: Told[] = numbers.length ? [{ state: 'done', message: `ports: ${numbers.join(', ')}${direct ? ', on the Pods themselves' : ''}`, at: service.at('spec', 'ports') }] : [];
  const known = direct ? ports.some((p) => p.number === port) : service.ports.some((p) => p.port === port);
  if (port === undefined || known || !numbers.length) return steps;
  const translated = direct ? service.ports.find((p) => p.port === port) : undefined;
  return [...steps, wrongPort(port, translated, ports.find((p) => p.name === (translated?.name ?? ''))?.number, service, direct)];
}

function wrongPort(port: number, translated: ServicePort | undefined, target: number | undefined, service: Service, direct: boolean): Told {
  if (translated) {
    const message = `Port ${port} is the Service's; nothing translates it to targetPort ${translated.targetPort} on the way to a Pod`;
    return { state: 'note', message: `${message}.`, help: target === undefined ? undefined : `Connect to port ${target}.`, at: service.portAt(translated, 'targetPort') };
  }
  return { state: 'note', message: `Port ${port} is none of the Service's ports${direct ? ', though a Pod may listen on it' : ': connections are refused or time out'}.`, at: service.at('spec', 'ports') };
}

function alongAlias(service: Service, asker: Asker, model: Model): Told[] {
  const target = service.string('spec', 'externalName')!;
  const absolute = target.endsWith('.') ? target : `${target}.`;
  if (insideZone(absolute, model.options.clusterDomain) === undefined) return [{ state: 'note', message: `${target} is outside of the cluster: its address comes from the DNS servers of the node.` }];
  return ask(absolute, 'A', model).code === 'found' ? storyOf(absolute, undefined, asker, model) : [];
}
