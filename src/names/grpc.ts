import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { mentionReaders } from './readers.ts';
import { referencesOf } from '../model/references.ts';
import type { Place, Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { textsOf, type Text } from './texts.ts';
import type { Container } from '../model/workload.ts';

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

/** ConfigMaps that ask for it, by name. */
const policiesIn = (model: Model) => {
  const policies = new Map<string, { readonly resource: Resource; readonly text: Text }>();
  for (const resource of model.readTexts((text) => text.includes('obin') || text.includes('OBIN'))) {
    const text = textsOf(resource).find((t) => roundRobin.test(t.text));
    if (text) policies.set(`${resource.kind}/${resource.namespace}/${resource.name}`, { resource, text });
  }
  return policies;
};

const requests = (_: Model) => new Map<Resource, ReadonlyMap<Container | undefined, Text>>();

/** Where the same container or the same ConfigMap, or who reads that, asks that requests go to all addresses in turn. */
export function balancingOf(mention: Mention, model: Model): Place | undefined {
  const { resource, text, reader } = mention;
  const own = askedIn(resource, model).get(text.container);
  if (own) return placeOf(resource, own);
  if (reader) {
    const { namespace } = reader;
    const references = referencesOf(reader);
    const policies: ReturnType<typeof policiesIn> = references.length ? model.derived(policiesIn) : new Map();
    const found = policies.size ? references.flatMap(({ kind, name }) => policies.get(`${kind}/${namespace}/${name}`) ?? [])[0] : undefined;
    return found && placeOf(found.resource, found.text);
  }
  for (const workload of mentionReaders(mention, model)) {
    const [found] = askedIn(workload, model).values();
    if (found) return placeOf(workload, found);
  }
  return undefined;
}

function askedIn(resource: Resource, model: Model): ReadonlyMap<Container | undefined, Text> {
  const known = model.derived(requests);
  let asked = known.get(resource);
  if (!asked) {
    const texts = textsOf(resource).filter((text) => roundRobin.test(text.text));
    known.set(resource, (asked = new Map(texts.map((text) => [text.container, text]))));
  }
  return asked;
}

function placeOf(resource: Resource, { text, path }: Text): Place {
  return { resource, path, on: 'value', part: { text: roundRobin.exec(text)![0], nth: 0 } };
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
