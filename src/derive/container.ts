import { escapeDollars } from '../generate/format.ts';
import type { PeersSpec, PortSpec, ProbeSpec, Variable, VolumeSpec, Word } from '../generate/spec.ts';
import { portNameProblem } from '../model/name-formats.ts';
import { asList, asMap, asStrings, type Fields } from '../model/resource.ts';

/** What a spec says of the ports of a container and of the Services in front of it, by name. */
export function portsOf(container: Fields, services: readonly Fields[]): Record<string, number | PortSpec> {
  const declared = mapsIn(container['ports']);
  const served = services.flatMap((service) => mapsIn(asMap(service['spec'])?.['ports']));
  const ports: Record<string, number | PortSpec> = {};
  const seen = new Set<string>();
  const add = (number: unknown, protocol: unknown, names: readonly unknown[], appProtocol: unknown) => {
    const transport = typeof protocol === 'string' ? protocol : 'TCP';
    if (typeof number !== 'number' || seen.has(`${number}/${transport}`)) return;
    seen.add(`${number}/${transport}`);
    const isGood = (name: unknown): name is string => typeof name === 'string' && !portNameProblem(name) && !Object.hasOwn(ports, name);
    const name = names.find(isGood) ?? `${transport.toLowerCase()}-${number}`;
    ports[name] = transport === 'TCP' && typeof appProtocol !== 'string' ? number : { port: number, ...(transport !== 'TCP' && { protocol: transport as 'UDP' }), ...(typeof appProtocol === 'string' && { appProtocol }) };
  };
  for (const { containerPort, protocol, name } of declared) {
    const same = served.find((port) => (port['protocol'] ?? 'TCP') === (protocol ?? 'TCP') && (port['targetPort'] === undefined ? port['port'] === containerPort : port['targetPort'] === containerPort || port['targetPort'] === name));
    add(containerPort, protocol, [name, same?.['name']], same?.['appProtocol']);
  }
  for (const { port, targetPort, protocol, name, appProtocol } of served) if (typeof targetPort !== 'string') add(targetPort ?? port, protocol, [name], appProtocol);
  return ports;
}

/** Variables that the spec has words for; the rest is left to patches. */
export function variablesOf(container: Fields): Record<string, Variable> {
  const env: Record<string, Variable> = {};
  for (const item of asList(container['env'])) {
    const { name, value, valueFrom } = asMap(item) ?? {};
    if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) continue;
    const variable = valueFrom === undefined ? wordOf(typeof value === 'string' ? value : '', Object.keys(env)) : sourceOf(asMap(valueFrom) ?? {});
    if (variable !== undefined) env[name] = variable;
  }
  return env;
}

function sourceOf(source: Fields): Variable | undefined {
  const [kind, ...more] = Object.keys(source);
  const from = asMap(source[kind!]);
  if (!from || more.length) return undefined;
  const { name, key, optional, fieldPath, resource, containerName } = from;
  if (kind === 'fieldRef' && typeof fieldPath === 'string') return { field: fieldPath };
  if (kind === 'resourceFieldRef' && typeof resource === 'string' && containerName === undefined) return { resource };
  if (typeof name !== 'string' || typeof key !== 'string') return undefined;
  const rest = { key, ...(typeof optional === 'boolean' && { optional }) };
  if (kind === 'secretKeyRef') return { secret: name, ...rest };
  return kind === 'configMapKeyRef' ? { configMap: name, ...rest } : undefined;
}

/** Text as the spec takes it: literal, or with the references to variables before it; undefined where neither says it. */
export function wordOf(text: string, defined: readonly string[] | undefined): Word | undefined {
  const literal = text.replace(/\$\$/g, '$');
  if (escapeDollars(literal) === text) return literal;
  const format = text.replace(/\$\$|\$\(([^()]+)\)|[{}]/g, (found, name: string | undefined) => (name !== undefined ? (defined?.includes(name) ? `{env.${name}}` : found) : found === '$$' ? '$' : found + found));
  return defined && /\{env\./.test(format) ? { format } : undefined;
}

/** A command or its arguments. */
export function wordsOf(words: unknown, defined: readonly string[]): readonly Word[] | undefined {
  if (!Array.isArray(words)) return undefined;
  const all = words.map((word) => (typeof word === 'string' ? wordOf(word, defined) : undefined));
  return all.every((word) => word !== undefined) ? all : undefined;
}

/** The volumes that the container mounts, each once. */
export function volumesOf(container: Fields, podSpec: Fields, claims: readonly unknown[]): Record<string, VolumeSpec> {
  const volumes: Record<string, VolumeSpec> = {};
  for (const item of asList(container['volumeMounts'])) {
    const { name, mountPath, subPath, readOnly } = asMap(item) ?? {};
    if (typeof name !== 'string' || typeof mountPath !== 'string' || Object.hasOwn(volumes, name)) continue;
    const source = claimOf(name, claims) ?? volumeOf(name, podSpec);
    if (source) volumes[name] = { path: mountPath, ...source, ...(typeof subPath === 'string' && subPath && { subPath }), ...(readOnly === true && { readOnly }) };
  }
  return volumes;
}

function claimOf(name: string, claims: readonly unknown[]): Omit<VolumeSpec, 'path'> | undefined {
  const claim = claims.map((item) => asMap(item)).find((each) => asMap(each?.['metadata'])?.['name'] === name);
  const spec = asMap(claim?.['spec']);
  const size = asStrings(asMap(spec?.['resources'])?.['requests'])['storage'];
  if (!spec || size === undefined) return undefined;
  const modes = asList(spec['accessModes']).filter((mode): mode is string => typeof mode === 'string');
  return { size, ...(typeof spec['storageClassName'] === 'string' && { storageClass: spec['storageClassName'] }), ...((modes.length !== 1 || modes[0] !== 'ReadWriteOnce') && modes.length && { accessModes: modes }) };
}

function volumeOf(name: string, podSpec: Fields): Omit<VolumeSpec, 'path'> | undefined {
  const volume = asList(podSpec['volumes']).map((item) => asMap(item)).find((each) => each?.['name'] === name);
  const emptyDir = asMap(volume?.['emptyDir']);
  if (emptyDir) {
    const { medium, sizeLimit } = emptyDir;
    const said = { ...(typeof medium === 'string' && { medium }), ...((typeof sizeLimit === 'string' || typeof sizeLimit === 'number') && { sizeLimit }) };
    return { emptyDir: Object.keys(said).length ? said : true };
  }
  const configMap = asMap(volume?.['configMap'])?.['name'];
  if (typeof configMap === 'string') return { configMap };
  const secret = asMap(volume?.['secret'])?.['secretName'];
  if (typeof secret === 'string') return { secret };
  const claim = asMap(volume?.['persistentVolumeClaim'])?.['claimName'];
  return typeof claim === 'string' ? { claim } : undefined;
}

/** A probe by a port or a command; undefined where it is another. */
export function probeOf(probe: Fields | undefined, known: readonly string[]): ProbeSpec | undefined {
  if (!probe) return undefined;
  const { tcpSocket, httpGet, grpc, exec } = probe;
  const timing = Object.fromEntries(['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'].flatMap((field) => (typeof probe[field] === 'number' ? [[field, probe[field] as number]] : [])));
  const isPort = (port: unknown): port is number | string => typeof port === 'number' || (typeof port === 'string' && known.includes(port));
  const tcp = asMap(tcpSocket)?.['port'];
  if (isPort(tcp)) return { tcp, ...timing };
  const http = asMap(httpGet);
  if (http && isPort(http['port'])) {
    const { port, path, scheme } = http;
    return { http: { port, ...(typeof path === 'string' && { path }), ...(scheme === 'HTTPS' && { scheme }) }, ...timing };
  }
  const call = asMap(grpc)?.['port'];
  if (typeof call === 'number') return { grpc: call, ...timing };
  const words = asMap(exec)?.['command'];
  const command = Array.isArray(words) ? words.map((word) => (typeof word === 'string' ? wordOf(word, undefined) : undefined)) : [];
  return command.length && command.every((word): word is string => typeof word === 'string') ? { exec: command, ...timing } : undefined;
}

interface PeersContext {
  readonly name: string;
  readonly service: string;
  readonly first: number;
  readonly replicas: number;
  /** What follows the Service in names that are written in full. */
  readonly suffix: string;
  readonly ports: Readonly<Record<string, number | PortSpec>>;
}

/** A list with an entry for each replica, told by how an entry looks. */
export function peersOf(variable: string, value: string, context: PeersContext): PeersSpec | undefined {
  const { replicas } = context;
  if (replicas < 2) return undefined;
  for (const separator of [',', ' ', ';', ', ']) {
    const entries = value.split(separator);
    if (entries.length !== replicas) continue;
    for (const format of formatsOf(entries[0]!, context)) {
      if (entries.every((entry, i) => fill(format, i, context) === entry)) return { env: variable, format, ...(separator !== ',' && { separator }) };
    }
  }
  return undefined;
}

/** The ways in which the first entry may be meant: with each number that may be its own, or its port. */
function formatsOf(entry: string, { name, service, first, suffix, ports }: PeersContext): string[] {
  const pod = `${name}-${first}`;
  if (!entry.includes(pod) || /[{}]/.test(entry)) return [];
  const hosts = entry.split(`${pod}.${service}${suffix}`).join('{host}').split(pod).join('{pod}');
  const numbered = Object.entries(ports).reduce((text, [port, value]) => text.replace(new RegExp(`(?<=:)${typeof value === 'number' ? value : value.port}(?!\\d)`, 'g'), `{port.${port}}`), hosts);
  const ordinal = new RegExp(`(?<![\\w.}{-])${first}(?![\\w.{-])`, 'g');
  return [...new Set([numbered.replace(ordinal, '{ordinal}'), numbered, hosts])];
}

function fill(format: string, index: number, { name, service, first, suffix, ports }: PeersContext): string {
  const pod = `${name}-${first + index}`;
  const number = (port: string) => {
    const value = ports[port]!;
    return String(typeof value === 'number' ? value : value.port);
  };
  return format.replace(/\{(host|pod|ordinal|port\.([^{}]+))\}/g, (_, what: string, port: string) => (what === 'host' ? `${pod}.${service}${suffix}` : what === 'pod' ? pod : what === 'ordinal' ? String(first + index) : number(port)));
}

export function mapsIn(list: unknown): readonly Fields[] {
  return asList(list).flatMap((item): Fields[] => {
    const map = asMap(item);
    return map ? [map] : [];
  });
}
