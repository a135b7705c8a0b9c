import { mentions, type Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { usesOf } from './readers.ts';
import { asList, asMap, type Place, type Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { subjectAltNames } from './subject-alt-names.ts';
import { speaksTls } from './tls.ts';
import { Workload } from '../model/workload.ts';

/** A server's certificate: one that cert-manager is asked for, in an object or by a volume, or one that stands in a Secret. */
export interface Certificate {
  readonly resource: Resource;
  /** Of the Secret; empty for a volume of its CSI driver, which only the workload has. */
  readonly secret: string;
  /** Lower-cased. */
  readonly names: readonly string[];
  /** The field that says the names. */
  readonly at: Place;
}

const collect = (model: Model): Certificate[] => {
  const certificates = model.readTexts((_, kind) => kind === 'Certificate').flatMap(requested);
  const secrets = model.readTexts((text, kind) => kind === 'Secret' && (text.includes('BEGIN CERTIFICATE') || text.includes('LS0tLS1CRUdJTi')));
  return [...certificates, ...secrets.flatMap(inline), ...model.workloads.flatMap(mounted)].filter(({ names }) => names.length > 0 && names.every((name) => /^[a-z0-9.*-]+$/.test(name)));
};

/** The certificates of servers whose names can be read. */
export function certificates(model: Model): readonly Certificate[] {
  return model.derived(collect);
}

/** cert-manager's, whose default usages are those of a server. */
function requested(resource: Resource): Certificate[] {
  const secret = resource.string('spec', 'secretName');
  const usages = resource.list('spec', 'usages');
  const isServer = !usages.length || usages.includes('server auth') || !usages.includes('client auth');
  if (!/^cert-?manager\./.test(resource.group) || !secret || !isServer || resource.boolean('spec', 'isCA')) return [];
  const dnsNames = resource.list('spec', 'dnsNames').filter((name): name is string => typeof name === 'string');
  return [{ resource, secret, names: lower([...dnsNames, resource.string('spec', 'commonName') || []]), at: resource.at('spec', 'dnsNames') }];
}

function inline(resource: Resource): Certificate[] {
  const plain = resource.string('stringData', 'tls.crt');
  const encoded = resource.string('data', 'tls.crt');
  const names = subjectAltNames(plain ?? decode(encoded ?? ''));
  return names?.length ? [{ resource, secret: resource.name, names: lower(names), at: resource.keyAt(plain ? 'stringData' : 'data', 'tls.crt') }] : [];
}

/** Of csi.cert-manager.io, with the variables that it knows (csi-lib metadata); a Pod's name is any. */
function mounted(workload: Workload): Certificate[] {
  return asList(workload.podSpec['volumes']).flatMap((volume, i) => {
    const csi = asMap(asMap(volume)?.['csi']);
    const written = csi?.['driver'] === 'csi.cert-manager.io' ? asMap(csi['volumeAttributes'])?.[dnsNames] : undefined;
    if (typeof written !== 'string') return [];
    const names = written.split(',').map((name) => name.trim().replace(/^\$\{?POD_NAME\}?(?=\.)/, '*').replace(/\$\{?POD_NAMESPACE\}?/g, workload.namespace));
    return [{ resource: workload, secret: '', names: lower(names), at: workload.podAt('volumes', i, 'csi', 'volumeAttributes', dnsNames) }];
  });
}

const dnsNames = 'csi.cert-manager.io/dns-names';

function decode(base64: string): string {
  try {
    return atob(base64.replace(/\s/g, ''));
  } catch {
    return '';
  }
}

function lower(names: readonly (string | readonly never[])[]): string[] {
  return names.flat().map((name) => name.toLowerCase());
}

/** Names that are used over TLS and that a certificate lacks. */
export interface Uncovered {
  readonly certificate: Certificate;
  /** Whose Pods show the certificate. */
  readonly workload: Workload;
  readonly mentions: readonly Mention[];
}

const compare = (model: Model): Map<Certificate, Uncovered> => {
  const found = new Map<Certificate, Uncovered & { mentions: Mention[] }>();
  const shown = shownBy(model);
  if (!shown.size) return found;
  for (const mention of mentions(model)) {
    for (const workload of targetsOf(mention, model)) {
      const own = shown.get(workload);
      if (!own || !model.scope.near(mention.resource, workload) || own.some((certificate) => covers(certificate, mention))) continue;
      const certificate = own.find((one) => isFor(one, workload, own.length === 1, model));
      if (!certificate || !speaksTls(mention, workload, model)) continue;
      const before = found.get(certificate);
      if (before) before.mentions.push(mention);
      else found.set(certificate, { certificate, workload, mentions: [mention] });
    }
  }
  return found;
};

export function uncovered(certificate: Certificate, model: Model): Uncovered | undefined {
  return model.derived(compare).get(certificate);
}

/** The certificates that the Pods of workloads have the keys of. */
function shownBy(model: Model): Map<Workload, Certificate[]> {
  const shown = new Map<Workload, Certificate[]>();
  for (const certificate of certificates(model)) {
    const { resource, secret } = certificate;
    const users = resource instanceof Workload ? [resource] : usesOf('Secret', resource.namespace, secret, model).flatMap(({ workload, keys }) => (hasServerPart(keys) && model.scope.near(resource, workload) ? workload : []));
    for (const workload of new Set(users)) push(shown, workload, certificate);
  }
  return shown;
}

/** With `ca.crt` alone a Pod is a client. */
function hasServerPart(keys: readonly string[] | undefined): boolean {
  return !keys || keys.some((key) => !/^ca\b|truststore/.test(key));
}

/** The workloads at the other end of a name that resolves. */
function targetsOf({ name, resource }: Mention, model: Model): readonly Workload[] {
  if (name.srv || !name.service || name.namespace.includes('$')) return [];
  const link = model.find<Service>('Service', name.namespace, name.service, resource);
  if (!link?.close) return [];
  if (name.pod) return name.pod.workload?.subdomain === name.service ? [name.pod.workload] : [];
  return link.resource instanceof Service ? model.selection(link.resource).workloads : [];
}

/** The name as a client hands it to TLS, without the search list; `*` for a Pod's that is computed. */
export function writtenName({ name, host, text }: Mention): string {
  const { pod, service, namespace, isQualified, endsInSvc, domain } = name;
  // MinIO's minio-{0...3}.minio, whose first label is many.
  const isSeries = text.text.slice(0, host.index).endsWith('}.');
  const first = pod ? [pod.ordinal === undefined && pod.text.includes('$') ? '*' : pod.text] : isSeries ? ['*'] : [];
  return [...first, service, ...(isQualified ? [namespace] : []), ...(endsInSvc ? ['svc', ...(domain ? [domain] : [])] : [])].join('.').toLowerCase();
}

/** RFC 6125: a wildcard is the whole first label and stands for one. */
function covers({ names }: Certificate, mention: Mention): boolean {
  const host = writtenName(mention);
  const rest = host.slice(host.indexOf('.'));
  return names.some((name) => name === host || ((name.startsWith('*.') || host.startsWith('*.')) && name.slice(name.indexOf('.')) === rest));
}

/** True where a certificate is evidently the workload's own: it names it or one of its Services, or it is its only one and of its family. */
function isFor({ resource, secret, names }: Certificate, workload: Workload, isOnly: boolean, model: Model): boolean {
  if (resource === workload) return true;
  const known = [workload.name, workload.subdomain ?? '', ...model.servicesOf(workload).map((service) => service.name)].filter(Boolean);
  const labels = names.flatMap((name) => name.split('.'));
  const said = [resource.name, secret, ...labels];
  if (said.some((word) => known.some((name) => word === name || word.startsWith(`${name}-`)))) return true;
  const family = (word: string) => word.replace(/-.*$/, '');
  const isOthers = labels.some((label) => model.find('Service', workload.namespace, label, workload));
  return isOnly && !isOthers && said.some((word) => known.some((name) => family(word) === family(name)));
}
