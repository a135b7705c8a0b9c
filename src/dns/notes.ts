import type { FieldPath, ObjectRef } from '../diagnostic.ts';
import { endpointAddresses, managedByLabel, serviceNameLabel } from '../model/endpoints.ts';
import { governing } from '../model/governing.ts';
import type { Locate } from '../model/locate.ts';
import { meantBy } from '../model/meant.ts';
import type { Model } from '../model/model.ts';
import { podLimit, podsOf, scaleOf } from '../model/pods.ts';
import type { Place, Resource } from '../model/resource.ts';
import { formatLabels } from '../model/selector.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { mayBeDual, refusal, strictFamily } from './addressing.ts';
import { keptFor, unreadyNow } from './now.ts';
import { servicesNamed } from './record.ts';
import { isReplaced, mirrored, podProblem, selected, slicesOf, unknownLabel } from './slices.ts';

/** Something that the records do not tell: why there are none, or where another server than CoreDNS differs. */
export interface ZoneNote {
  readonly message: string;
  readonly object?: ObjectRef;
  readonly path?: string;
  readonly file?: string;
  readonly line?: number;
}

interface Remark {
  readonly message: string;
  readonly help?: string;
  readonly at?: Place;
}

/** One for each cause, in the order of their places; those about the whole zone last. */
export function notesOn(services: readonly Service[], model: Model, locate: Locate): ZoneNote[] {
  const remarks = [...services.flatMap((service) => onService(service, model)), ...onEndpoints(model), ...model.workloads.flatMap((workload) => onWorkload(workload, model))];
  if (services.some((service) => hasUnknownNames(service, model))) {
    remarks.push({ message: `Pods without a hostname of their own are called by their address in DNS, with dashes, as in 10-1-0-5; ${unknownLabel} stands for it.` });
  }
  return located(remarks, locate);
}

function located(remarks: readonly Remark[], locate: Locate): ZoneNote[] {
  const documents = new Set(remarks.flatMap(({ at }) => at?.resource.document ?? []));
  const notes = remarks.map(({ message, at }): ZoneNote => {
    if (!at) return { message };
    const { file, line, object, path } = locate(at);
    return { message, ...(object && { object }), ...(path && { path }), file, line };
  });
  for (const document of documents) document.forget();
  const key = ({ file = '\uffff' }: ZoneNote) => file;
  return notes.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : (a.line ?? 0) - (b.line ?? 0)));
}

function hasUnknownNames(service: Service, model: Model): boolean {
  return service.isHeadless && !refusal(service) && slicesOf(service, model).some((slice) => slice.endpoints.some((e) => e.label === unknownLabel));
}

function onService(service: Service, model: Model): Remark[] {
  const refused = refusal(service);
  const others = servicesNamed(service.namespace, service.name, model).slice(1);
  const remarks = others.length ? [{ message: onDuplicates(service, others), at: service.at('metadata', 'name') }] : [];
  if (refused) return [...remarks, { message: `The API server refuses ${nameAndSpace(service)}: ${refused.message}. It has no names.`, at: service.at(...refused.path) }];
  if (service.isExternalName) return [...remarks, ...onExternalName(service)];
  return [...remarks, ...onFamilies(service), ...whyEmpty(service, model), ...onNow(service, model), ...onPorts(service, model), ...onHostnames(service, model)];
}

function onDuplicates(service: Service, others: readonly Service[]): string {
  const files = [...new Set(others.map((other) => other.file))];
  const more = files.length > 2 ? ` and ${files.length - 2} more` : '';
  return `${nameAndSpace(service)} is defined again in ${files.slice(0, 2).join(', ')}${more}; the zone is that of the first. Name one overlay or example alone.`;
}

function nameAndSpace({ namespace, name }: Service): string {
  return `Service ${namespace}/${name}`;
}

function onExternalName(service: Service): Remark[] {
  const target = service.string('spec', 'externalName')!;
  const message = `${nameAndSpace(service)} has no names: CoreDNS makes no CNAME to the address ${target}. A Service without selector and an EndpointSlice lead to an address.`;
  return strictFamily(target) ? [{ message, at: service.at('spec', 'externalName') }] : [];
}

function onFamilies(service: Service): Remark[] {
  const message = `${nameAndSpace(service)} has AAAA records too where the cluster is dual-stack; these are the names of a cluster of one family.`;
  return mayBeDual(service) ? [{ message, at: service.at('spec', 'ipFamilyPolicy') }] : [];
}

/** A headless Service without endpoints does not exist for DNS; one with a cluster IP does. */
export function whyEmpty(service: Service, model: Model): Remark[] {
  if (!service.isHeadless || slicesOf(service, model).length) return [];
  const at = service.at('spec', 'selector');
  const say = (why: string, place = at, help = ''): Remark[] => [{ message: `${nameAndSpace(service)} has no names (NXDOMAIN): ${why}.`, help, at: place }];
  if (!service.selectsPods) {
    if (service.hasSelector) return say('its selector cannot be read');
    return say('it has no selector, and no EndpointSlice or Endpoints with a ready address', service.at('metadata', 'name'));
  }
  const slices = keptFor(service, model);
  const kept = slices.find((slice) => endpointAddresses(slice).length) ?? slices[0];
  if (kept) return say(endpointAddresses(kept).length ? `no address in EndpointSlice ${kept.name} is ready` : `EndpointSlice ${kept.name} has no addresses: the cluster has no running Pod with ${formatLabels(service.selector)}`);
  const workloads = selected(service, model);
  const labels = formatLabels(service.selector);
  if (model.selection(service).elsewhere) return say(`Pods with ${labels} are only in other folders`);
  if (!workloads.length) {
    const meant = meantBy(service, model);
    const key = meant?.mismatch(service.selector)[0];
    if (meant && key !== undefined) return say(`no Pod has ${labels}; those of ${meant.kind} ${meant.name} have ${key}=${meant.podLabels[key] ?? ''}`, service.at('spec', 'selector', key), `Set ${key} to ${meant.podLabels[key] ?? 'what they have'}.`);
    if (model.lacks('Pod', service)) return say('neither its EndpointSlices nor the Pods of the cluster are in the input');
    return say(`no Pod has ${labels}${model.operated(service) ? ', unless an operator makes them' : ''}`);
  }
  const cronJob = workloads.find((w) => w.kind === 'CronJob');
  if (cronJob) return say(`the Pods of CronJob ${cronJob.name} come and go; each is served while it runs`);
  const refused = workloads.find((w) => podProblem(w));
  if (refused) return [];
  const none = workloads.find((w) => scaleOf(w, model).count === 0);
  return say(none ? `${none.kind} ${none.name} has no Pods (replicas: 0)` : `no Pod is called as the selector wants`, none?.at('spec', 'replicas'));
}

/** What is served once all Pods are ready, and what is served now. */
function onNow(service: Service, model: Model): Remark[] {
  const names = service.isHeadless ? unreadyNow(service, model) : [];
  if (!names.length) return [];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return [{ message: `The EndpointSlices of ${nameAndSpace(service)} have no ready address of ${names.slice(0, 5).join(', ')}${more}: what leads there has no answer now.`, at: service.at('metadata', 'name') }];
}

function onPorts(service: Service, model: Model): Remark[] {
  const remarks: Remark[] = [];
  for (const port of service.ports) {
    const unresolved = typeof port.targetPort === 'string' ? selected(service, model).filter((w) => !w.findPort(String(port.targetPort), port.protocol, model.options.kubernetes.minor)) : [];
    if (unresolved.length) {
      const owners = unresolved.map((w) => `${w.kind} ${w.name}`).join(', ');
      const rest = service.isHeadless ? 'Addresses stay, this port has no SRV record; kube-dns has no addresses either where it is the only port' : 'Nothing is behind this port';
      remarks.push({ message: `No container of ${owners} has a ${port.protocol} port named ${port.targetPort}. ${rest}.`, at: service.portAt(port, 'targetPort') });
    } else if (service.isHeadless && port.name === undefined && slicesOf(service, model).length) {
      remarks.push({ message: `Port ${port.port} has no name, and so no _port._protocol name: SRV is answered at the name of the Service alone, and only by CoreDNS.`, at: service.portAt(port, 'port') });
    }
  }
  return remarks;
}

/** docs/specification.md of kubernetes/dns, 2.3: only headless Services have names for endpoints. */
function onHostnames(service: Service, model: Model): Remark[] {
  if (service.isHeadless || !slicesOf(service, model).some((slice) => slice.endpoints.some((e) => e.hostname))) return [];
  return [{ message: `${nameAndSpace(service)} is not headless. CoreDNS has names for its Pods all the same; the DNS specification and kube-dns do not.`, at: service.at('metadata', 'name') }];
}

function onEndpoints(model: Model): Remark[] {
  const remarks: Remark[] = [];
  for (const slice of model.byKind('EndpointSlice')) {
    const name = slice.string('metadata', 'labels', serviceNameLabel);
    const service = name ? servicesNamed(slice.namespace, name, model)[0] : undefined;
    if (!name) remarks.push({ message: `EndpointSlice ${slice.name} has no label ${serviceNameLabel}: DNS does not know its addresses, and CoreDNS does not even answer who asks for their names (PTR).`, at: slice.at('metadata', 'labels') });
    else if (!service) remarks.push({ message: `EndpointSlice ${slice.name} is of Service ${slice.namespace}/${name}, which is not in the input.`, at: slice.at('metadata', 'labels', serviceNameLabel) });
    else if (isReplaced(slice, service) && !slice.isLive) remarks.push({ message: `EndpointSlice ${slice.name} says that the endpoint slice controller keeps it, which deletes it.`, at: slice.at('metadata', 'labels', managedByLabel) });
  }
  for (const endpoints of model.byKind('Endpoints')) {
    const service = servicesNamed(endpoints.namespace, endpoints.name, model)[0];
    const problem = endpoints.isLive ? undefined : endpointsProblem(endpoints, service, model);
    if (problem) remarks.push({ message: `Endpoints ${endpoints.name}: ${problem}.`, at: endpoints.at('metadata', 'name') });
  }
  return remarks;
}

function endpointsProblem(endpoints: Resource, service: Service | undefined, model: Model): string | undefined {
  if (!service) return `Service ${endpoints.namespace}/${endpoints.name} is not in the input, and nothing else has their addresses`;
  if (service.hasSelector) return 'the Service of that name has a selector, so the controller overwrites them';
  return mirrored(service, model) ? undefined : 'they say that they are not to be mirrored into EndpointSlices, so DNS does not know their addresses';
}

function onWorkload(workload: Workload, model: Model): Remark[] {
  const what = `${workload.kind} ${workload.name}`;
  const remarks: Remark[] = [];
  const say = (message: string, ...path: FieldPath) => remarks.push({ message, at: workload.at(...path) });
  const isServed = model.servicesOf(workload).length > 0;
  const refused = podProblem(workload);
  if (!isServed && !workload.isStatefulSet) return remarks;
  if (refused) say(`${what} gets no Pods: ${refused.message}.`, ...refused.path);
  else if (workload.isStatefulSet) onGoverning(workload, model, say);
  if (!isServed || refused) return remarks;
  const { scale, capped } = podsOf(workload, model);
  if (capped) say(`${what} has ${scale.count} Pods; the first ${podLimit} are listed.`, 'spec', 'replicas');
  if (scale.autoscaler) say(`HorizontalPodAutoscaler ${scale.autoscaler.name} keeps between ${scale.least} and ${scale.most} Pods of ${what}; the names of ${scale.count} are listed.`, 'metadata', 'name');
  if (workload.kind === 'DaemonSet') say(`${what} has a Pod on each node; one record stands for all.`, 'metadata', 'name');
  return remarks;
}

function onGoverning(statefulSet: Workload, model: Model, say: (message: string, ...path: FieldPath) => void): void {
  const { name, link } = governing(statefulSet, model);
  const pods = `The Pods of StatefulSet ${statefulSet.name} have no names of their own`;
  if (name === undefined) say(`${pods}: it has no serviceName.`, 'spec', 'serviceName');
  else if (!link) say(`${pods}: Service ${statefulSet.namespace}/${name} is not in the input.`, 'spec', 'serviceName');
}
