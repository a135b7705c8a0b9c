import type { FieldPath } from '../diagnostic.ts';
import type { ClientSpec, PeersSpec, PortSpec, Protocol, Shape, Spec } from './spec.ts';
import { because, from } from './traced.ts';

/** Something wrong with the spec. */
export interface SpecProblem {
  readonly path: FieldPath;
  readonly on?: 'value' | 'key';
  /** Default `error`. */
  readonly severity?: 'error' | 'warning';
  readonly message: string;
  readonly help: string;
  /** The key that was probably meant. */
  readonly rename?: string;
}

export interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly appProtocol: string | undefined;
}

/** A Service with a cluster IP. */
export interface Client {
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly ports: readonly Port[];
  /** It leads to the first Pod only. */
  readonly isOfFirst: boolean;
  readonly spec: ClientSpec;
  readonly path: FieldPath;
}

/** The spec with its defaults filled in, as everything that is planned wants to know it. */
export interface Terms {
  readonly spec: Spec;
  readonly shape: Shape;
  readonly name: string;
  /** Of the headless Service. */
  readonly service: string;
  readonly namespace: string | undefined;
  readonly clusterDomain: string;
  /** Kubernetes 1.`minor`. */
  readonly minor: number;
  readonly replicas: number;
  readonly firstOrdinal: number;
  readonly ports: readonly Port[];
  readonly peers: readonly PeersSpec[];
  /** The Pods look for each other by name. */
  readonly arePeers: boolean;
  readonly clients: readonly Client[];
  readonly report: (problem: SpecProblem) => void;
}

const defaultReplicas = 3;

export function termsOf(spec: Spec, defaults: { readonly minor: number; readonly clusterDomain: string }, report: Terms['report']): Terms {
  const { name, shape = 'stateful', service = name } = spec;
  const peers = spec.peers === undefined ? [] : Array.isArray(spec.peers) ? (spec.peers as readonly PeersSpec[]) : [spec.peers as PeersSpec];
  const ports = Object.entries(spec.ports ?? {}).map(([port, value]): Port => {
    const { port: number, protocol = 'TCP', appProtocol }: PortSpec = typeof value === 'number' ? { port: value } : value;
    return { name: port, port: number, protocol, appProtocol };
  });
  const arePeers = peers.length > 0;
  return {
    spec,
    shape,
    name,
    service,
    namespace: spec.namespace,
    clusterDomain: defaults.clusterDomain,
    minor: defaults.minor,
    replicas: spec.replicas ?? defaultReplicas,
    firstOrdinal: spec.startOrdinal ?? 0,
    ports,
    peers,
    arePeers,
    clients: clientsOf(spec, ports, shape === 'stateful' && arePeers && ports.length > 0),
    report,
  };
}

function clientsOf({ name, client }: Spec, ports: readonly Port[], byDefault: boolean): Client[] {
  const wanted = client ?? byDefault;
  if (wanted === false) return [];
  const specs: readonly ClientSpec[] = Array.isArray(wanted) ? (wanted as readonly ClientSpec[]) : [wanted === true ? {} : (wanted as ClientSpec)];
  return specs.map((given, i) => ({
    name: given.name ?? `${name}-${given.suffix ?? 'client'}`,
    type: given.type ?? 'ClusterIP',
    ports: given.ports ? ports.filter((port) => given.ports!.includes(port.name)) : ports,
    isOfFirst: given.pods === 'first',
    spec: given,
    path: Array.isArray(client) ? ['client', i] : ['client'],
  }));
}

/** The number of Pods; where nobody said it, why it is what it is. */
export function replicasOf({ spec, replicas }: Terms, why: string): number {
  return spec.replicas === undefined ? because(why, replicas) : from(['replicas'], replicas);
}

/** The labels that selectors go by. */
export function selectorOf({ name, spec }: Terms): Record<string, string> {
  return spec.selector ? { ...spec.selector } : { 'app.kubernetes.io/name': name };
}

export function metadataOf(terms: Terms, name: string): { name: string; namespace: string | undefined; labels: Record<string, string> } {
  return { name, namespace: terms.namespace, labels: labelsOf(terms) };
}

export function labelsOf(terms: Terms): Record<string, string> {
  return { ...selectorOf(terms), ...terms.spec.labels };
}

/** The Pods' own names, in order: what the controller calls them, without the Service. */
export function podNames({ name, replicas, firstOrdinal }: Terms): string[] {
  return Array.from({ length: replicas }, (_, i) => `${name}-${firstOrdinal + i}`);
}

/** How Pods reach a Service or what is below it: in full where the namespace is known, so that it works from every other. */
export function hostOf({ namespace, clusterDomain }: Terms, ...labels: string[]): string {
  return [...labels, ...(namespace === undefined ? [] : [namespace, 'svc', clusterDomain])].join('.');
}

/** Ports that clients are to use. */
export function clientPorts({ clients, ports }: Terms): readonly Port[] {
  return clients.length ? ports.filter((port) => clients.some((client) => client.ports.includes(port))) : ports;
}

/** The Secret of that name; what says `true` means the one that is called as the spec is. */
export function secretOf({ name }: Terms, secret: string | boolean): string {
  return typeof secret === 'string' ? secret : name;
}

export function tcpPorts({ ports }: Terms): readonly Port[] {
  return ports.filter(({ protocol }) => protocol === 'TCP');
}
