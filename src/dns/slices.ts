import { formatAddress, parseAddress } from '../model/addresses.ts';
import { endpointSlicesOf, endpointsOf, managedByLabel, serviceNameLabel } from '../model/endpoints.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { dns1123LabelProblem } from '../model/name-formats.ts';
import { endpointHostname, isOrdinal, ordinalName, podsOf, podsWithHostname, selects, type Pod } from '../model/pods.ts';
import { asList, asMap, type Fields, type Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { familiesOf, strictFamily, type Family } from './addressing.ts';
import { compareObjects } from './order.ts';

/** One address of a Service. */
export interface Endpoint {
  /** The first label of its name: its hostname, its address with dashes, or `<pod-ip>` until there is one. */
  readonly label: string;
  readonly hostname: string | undefined;
  /** Undefined where it is no address but a name (`addressType: FQDN`). */
  readonly family: Family | undefined;
  /** As written; of a Pod it is not known before it runs. */
  readonly address: string | undefined;
  readonly pod: Pod | undefined;
}

export interface SlicePort {
  readonly name: string;
  readonly protocol: string;
  /** Undefined where there is none: no SRV record then. */
  readonly number: number | undefined;
}

/** Endpoints that share ports: the part of an EndpointSlice that CoreDNS keeps (plugin/kubernetes/object/endpoint.go). */
export interface Slice {
  readonly endpoints: readonly Endpoint[];
  /** Never empty: without ports there is one that has no number. */
  readonly ports: readonly SlicePort[];
}

/** Stands for a Pod's address with dashes where the manifest cannot tell. */
export const unknownLabel = '<pod-ip>';

const noPorts: readonly SlicePort[] = [{ name: '', protocol: '', number: undefined }];

interface Known {
  readonly slices: readonly Slice[];
  /** By the label of the endpoint, in lower case. */
  readonly byLabel: ReadonlyMap<string, readonly Slice[]>;
}

const cache = () => new Map<Service, Known>();

/** The endpoints of a Service once all Pods are ready: what the controllers make, and what the manifests bring along. */
export function slicesOf(service: Service, model: Model): readonly Slice[] {
  return know(service, model).slices;
}

/** Those of the endpoints that have a label, also of workloads too large to be listed. */
export function slicesNamed(service: Service, label: string, model: Model): readonly Slice[] {
  const listed = know(service, model).byLabel.get(label);
  return listed ?? podSlices(service, model, (w) => (podsOf(w, model).capped ? podsWithHostname(w, label, model) : [])).filter((s) => s.endpoints.some((e) => e.label === label));
}

function know(service: Service, model: Model): Known {
  const all = model.derived(cache);
  const known = all.get(service);
  if (known) return known;
  const found = [...podSlices(service, model, (w) => podsOf(w, model).pods), ...writtenSlices(service, model)].filter((s) => s.endpoints.length > 0);
  // What controllers keep they make of what is in the input, or else of what is in the cluster.
  const slices = found.length ? found : keptSlices(service, model);
  const byLabel = new Map<string, Slice[]>();
  for (const { endpoints, ports } of slices) {
    const labels = new Map<string, Endpoint[]>();
    for (const endpoint of endpoints) push(labels, endpoint.label.toLowerCase(), endpoint);
    for (const [label, same] of labels) push(byLabel, label, { endpoints: same, ports });
  }
  const result = { slices, byLabel };
  all.set(service, result);
  return result;
}

/** Why no Pod of a workload can be: the API server refuses them. */
export function podProblem(workload: Workload): { readonly message: string; readonly path: readonly string[] } | undefined {
  if (workload.isStatefulSet) {
    const problem = workload.serviceName !== undefined && dns1123LabelProblem(workload.serviceName);
    if (problem) return { message: `serviceName ${problem}`, path: ['spec', 'serviceName'] };
    // Its label controller-revision-hash is the name, a dash and a hash of up to 10; of 53 it fails three times in four.
    if (workload.name.length > 53) return { message: `its name has ${workload.name.length} characters, which with the revision hash is more than a label takes`, path: ['metadata', 'name'] };
  }
  if (isOrdinal(workload) && workload.name) {
    const hostname = ordinalName(workload, workload.isStatefulSet ? workload.firstOrdinal : Math.max(0, (workload.replicas ?? 1) - 1));
    const problem = dns1123LabelProblem(hostname);
    if (problem) return { message: `the hostname ${hostname} ${problem}`, path: ['metadata', 'name'] };
  }
  if (workload.isStatefulSet) return undefined;
  for (const field of ['hostname', 'subdomain'] as const) {
    const value = workload[field];
    const problem = value !== undefined && dns1123LabelProblem(value);
    if (problem) return { message: `${field} ${problem}`, path: [...workload.templatePath.map(String), 'spec', field] };
  }
  return undefined;
}

/** Workloads whose Pods a Service selects. Of Pods that share a name the first stands for all, so that order has to be always the same. */
export function selected(service: Service, model: Model): Workload[] {
  return [...model.selection(service).workloads].sort(compareObjects);
}

function podSlices(service: Service, model: Model, list: (workload: Workload) => readonly Pod[]): Slice[] {
  if (!service.selectsPods) return [];
  const families = familiesOf(service);
  return selected(service, model).flatMap((workload) => {
    if (podProblem(workload)) return [];
    const pods = list(workload).filter((pod) => (pod.hostname?.length ?? 0) <= 63 && selects(service, pod));
    const ports = portsOn(workload, service, model.options.kubernetes.minor);
    return pods.length ? [{ ports, endpoints: families.flatMap((family) => pods.map((pod) => podEndpoint(pod, family, service))) }] : [];
  });
}

function podEndpoint(pod: Pod, family: Family, service: Service): Endpoint {
  const hostname = endpointHostname(pod, service);
  return { label: hostname ?? unknownLabel, hostname, family, address: undefined, pod };
}

/** A port whose name leads nowhere is left out, the Pod is not (k8s.io/endpointslice getEndpointPorts). */
function portsOn(workload: Workload, service: Service, minor: number): readonly SlicePort[] {
  const ports = service.ports.flatMap(({ name = '', port, targetPort = port, protocol }) => {
    const number = typeof targetPort === 'string' ? workload.findPort(targetPort, protocol, minor)?.number : targetPort;
    return number === undefined ? [] : [{ name, protocol, number }];
  });
  return ports.length ? ports : noPorts;
}

/** EndpointSlices that are written down, also for an alias, where only pointers come of them, and those that the mirroring controller makes of Endpoints. */
function writtenSlices(service: Service, model: Model): Slice[] {
  const slices = endpointSlicesOf(service, model).filter((slice) => !isReplaced(slice, service) && isNear(slice, service, model)).sort(compareObjects).map(readSlice);
  const endpoints = mirrored(service, model);
  return endpoints ? [...slices, ...readEndpoints(endpoints)] : slices;
}

/** EndpointSlices as the cluster gives them out, with the addresses of Pods that run. */
function keptSlices(service: Service, model: Model): Slice[] {
  return endpointSlicesOf(service, model).filter((slice) => slice.isLive && isReplaced(slice, service) && isNear(slice, service, model)).map(readSlice).filter((slice) => slice.endpoints.length > 0);
}

function isNear(slice: Resource, service: Service, model: Model): boolean {
  return model.scope.near(slice, service);
}

/** True for a slice that says it is a controller's, which deletes it if it did not make it: that of Endpoints cares for Services of any kind. */
export function isReplaced(slice: Resource, service: Service): boolean {
  const keeper = slice.string('metadata', 'labels', managedByLabel);
  return keeper === 'endpointslicemirroring-controller.k8s.io' || (keeper === 'endpointslice-controller.k8s.io' && service.hasSelector);
}

/** The Endpoints of a Service without selector, unless it says that they are not to be mirrored (pkg/controller/endpointslicemirroring). */
export function mirrored(service: Service, model: Model): Resource | undefined {
  if (service.hasSelector) return undefined;
  const endpoints = endpointsOf(service, model);
  const skips = endpoints?.string('metadata', 'labels', 'endpointslice.kubernetes.io/skip-mirror') === 'true' || endpoints?.annotation('control-plane.alpha.kubernetes.io/leader') !== undefined;
  return skips ? undefined : endpoints;
}

/** A condition that is not given counts as ready. */
function readSlice(slice: Resource): Slice {
  const endpoints = slice.list('endpoints').flatMap((item) => {
    const endpoint = asMap(item) ?? {};
    if (asMap(endpoint['conditions'])?.['ready'] === false) return [];
    return asList(endpoint['addresses']).flatMap((address) => (typeof address === 'string' ? [written(address, endpoint['hostname'])] : []));
  });
  return { endpoints, ports: readPorts(slice.list('ports')) };
}

/** An address has the hostname that it is first given, in all subsets; for a port, once not ready is not ready (pkg/api/v1/endpoints RepackSubsets). */
function readEndpoints(resource: Resource): Slice[] {
  const known = new Map<string, Endpoint>();
  const byPort = new Map<string, { port: SlicePort; isReady: Map<Endpoint, boolean> }>();
  for (const item of resource.list('subsets')) {
    const subset = asMap(item) ?? {};
    for (const port of readPorts(asList(subset['ports']))) {
      const key = JSON.stringify([port.name, port.protocol, port.number]);
      const { isReady } = byPort.get(key) ?? setIn(byPort, key, { port, isReady: new Map<Endpoint, boolean>() });
      for (const field of ['addresses', 'notReadyAddresses']) {
        for (const entry of asList(subset[field])) {
          const { ip, hostname } = asMap(entry) ?? {};
          const address = typeof ip === 'string' ? parseAddress(ip) : undefined;
          if (!address) continue;
          const text = formatAddress(address);
          const endpoint = known.get(text) ?? setIn(known, text, written(text, hostname));
          isReady.set(endpoint, field === 'addresses' && isReady.get(endpoint) !== false);
        }
      }
    }
  }
  const slices = new Map<string, { endpoints: readonly Endpoint[]; ports: SlicePort[] }>();
  for (const { port, isReady } of byPort.values()) {
    const endpoints = [...isReady].flatMap(([endpoint, ready]) => (ready ? [endpoint] : []));
    const key = endpoints.map(({ address }) => address).sort().join();
    (slices.get(key) ?? setIn(slices, key, { endpoints, ports: [] })).ports.push(port);
  }
  return [...slices.values()];
}

function setIn<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

/**
 * Addresses of EndpointSlices without the label of a Service. CoreDNS makes a name of them in which a label is empty, which
 * cannot be sent: who asks for the names of such an address (PTR) waits in vain, whatever other slices have it.
 */
export function muteAddresses(model: Model): string[] {
  const stray = model.byKind('EndpointSlice').filter((slice) => !slice.string('metadata', 'labels', serviceNameLabel));
  return stray.flatMap((slice) => readSlice(slice).endpoints.flatMap(({ address }) => address ?? []));
}

function written(address: string, hostname: unknown): Endpoint {
  const name = typeof hostname === 'string' && hostname ? hostname : undefined;
  return { label: name ?? dashed(address), hostname: name, family: strictFamily(address), address, pod: undefined };
}

/** As CoreDNS names an endpoint without a hostname (plugin/kubernetes endpointHostname). */
export function dashed(address: string): string {
  const label = address.includes('.') ? address.replaceAll('.', '-') : address.replaceAll(':', '-');
  return label.endsWith('-') ? `${label}0` : label;
}

function readPorts(list: readonly unknown[]): readonly SlicePort[] {
  const ports = list.flatMap((item) => {
    const fields: Fields | undefined = asMap(item);
    if (!fields) return [];
    const { name, protocol, port } = fields;
    return [{ name: typeof name === 'string' ? name : '', protocol: typeof protocol === 'string' && protocol ? protocol : 'TCP', number: typeof port === 'number' ? port : undefined }];
  });
  return ports.length ? ports : noPorts;
}
