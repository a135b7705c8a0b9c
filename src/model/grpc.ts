import type { Mention } from './mentions.ts';
import type { Model } from './model.ts';
import type { Place, Resource } from './resource.ts';
import type { Service } from './service.ts';
import { textsOf, type Text } from './texts.ts';
import type { Container } from './workload.ts';

/**
 * How a target is written (gRPC doc/naming.md). `authority` is `dns://host`, where the host is the DNS server to ask;
 * `other` is left to whoever reads it, as `xds:` is.
 */
export type TargetForm = 'dns' | 'authority' | 'passthrough' | 'url' | 'bare' | 'other';

const forms: readonly [TargetForm, RegExp][] = [
  ['authority', /(?<![\w+.-])dns:\/\/$/i],
  ['dns', /(?<![\w+.-])dns:(?:\/\/[^/\s"']*\/|\/)?$/i],
  ['passthrough', /(?<![\w+.-])passthrough:(?:\/\/[^/\s"']*\/)?$/i],
  ['url', /(?<![\w+.-])(?:https?|grpcs?|tcp|static):\/\/$/i],
  ['bare', /(?:^|[\s"'`=,;[({>])$/],
];

export function targetForm({ text, host }: Mention): TargetForm {
  const head = text.text.slice(Math.max(0, host.index - 100), host.index);
  return forms.find(([, pattern]) => pattern.test(head))?.[0] ?? 'other';
}

/** `dns:///orders:50051`, from the scheme to the port. */
export function targetText({ text, host }: Mention): string {
  const scheme = /[a-z]+:\/*(?:[^/\s"']*\/)?$/i.exec(text.text.slice(Math.max(0, host.index - 100), host.index))?.[0] ?? '';
  return `${scheme}${host.text}${host.port === undefined ? '' : `:${host.port}`}`;
}

const roundRobin = /(?<![a-z])(?:weighted[_-]?)?round[_-]?robin/i;

const requests = (_: Model) => new Map<Resource, ReadonlyMap<Container | undefined, Text>>();

/** Where the same container, or the same ConfigMap, asks that requests go to all addresses in turn. */
export function balancingOf({ resource, text }: Mention, model: Model): Place | undefined {
  const known = model.derived(requests);
  let asked = known.get(resource);
  if (!asked) {
    const texts = textsOf(resource).filter((t) => roundRobin.test(t.text));
    known.set(resource, (asked = new Map(texts.map((t) => [t.container, t]))));
  }
  const found = asked.get(text.container);
  const word = found && roundRobin.exec(found.text)![0];
  return word === undefined ? undefined : { resource, path: found!.path, on: 'value', part: { text: word, nth: 0 } };
}

/** True where a key, a port or the line around it says that the target is gRPC. */
export function saysGrpc({ text, host }: Mention, service: Service): boolean {
  const head = text.text.slice(Math.max(0, host.index - 200), host.index);
  const line = head.slice(head.lastIndexOf('\n') + 1);
  if (host.port === 50051 || /grpc/i.test(text.key) || /grpc/i.test(line)) return true;
  const port = service.ports.find((p) => p.port === host.port || p.targetPort === host.port) ?? (service.ports.length === 1 ? service.ports[0] : undefined);
  return port !== undefined && /grpc|h2c/i.test(`${port.name ?? ''} ${service.string('spec', 'ports', port.index, 'appProtocol') ?? ''}`);
}

const meshLabels = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'linkerd.io/inject', 'sidecar.istio.io/inject', 'kuma.io/sidecar-injection', 'consul.hashicorp.com/connect-inject'];

/** True where the proxy of a service mesh sends each request on by itself. */
export function isMeshed({ resource, reader }: Mention, model: Model): boolean {
  const namespace = model.find('Namespace', '', resource.namespace, resource)?.resource;
  const marks = { ...namespace?.strings('metadata', 'labels'), ...namespace?.strings('metadata', 'annotations'), ...reader?.podLabels, ...reader?.strings(...reader.templatePath, 'metadata', 'annotations') };
  return meshLabels.some((label) => Object.hasOwn(marks, label) && !/^(?:disabled|false)$/.test(marks[label]!));
}
