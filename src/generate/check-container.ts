import type { FieldPath } from '../diagnostic.ts';
import { dns1123LabelProblem, dns1123SubdomainProblem, labelKeyProblem } from '../model/name-formats.ts';
import { alternatives, nearest, shorten } from '../spelling.ts';
import type { ProbeSpec, VolumeSpec } from './spec.ts';
import type { Terms } from './terms.ts';
import { filesVolume } from './volumes.ts';

/** What goes into the container: its image, variables, volumes, files and probes. */
export function checkContainer(terms: Terms): void {
  checkImage(terms);
  checkVariables(terms);
  checkVolumes(terms);
  checkFiles(terms);
  checkProbes(terms);
  checkQuantities(terms);
  const { serviceAccount } = terms.spec;
  if (serviceAccount !== undefined && dns1123SubdomainProblem(serviceAccount)) terms.report({ path: ['serviceAccount'], message: `${JSON.stringify(shorten(serviceAccount))} ${dns1123SubdomainProblem(serviceAccount)}.`, help: 'Write the name of a ServiceAccount.' });
}

function checkImage({ spec: { image }, report }: Terms): void {
  if (image === undefined) return;
  const path = ['image'];
  // The API server takes any text without white space around it; the kubelet then says InvalidImageName.
  if (!/^[\w][\w.:/@+-]*$/.test(image)) return report({ path, message: `${JSON.stringify(shorten(image))} is no name of an image.`, help: 'Write repository:tag, such as apache/kafka:4.1.0.' });
  const last = image.slice(image.lastIndexOf('/') + 1);
  if (last.includes('@')) return;
  const tag = last.includes(':') ? last.slice(last.indexOf(':') + 1) : undefined;
  if (tag !== undefined && tag !== 'latest') return;
  report({ path, severity: 'warning', message: `"${shorten(image)}" ${tag ? 'is whatever is latest' : 'has no tag, so it is whatever is latest'} when a Pod starts: replicas may run different versions.`, help: 'Write a version as the tag.' });
}

/** validation.IsEnvVarName; from Kubernetes 1.30 on more is allowed, which shells cannot read. */
const variableName = /^[A-Za-z_][-._A-Za-z0-9]*$/;

const kinds = ['format', 'field', 'resource', 'secret', 'configMap'] as const;

function checkVariables(terms: Terms): void {
  const { spec, shape, peers, report } = terms;
  const names = new Map<string, FieldPath>();
  const define = (name: string, path: FieldPath, on: 'key' | 'value') => {
    if (!variableName.test(name)) report({ path, on, message: `${JSON.stringify(shorten(name))} is no name of a variable.`, help: 'Write letters, digits and _, no digit first.' });
    else if (names.has(name)) report({ path, on, message: `The variable ${name} is defined twice.`, help: 'Give one of the two another name.' });
    names.set(name, path);
  };
  for (const [i, list] of peers.entries()) if (list.env !== undefined) define(list.env, [...(Array.isArray(spec.peers) ? ['peers', i] : ['peers']), 'env'], 'value');
  if (shape === 'job' && spec.rendezvous !== false) {
    const given = typeof spec.rendezvous === 'object' ? spec.rendezvous : {};
    for (const [field, name] of Object.entries({ address: 'MASTER_ADDR', port: 'MASTER_PORT', size: 'WORLD_SIZE', rank: 'RANK', ...given })) if (field !== 'port' || terms.ports.length) define(name, ['rendezvous', field], 'value');
  }
  for (const [name, variable] of Object.entries(spec.env ?? {})) {
    const path = ['env', name];
    define(name, path, 'key');
    if (typeof variable !== 'object') continue;
    oneOf(variable, kinds, path, terms);
    for (const kind of ['secret', 'configMap'] as const) {
      if (variable[kind] === undefined) continue;
      objectName(variable[kind]!, [...path, kind], terms);
      if (variable.key === undefined) report({ path, on: 'key', message: `The variable ${name} says which ${kind === 'secret' ? 'Secret' : 'ConfigMap'}, but not which key of it.`, help: 'Add key.' });
    }
    if (variable.key !== undefined) dataKey(variable.key, [...path, 'key'], terms);
    for (const field of ['key', 'optional'] as const) if (variable[field] !== undefined && variable.secret === undefined && variable.configMap === undefined) report({ path: [...path, field], on: 'key', message: `"${field}" is of variables from a Secret or a ConfigMap.`, help: 'Add secret or configMap, or remove it.' });
    if (variable.field !== undefined && !isField(variable.field)) report({ path: [...path, 'field'], message: `${JSON.stringify(shorten(variable.field))} is no field of a Pod that a variable can have.`, help: `Write ${alternatives(fields)}, or one like metadata.labels['key'].` });
    if (variable.resource !== undefined && !/^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-\w+)$/.test(variable.resource)) report({ path: [...path, 'resource'], message: `${JSON.stringify(shorten(variable.resource))} is no resource that a variable can have.`, help: 'Write limits or requests, a dot, and cpu, memory or ephemeral-storage.' });
  }
  for (const [i, source] of (spec.envFrom ?? []).entries()) {
    const path = ['envFrom', i];
    oneOf(source, ['secret', 'configMap'], path, terms);
    for (const kind of ['secret', 'configMap'] as const) if (source[kind] !== undefined) objectName(source[kind], [...path, kind], terms);
    if (source.prefix !== undefined && !variableName.test(source.prefix)) report({ path: [...path, 'prefix'], message: `${JSON.stringify(shorten(source.prefix))} is no start of a variable's name.`, help: 'Write letters, digits and _, no digit first.' });
  }
}

/** pkg/apis/core/validation validEnvDownwardAPIFieldPathExpressions. */
const fields = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];

function isField(field: string): boolean {
  const key = /^metadata\.(?:labels|annotations)\['(.*)'\]$/.exec(field)?.[1];
  return key === undefined ? fields.includes(field) : !labelKeyProblem(key);
}

function objectName(name: string | boolean, path: FieldPath, { report }: Terms): void {
  if (name === true) return;
  if (name === false) return report({ path, message: 'false names no Secret.', help: 'Write true for the one that is called as the spec is, or a name.' });
  const problem = dns1123SubdomainProblem(name);
  if (problem) report({ path, message: `${JSON.stringify(shorten(name))} ${problem}.`, help: 'Write the name of an object.' });
}

function dataKey(key: string, path: FieldPath, { report }: Terms): void {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && key !== '..') return;
  report({ path, message: `${JSON.stringify(shorten(key))} is no key of a Secret or ConfigMap.`, help: 'Write letters, digits, -, _ and dots.' });
}

/** Says which fields there are too many or none of. */
function oneOf<K extends string>(value: { readonly [field in K]?: unknown }, choices: readonly K[], path: FieldPath, { report }: Terms): void {
  const chosen = choices.filter((field) => value[field] !== undefined);
  if (chosen.length === 1) return;
  if (chosen[1] !== undefined) report({ path: [...path, chosen[1]], on: 'key', message: `"${chosen[0]}" and "${chosen[1]}" exclude each other.`, help: 'Remove one of the two.' });
  else report({ path, on: 'key', message: `"${path.at(-1)}" has none of ${alternatives(choices)}.`, help: `Add ${alternatives(choices)}.` });
}

const volumeKinds = ['size', 'emptyDir', 'configMap', 'secret', 'claim'] as const;

function checkVolumes(terms: Terms): void {
  const { spec, shape, report } = terms;
  const mounted = new Map<string, string>();
  for (const [name, volume] of Object.entries(spec.volumes ?? {})) {
    const path = ['volumes', name];
    const problem = dns1123LabelProblem(name);
    if (problem) report({ path, on: 'key', message: `The volume name ${JSON.stringify(shorten(name))} ${problem}.`, help: 'Write lower-case letters, digits and -.' });
    else if (name === filesVolume && spec.files) report({ path, on: 'key', message: `The volume that holds files is called "${filesVolume}".`, help: 'Give this one another name.' });
    if (volumeKinds.every((kind) => volume[kind] === undefined)) report({ path, on: 'key', message: `The volume "${name}" has no size.`, help: `${shape === 'stateful' ? 'Add size, such as 10Gi, for one that outlives its Pod' : 'Add emptyDir: true'}; or one of ${alternatives(volumeKinds.slice(shape === 'stateful' ? 1 : 2))}.` });
    else oneOf(volume, volumeKinds, path, terms);
    if (volume.emptyDir === false) report({ path: [...path, 'emptyDir'], message: 'emptyDir: false leaves the volume without anything.', help: 'Remove it and add size, or write true.' });
    if (volume.size !== undefined && shape !== 'stateful') report({ path: [...path, 'size'], on: 'key', message: `Only Pods of a StatefulSet get volumes of a size, each its own.`, help: 'Use emptyDir: true, or claim for one that all share.' });
    for (const field of ['storageClass', 'accessModes'] as const) if (volume[field] !== undefined && volume.size === undefined) report({ path: [...path, field], on: 'key', message: `"${field}" is of volumes with a size.`, help: 'Add size, or remove it.' });
    if (volume.storageClass !== undefined && dns1123SubdomainProblem(volume.storageClass)) report({ path: [...path, 'storageClass'], message: `${JSON.stringify(shorten(volume.storageClass))} ${dns1123SubdomainProblem(volume.storageClass)}.`, help: 'Write the name of a StorageClass, or leave it out for the default.' });
    if (volume.size !== undefined) quantity(volume.size, [...path, 'size'], terms);
    if (typeof volume.emptyDir === 'object' && volume.emptyDir.sizeLimit !== undefined) quantity(volume.emptyDir.sizeLimit, [...path, 'emptyDir', 'sizeLimit'], terms);
    for (const kind of ['configMap', 'secret', 'claim'] as const) if (volume[kind] !== undefined) objectName(volume[kind]!, [...path, kind], terms);
    if (volume.mode !== undefined) checkMode(volume, [...path, 'mode'], terms);
    if (volume.keys && volume.secret === undefined && volume.configMap === undefined) report({ path: [...path, 'keys'], on: 'key', message: '"keys" is of volumes from a Secret or a ConfigMap.', help: 'Add secret or configMap, or remove it.' });
    for (const [i, key] of (volume.keys ?? []).entries()) dataKey(key, [...path, 'keys', i], terms);
    if (volume.subPath !== undefined && (volume.subPath === '' || volume.subPath.startsWith('/') || volume.subPath.split('/').includes('..'))) report({ path: [...path, 'subPath'], message: `${JSON.stringify(shorten(volume.subPath))} is no path within the volume.`, help: 'Write a relative path without "..".' });
    mountPath(volume.path, [...path, 'path'], 'value', mounted, terms);
  }
  for (const file of Object.keys(spec.files ?? {})) mountPath(file, ['files', file], 'key', mounted, terms);
}

function checkMode({ mode, configMap, secret }: VolumeSpec, path: FieldPath, { report }: Terms): void {
  if (configMap === undefined && secret === undefined) report({ path, on: 'key', message: '"mode" is of volumes from a ConfigMap or a Secret.', help: 'Remove it.' });
  // 0400 has been read as octal already; who writes 400 means that as well.
  const isOctal = typeof mode === 'string' ? /^0?[0-7]{3}$/.test(mode) : ![400, 440, 444].includes(mode!);
  if (!isOctal) report({ path, message: `${JSON.stringify(mode)} is no mode in octal.`, help: 'Write three digits from 0 to 7 with a zero in front: 0400.' });
}

/** pkg/apis/core/validation ValidateVolumeMounts: required, unique; a colon would end it for the container runtime. */
function mountPath(mount: string, path: FieldPath, on: 'key' | 'value', mounted: Map<string, string>, { report }: Terms): void {
  const isFile = on === 'key';
  if (!/^\/[^:\0]*$/.test(mount) || mount.split('/').includes('..') || (isFile && mount.endsWith('/'))) report({ path, on, message: `${JSON.stringify(shorten(mount))} is no absolute path${isFile ? ' of a file' : ''}.`, help: 'Begin with /, without ".." and colons.' });
  else if (mounted.has(mount)) report({ path, on, message: `"${shorten(mount)}" is mounted twice.`, help: 'Give each its own path.' });
  mounted.set(mount, mount);
}

/** What etcd takes, less what is around it (pkg/apis/core MaxSecretSize, which holds for ConfigMaps too). */
const maxFiles = 1024 * 1024;

function checkFiles({ spec: { files = {} }, report }: Terms): void {
  let size = 0;
  for (const [file, content] of Object.entries(files)) {
    const path = ['files', file];
    if (typeof content === 'string') size += content.length;
    else {
      size += content.text?.length ?? 0;
      if ((content.text === undefined) === (content.format === undefined)) report({ path, on: 'key', message: `The file "${shorten(file)}" has ${content.text === undefined ? 'neither text nor format' : 'text and format'}.`, help: 'Write text for a file as it is, or format for one with placeholders.' });
    }
  }
  if (size > maxFiles) report({ path: ['files'], on: 'key', message: 'The files have more than 1 MiB, and a ConfigMap holds no more.', help: 'Put large files into the image or a volume.' });
}

function checkProbes(terms: Terms): void {
  const { spec, ports, report } = terms;
  for (const [kind, probe] of Object.entries(spec.probes ?? {})) {
    const path = ['probes', kind];
    if (probe === true) report({ path, message: `${kind}: true says nothing of what is to be checked.`, help: 'Write {tcp: port}, {http: {port, path}}, {grpc: port} or {exec: […]}; or false for no check.' });
    if (typeof probe !== 'object') continue;
    oneOf(probe as ProbeSpec, ['exec', 'tcp', 'http', 'grpc'], path, terms);
    if (probe.exec?.length === 0) report({ path: [...path, 'exec'], message: 'The command is empty.', help: 'Write a command and its arguments.' });
    if (kind !== 'readiness' && probe.successThreshold !== undefined && probe.successThreshold !== 1) report({ path: [...path, 'successThreshold'], message: `Of a ${kind} probe, successThreshold has to be 1.`, help: 'Remove it.' });
    const named: [FieldPath, number | string | undefined][] = [
      [['tcp'], probe.tcp],
      [['http', 'port'], probe.http?.port],
      [['grpc'], probe.grpc],
    ];
    for (const [field, port] of named) {
      if (typeof port !== 'string' || ports.some(({ name }) => name === port)) continue;
      const meant = nearest(port, ports.map(({ name }) => name));
      report({ path: [...path, ...field], message: `There is no port ${JSON.stringify(shorten(port))}.`, help: meant ? `Did you mean "${meant}"?` : 'Name it under ports, or write its number.' });
    }
    if (probe.http?.path !== undefined && !probe.http.path.startsWith('/')) report({ path: [...path, 'http', 'path'], message: `${JSON.stringify(shorten(probe.http.path))} is no path.`, help: 'Begin with /.' });
  }
}

function checkQuantities(terms: Terms): void {
  const { resources } = terms.spec;
  if (typeof resources !== 'object') return;
  for (const kind of ['requests', 'limits'] as const) for (const [name, value] of Object.entries(resources[kind] ?? {})) quantity(value, ['resources', kind, name], terms);
}

/** k8s.io/apimachinery resource.ParseQuantity; none of ours may be negative. */
const quantityFormat = /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,2})?$/;

function quantity(value: string | number, path: FieldPath, { report }: Terms): void {
  if (quantityFormat.test(String(value))) return;
  report({ path, message: `${JSON.stringify(typeof value === 'string' ? shorten(value) : value)} is no quantity.`, help: 'Write a number, with a unit such as Gi for bytes or m for thousandths.' });
}
