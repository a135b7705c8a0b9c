import type { FieldPath } from '../diagnostic.ts';
import { newestMinor, oldestMinor, parseKubernetesVersion } from '../lint/versions.ts';
import { dns1035LabelProblem, dns1123LabelProblem, dns1123SubdomainProblem, labelKeyProblem, labelValueProblem, portNameProblem } from '../model/name-formats.ts';
import { alternatives, nearest, shorten } from '../spelling.ts';
import { checkContainer } from './check-container.ts';
import { checkExternal } from './check-external.ts';
import type { Shape, Spec } from './spec.ts';
import { selectorOf, podNames, type Terms } from './terms.ts';

/** What the schema cannot say: formats and lengths of names, and fields that need or exclude each other. */
export function check(terms: Terms): void {
  checkVersion(terms);
  checkShape(terms);
  checkNames(terms);
  checkPorts(terms);
  checkLabels(terms);
  checkContainer(terms);
  checkExternal(terms);
  checkClients(terms);
  checkUpdate(terms);
  checkText(terms.spec, [], terms);
}

function checkVersion({ spec: { kubernetesVersion: version }, report }: Terms): void {
  if (version === undefined || parseKubernetesVersion(version) !== undefined) return;
  report({ path: ['kubernetesVersion'], message: `Kubernetes version ${JSON.stringify(shorten(version))} is not known.`, help: `Write a version from "1.${oldestMinor}" to "1.${newestMinor}", in quotes.` });
}

const only: Readonly<Partial<Record<keyof Spec, readonly Shape[]>>> = {
  startOrdinal: ['stateful'],
  podManagement: ['stateful'],
  retention: ['stateful'],
  peers: ['stateful', 'job'],
  client: ['stateful', 'balanced'],
  update: ['stateful', 'balanced'],
  minReadySeconds: ['stateful', 'balanced'],
  addresses: ['external'],
  hosts: ['external'],
  rendezvous: ['job'],
  restartPolicy: ['job'],
  backoffLimit: ['job'],
  activeDeadlineSeconds: ['job'],
  ttlSecondsAfterFinished: ['job'],
};

/** Fields of all shapes; of the shape external they are the only ones. */
const shared = new Set(['$schema', 'shape', 'name', 'namespace', 'clusterDomain', 'kubernetesVersion', 'service', 'labels', 'ports', 'next', 'overrides']);

function checkShape({ spec, shape, report }: Terms): void {
  for (const field of Object.keys(spec) as (keyof Spec)[]) {
    const shapes = only[field] ?? (shared.has(field) ? undefined : (['stateful', 'balanced', 'job'] as const));
    if (!shapes || shapes.includes(shape)) continue;
    report({ path: [field], on: 'key', message: `"${field}" means nothing for the shape ${shape}.`, help: `It is of the ${shapes.length > 1 ? 'shapes' : 'shape'} ${alternatives(shapes)}. Remove it, or set shape.` });
  }
  if (shape !== 'external' && spec.image === undefined) report({ path: [], on: 'key', message: 'The spec has no "image".', help: 'Add image, with a tag.' });
}

/** The controller appends a dash and a hash of up to ten characters, and the result is the value of a label (pkg/controller/history ControllerRevisionName). */
const statefulLimit = 52;

function checkNames(terms: Terms): void {
  const { spec, shape, name, service, namespace, clusterDomain, minor, report } = terms;
  const problem = dns1123LabelProblem(name);
  if (problem) report({ path: ['name'], message: `${JSON.stringify(shorten(name))} ${problem}.`, help: 'Write lower-case letters, digits and -.' });
  else if (shape === 'stateful' && name.length > statefulLimit)
    report({ path: ['name'], message: `"${name}" has ${name.length} characters. The controller puts it with a hash of up to ten more into a label, which holds 63: from 53 on, some updates make no Pods.`, help: `Shorten it to ${statefulLimit} characters or fewer.` });
  else if (shape !== 'balanced' && shape !== 'external') {
    const last = podNames(terms).at(-1)!;
    if (last.length > 63) report({ path: ['name'], message: `"${last}", the last Pod, has ${last.length} characters, and a hostname at most 63.`, help: 'Shorten the name.' });
  }
  if (!problem || spec.service !== undefined) {
    const refused = minor >= 36 ? dns1123LabelProblem(service) : dns1035LabelProblem(service);
    if (refused) report({ path: [spec.service === undefined ? 'name' : 'service'], message: `${JSON.stringify(shorten(service))} ${refused}, so the Service cannot be called that${refused === 'starts with a digit' ? ' before Kubernetes 1.36' : ''}.`, help: spec.service === undefined && refused === 'starts with a digit' ? 'Begin with a letter, or give the Service another name (service).' : 'Write lower-case letters, digits and -, a letter first.' });
  }
  if (namespace !== undefined && dns1123LabelProblem(namespace)) report({ path: ['namespace'], message: `${JSON.stringify(shorten(namespace))} ${dns1123LabelProblem(namespace)}.`, help: 'Write lower-case letters, digits and -.' });
  if (dns1123SubdomainProblem(clusterDomain)) report({ path: ['clusterDomain'], message: `${JSON.stringify(shorten(clusterDomain))} ${dns1123SubdomainProblem(clusterDomain)}.`, help: 'Write the domain of the cluster, as cluster.local.' });
  else checkLength(terms);
}

/** A name that is too long cannot be asked for (RFC 1035 §2.3.4). */
function checkLength(terms: Terms): void {
  const { shape, service, clients, namespace = 'default', clusterDomain, ports, report } = terms;
  const labels = [...ports.map(({ name, protocol }) => `_${name}._${protocol}`.length), ...(shape === 'balanced' || shape === 'external' ? [] : [podNames(terms).at(-1)!.length]), 0];
  const longest = Math.max(...labels) + 1 + Math.max(service.length, ...clients.map(({ name }) => name.length)) + 1 + namespace.length + '.svc.'.length + clusterDomain.length;
  if (longest > 253) report({ path: ['clusterDomain'], message: `The longest name in DNS would have ${longest} characters, and may have 253.`, help: 'Shorten the name, the namespace or the domain.' });
}

function checkPorts({ ports, report }: Terms): void {
  const numbers = new Map<string, string>();
  for (const { name, port, protocol, appProtocol } of ports) {
    const path = ['ports', name];
    const problem = portNameProblem(name);
    if (problem) report({ path, on: 'key', message: `The port name ${JSON.stringify(shorten(name))} ${problem}.`, help: 'Write at most 15 characters: lower-case letters, digits and single hyphens, with a letter among them.' });
    const taken = numbers.get(`${port}/${protocol}`);
    if (taken !== undefined) report({ path, message: `Port ${port}/${protocol} is "${taken}" already.`, help: 'Give each port a number of its own, or remove one of the two.' });
    else numbers.set(`${port}/${protocol}`, name);
    if (appProtocol !== undefined && labelKeyProblem(appProtocol)) report({ path: [...path, 'appProtocol'], message: `${JSON.stringify(shorten(appProtocol))} ${labelKeyProblem(appProtocol)!.replace('label key', 'protocol name')}.`, help: 'Write a name such as http, grpc or kubernetes.io/h2c.' });
  }
}

function checkLabels(terms: Terms): void {
  const { labels = {}, selector = {}, networkPolicy } = terms.spec;
  const { report } = terms;
  const { clients = {}, clientNamespaces = {} } = typeof networkPolicy === 'object' ? networkPolicy : {};
  const maps: [Readonly<Record<string, string>>, FieldPath][] = [
    [labels, ['labels']],
    [selector, ['selector']],
    [typeof clients === 'object' ? clients : {}, ['networkPolicy', 'clients']],
    [clientNamespaces, ['networkPolicy', 'clientNamespaces']],
  ];
  for (const [map, at] of maps) {
    for (const [key, value] of Object.entries(map)) {
      const path = [...at, key];
      const wrongKey = labelKeyProblem(key);
      const wrongValue = labelValueProblem(value);
      if (wrongKey) report({ path, on: 'key', message: `${JSON.stringify(shorten(key))} ${wrongKey}.`, help: 'Write a label key, such as example.com/team.' });
      if (wrongValue) report({ path, message: `${JSON.stringify(shorten(value))} ${wrongValue}.`, help: 'Write a label value.' });
    }
  }
  for (const key of Object.keys(selectorOf(terms))) {
    if (Object.hasOwn(labels, key)) report({ path: ['labels', key], on: 'key', message: `Selectors go by the label ${key}, which ${terms.spec.selector ? 'selector says already' : 'is the name of the spec'}.`, help: 'Use another label, such as app.kubernetes.io/part-of.' });
  }
}

function checkClients(terms: Terms): void {
  const { clients, service, shape, name, ports, report } = terms;
  const taken = new Map([[service, 'The headless Service']]);
  for (const { name: client, isOfFirst, spec, path } of clients) {
    const at = spec.name !== undefined ? [...path, 'name'] : spec.suffix !== undefined ? [...path, 'suffix'] : path;
    const problem = dns1035LabelProblem(client);
    // A wrong name is said once, of the name that it comes from.
    if (problem && (at !== path || !dns1035LabelProblem(name))) report({ path: at, message: `${JSON.stringify(shorten(client))} ${problem}, so the client Service cannot be called that.`, help: 'Set client.name.' });
    const other = taken.get(client);
    if (other !== undefined) report({ path: at, message: `${other} and this one are both called "${client}".`, help: 'Give one of them another name.' });
    taken.set(client, 'Another client Service');
    if (spec.name !== undefined && spec.suffix !== undefined) report({ path: [...path, 'suffix'], on: 'key', message: 'A Service with a name of its own has no suffix.', help: 'Remove one of the two.' });
    if (isOfFirst && shape !== 'stateful') report({ path: [...path, 'pods'], message: 'Pods of a Deployment are alike: none of them is the first.', help: 'Remove it, or use shape: stateful.' });
    if (!ports.length) report({ path, message: 'A Service with a cluster IP needs ports, and the spec has none.', help: 'Add ports, or set client: false.' });
    for (const [i, port] of (spec.ports ?? []).entries()) {
      if (ports.some((p) => p.name === port)) continue;
      const meant = nearest(port, ports.map((p) => p.name));
      report({ path: [...path, 'ports', i], message: `There is no port ${JSON.stringify(shorten(port))}.`, help: meant ? `Did you mean "${meant}"?` : 'Name it under ports.' });
    }
  }
}

function checkUpdate({ spec: { update, disruptionBudget: budget }, shape, report }: Terms): void {
  const { type = 'RollingUpdate', ...rolling } = update ?? {};
  const isStateful = shape === 'stateful';
  if (type === (isStateful ? 'Recreate' : 'OnDelete')) report({ path: ['update', 'type'], message: `${type} is no update strategy of a ${isStateful ? 'StatefulSet' : 'Deployment'}.`, help: `Write RollingUpdate or ${isStateful ? 'OnDelete' : 'Recreate'}.` });
  for (const field of Object.keys(rolling)) {
    if (type !== 'RollingUpdate') report({ path: ['update', field], on: 'key', message: `${field} is of the type RollingUpdate only.`, help: `Remove it, or set type: RollingUpdate.` });
    else if (field === (isStateful ? 'maxSurge' : 'partition')) report({ path: ['update', field], on: 'key', message: `${field} is no field of a ${isStateful ? 'StatefulSet' : 'Deployment'}'s update.`, help: 'Remove it.' });
  }
  // Feature gate MaxUnavailableStatefulSet: on in 1.35.0 to 1.35.3 only (kubernetes#137926).
  if (isStateful && update?.maxUnavailable !== undefined) report({ path: ['update', 'maxUnavailable'], on: 'key', severity: 'warning', message: 'Clusters drop maxUnavailable of a StatefulSet without a word, unless the feature gate MaxUnavailableStatefulSet is on: Pods are then updated one at a time.', help: 'Remove it, or see that the gate is on.' });
  const given = typeof budget === 'object' ? budget : {};
  if (given.maxUnavailable !== undefined && given.minAvailable !== undefined) report({ path: ['disruptionBudget', 'minAvailable'], on: 'key', message: 'A budget says maxUnavailable or minAvailable, not both.', help: 'Remove one of the two.' });
  for (const [path, value] of [
    [['update', 'maxUnavailable'], update?.maxUnavailable],
    [['update', 'maxSurge'], update?.maxSurge],
    [['disruptionBudget', 'maxUnavailable'], given.maxUnavailable],
    [['disruptionBudget', 'minAvailable'], given.minAvailable],
  ] as const) {
    if (typeof value === 'string' && !/^\d{1,3}%$/.test(value)) report({ path, message: `${JSON.stringify(shorten(value))} is neither a number nor a percentage.`, help: 'Write a number, or one like 25%.' });
  }
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** What no file and no cluster can hold, anywhere in the spec. */
function checkText(value: unknown, path: FieldPath, terms: Terms): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) terms.report({ path, message: 'The text has a NUL character, which no program gets to see.', help: 'Remove it.' });
    else if (loneSurrogate.test(value)) terms.report({ path, message: 'The text has half a surrogate pair (\\ud800 to \\udfff), which is no character.', help: 'Write the character itself.' });
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value)) checkText(key, [...path, key], terms);
      checkText(item, [...path, Array.isArray(value) ? Number(key) : key], terms);
    }
  }
}
