import { endpointPorts, endpointSlicesOf, endpointsOf } from '../model/endpoints.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { mentionsOf } from './named.ts';
import { asMap, type Place } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import type { Container } from '../model/workload.ts';

/** An SRV record that somebody looks up. */
export interface SrvLookup {
  readonly mention: Mention;
  /** Names of ports without their underscore, of which one has to exist. */
  readonly ports: readonly string[];
  /** In small letters. */
  readonly protocol: string;
  /** What asks, where the name of the port is not written out. */
  readonly by: string | undefined;
}

/** A port under whose name a Service has SRV records. */
export interface SrvPort {
  /** Empty where it has none, and no record by name. */
  readonly name: string;
  readonly protocol: string;
  readonly number: number | undefined;
  readonly at: Place;
}

/** The SRV records that are looked up of a Service. */
export function srvLookupsOf(service: Service, model: Model): readonly SrvLookup[] {
  return mentionsOf(service, model).flatMap((mention) => srvLookup(mention) ?? []);
}

/** The SRV record that is looked up by what is written there. */
export function srvLookup(mention: Mention): SrvLookup | undefined {
  const { name, host, text } = mention;
  if (name.srv) return computed.test(name.srv.port + name.srv.protocol) ? undefined : { mention, ports: [name.srv.port], protocol: name.srv.protocol, by: undefined };
  if (name.pod) return undefined;
  const after = text.text.slice(host.index + host.text.length, host.index + host.text.length + 500);
  if (host.scheme === 'mongodb+srv') {
    const port = /^[^\s"'`]*[?&]srvServiceName=([A-Za-z0-9-]+)/.exec(after)?.[1]?.toLowerCase();
    return { mention, ports: [port ?? 'mongodb'], protocol: 'tcp', by: 'mongodb+srv://' };
  }
  // NGINX: server web.prod.svc service=_http._tcp resolve;
  const nginx = /^(?:[ \t][^\n;]*)?[ \t]service=(?:_([a-z0-9-]+)\._([a-z]+)|([a-z0-9-]+))[\s;]/.exec(after);
  if (nginx) return { mention, ports: [nginx[1] ?? nginx[3]!], protocol: nginx[2] ?? 'tcp', by: 'NGINX' };
  return etcd(mention);
}

const computed = /\$/;
const discoverySrv = /discovery[-_]srv$/i;

/** etcd client/pkg/srv: servers look for servers with and without TLS, clients for client ports. */
function etcd(mention: Mention): SrvLookup | undefined {
  const { host, text } = mention;
  const head = text.text.slice(Math.max(0, host.index - 100), host.index);
  if (!discoverySrv.test(text.key) && !discoverySrv.test(head.replace(/["']?\s*[=:]?\s*["']?$/, ''))) return undefined;
  const { isNamed, isClient } = startOf(text.container);
  if (isNamed || /discovery[-_]srv[-_]name/i.test(head)) return undefined;
  const kind = isClient || clientWord.test(`${head} ${text.key}`) ? 'client' : 'server';
  return { mention, ports: [`etcd-${kind}`, `etcd-${kind}-ssl`], protocol: 'tcp', by: kind === 'client' ? 'etcdctl' : 'etcd' };
}

const clientWord = /etcdctl|gateway|grpc-proxy/i;
const starts = new WeakMap<Container, { isNamed: boolean; isClient: boolean }>();

/** What a container is started as, by all of its command line and variables. */
function startOf(container: Container | undefined): { isNamed: boolean; isClient: boolean } {
  if (!container) return { isNamed: false, isClient: false };
  let start = starts.get(container);
  if (!start) {
    const { command, args, env } = container.fields;
    const text = JSON.stringify([command, args, env]);
    starts.set(container, (start = { isNamed: /discovery[-_]srv[-_]name/i.test(text), isClient: clientWord.test(text) }));
  }
  return start;
}

/**
 * The ports whose names CoreDNS takes for SRV records: the Service's, and for a headless one those of its slices, which
 * are the Service's own where it selects Pods. Undefined where that is not known.
 */
export function srvPortsOf(service: Service, model: Model): readonly SrvPort[] | undefined {
  if (service.isExternalName) return [];
  if (service.saysNone && !service.isHeadless) return undefined;
  // A name that is no text is a finding of its own.
  if (service.list('spec', 'ports').some((port) => !['string', 'undefined'].includes(typeof (asMap(port)?.['name'] ?? undefined)))) return undefined;
  const own = service.ports.map((port) => ({ name: port.name ?? '', protocol: port.protocol, number: port.port, at: service.portAt(port, 'name') }));
  if (!service.isHeadless) return own;
  const endpoints = service.hasSelector ? undefined : endpointsOf(service, model);
  const manual = [...endpointSlicesOf(service, model), ...(endpoints ? [endpoints] : [])];
  const given = manual.flatMap((by) => endpointPorts(by).map(({ name, protocol, port, path }) => ({ name, protocol, number: port, at: by.at(...path, 'name') })));
  if (service.hasSelector) return [...own, ...given];
  return manual.length ? given : undefined;
}

export function isServed({ ports, protocol }: SrvLookup, port: { readonly name?: string | undefined; readonly protocol: string }): boolean {
  return port.name !== undefined && ports.includes(port.name) && port.protocol.toLowerCase() === protocol;
}
