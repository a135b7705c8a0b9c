import type { ClientSpec, PeersSpec, PortSpec, ProbeSpec, Shape, Spec, UpdateSpec } from '../generate/spec.ts';
import { indexLabel } from '../generate/services.ts';
import { filesVolume } from '../generate/volumes.ts';
import type { Model } from '../model/model.ts';
import { asMap, asStrings, type Fields, type Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { mapsIn, peersOf, portsOf, probeOf, variablesOf, volumesOf, wordsOf } from './container.ts';
import { equal } from './difference.ts';
import { addressesOf, selectorOf, type Neighbours } from './neighbours.ts';

/** What the fields of the spec say of the objects; patches say the rest. */
export function baseOf(root: Resource, neighbours: Neighbours, model: Model): Spec {
  return root instanceof Workload ? ofWorkload(root, neighbours, model) : ofService(root, neighbours, model);
}

function shapeOf({ kind }: Workload): Shape {
  return kind === 'StatefulSet' ? 'stateful' : kind === 'Job' ? 'job' : 'balanced';
}

function ofWorkload(workload: Workload, { service, clients, files: configMap }: Neighbours, model: Model): Spec {
  const { name, podSpec } = workload;
  const shape = shapeOf(workload);
  const container = mapsIn(podSpec['containers'])[0] ?? {};
  const serviceName = service?.name ?? workload.subdomain ?? name;
  const selector = { ...selectorOf(workload, service) };
  const shared = Object.entries(workload.podLabels).filter(([key, value]) => !Object.hasOwn(selector, key) && workload.string('metadata', 'labels', key) === value);
  const ports = portsOf(container, [...(service ? [service] : []), ...clients].map(({ value }) => value));
  const env = variablesOf(container);
  const replicas = Math.max(1, workload.replicas ?? 1);
  const names = { name, service: serviceName, first: workload.firstOrdinal, replicas, suffix: workload.declaredNamespace === undefined ? '' : `.${workload.declaredNamespace}.svc.${model.options.clusterDomain}`, ports };
  const peers = shape === 'balanced' ? [] : Object.entries(env).flatMap(([variable, value]): PeersSpec[] => {
    const list = typeof value === 'string' ? peersOf(variable, value, names) : undefined;
    if (list) delete env[variable];
    return list ? [list] : [];
  });
  const claims = workload.list('spec', 'volumeClaimTemplates');
  const files = configMap && filesOf(configMap, container, podSpec);
  const volumes = volumesOf(container, podSpec, claims);
  if (files) delete volumes[filesVolume];
  const command = wordsOf(container['command'], Object.keys(env));
  const args = wordsOf(container['args'], Object.keys(env));
  const envFrom = mapsIn(container['envFrom']).map(({ prefix, secretRef, configMapRef }) => {
    const { name: of, optional } = asMap(secretRef ?? configMapRef) ?? {};
    return { ...(secretRef ? { secret: String(of) } : { configMap: String(of) }), ...(typeof prefix === 'string' && { prefix }), ...(typeof optional === 'boolean' && { optional }) };
  });
  const probes = probesOf(container, ports, shape);
  const given = (workload.map('spec', 'updateStrategy') ?? workload.map('spec', 'strategy')) as Fields | undefined;
  const update = shape === 'job' ? undefined : updateOf(given, shape);
  const retention = asMap(workload.get('spec', 'persistentVolumeClaimRetentionPolicy'));
  const resources = asMap(container['resources']);
  const security = { ...asMap(podSpec['securityContext']), ...asMap(container['securityContext']) };
  const seconds = (field: string) => workload.number('spec', field);
  const spec: { [K in keyof Spec]: Spec[K] | undefined } & { name: string } = {
    shape: shape === 'stateful' ? undefined : shape,
    name,
    namespace: workload.declaredNamespace,
    service: serviceName === name ? undefined : serviceName,
    selector: equal(selector, { 'app.kubernetes.io/name': name }) || Object.keys(selector).length === 0 ? undefined : selector,
    labels: shared.length ? Object.fromEntries(shared) : undefined,
    image: typeof container['image'] === 'string' ? container['image'] : undefined,
    replicas,
    command,
    args,
    ports: Object.keys(ports).length ? ports : undefined,
    volumes: Object.keys(volumes).length ? volumes : undefined,
    files,
    env: Object.keys(env).length ? env : undefined,
    envFrom: envFrom.length ? envFrom : undefined,
    peers: peers.length > 1 ? peers : peers[0],
    probes,
    resources: resources ? { ...(asMap(resources['requests']) && { requests: asStringsOrNumbers(resources['requests']) }), ...(asMap(resources['limits']) && { limits: asStringsOrNumbers(resources['limits']) }) } : undefined,
    securityContext: Object.keys(security).length ? security : undefined,
    client: clients.length > 1 ? clients.map((client) => clientOf(client, ports, name)) : clients[0] && clientOf(clients[0], ports, name),
    startOrdinal: workload.firstOrdinal || undefined,
    update,
    retention: retention && !equal(retention, { whenDeleted: 'Retain', whenScaled: 'Retain' }) ? (retention as Spec['retention']) : undefined,
    minReadySeconds: shape === 'job' ? undefined : seconds('minReadySeconds') || undefined,
    serviceAccount: workload.podString('serviceAccountName') || undefined,
    terminationGracePeriodSeconds: typeof podSpec['terminationGracePeriodSeconds'] === 'number' && podSpec['terminationGracePeriodSeconds'] !== 30 ? podSpec['terminationGracePeriodSeconds'] : undefined,
    restartPolicy: shape === 'job' && workload.podString('restartPolicy') === 'Never' ? 'Never' : undefined,
    backoffLimit: shape === 'job' ? seconds('backoffLimit') : undefined,
    activeDeadlineSeconds: shape === 'job' ? seconds('activeDeadlineSeconds') : undefined,
    ttlSecondsAfterFinished: shape === 'job' ? seconds('ttlSecondsAfterFinished') : undefined,
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)) as unknown as Spec;
}

/** The files of the ConfigMap, by the path at which each is mounted. */
function filesOf(configMap: Resource, container: Fields, podSpec: Fields): Spec['files'] {
  const data = asStrings(configMap.get('data'));
  const volume = mapsIn(podSpec['volumes']).find(({ name }) => name === filesVolume);
  const runs = new Set(mapsIn(asMap(volume?.['configMap'])?.['items']).flatMap(({ key, mode }) => (mode === 0o555 ? [key] : [])));
  const mounts = mapsIn(container['volumeMounts']).filter(({ name }) => name === filesVolume);
  return Object.fromEntries(mounts.map(({ mountPath, subPath }) => [String(mountPath), runs.has(subPath) ? { text: data[String(subPath)] ?? '', executable: true } : (data[String(subPath)] ?? '')]));
}

function probesOf(container: Fields, ports: Readonly<Record<string, unknown>>, shape: Shape): Spec['probes'] {
  const probes: { startup?: ProbeSpec; readiness?: ProbeSpec | boolean; liveness?: ProbeSpec } = {};
  const startup = probeOf(asMap(container['startupProbe']), Object.keys(ports));
  const readiness = probeOf(asMap(container['readinessProbe']), Object.keys(ports)) ?? (Object.keys(ports).length && shape !== 'job' ? false : undefined);
  const liveness = probeOf(asMap(container['livenessProbe']), Object.keys(ports));
  if (startup) probes.startup = startup;
  if (readiness !== undefined) probes.readiness = readiness;
  if (liveness) probes.liveness = liveness;
  return Object.keys(probes).length ? probes : undefined;
}

function updateOf(strategy: Fields | undefined, shape: Shape): UpdateSpec | undefined {
  const { type = 'RollingUpdate', rollingUpdate } = strategy ?? {};
  const rolling = asMap(rollingUpdate) ?? {};
  const known = Object.fromEntries(['partition', 'maxUnavailable', 'maxSurge'].flatMap((field) => (typeof rolling[field] === 'number' || typeof rolling[field] === 'string' ? [[field, rolling[field] as number]] : [])));
  // A Deployment that says nothing replaces a quarter at a time; the spec's default is one.
  if (shape === 'balanced') return { type: type as UpdateSpec['type'] & string, ...(type === 'RollingUpdate' && { maxSurge: '25%', maxUnavailable: '25%', ...known }) };
  return strategy && (type !== 'RollingUpdate' || Object.keys(known).length) ? { type: type as UpdateSpec['type'] & string, ...known } : undefined;
}

function asStringsOrNumbers(value: unknown): Record<string, string | number> {
  return Object.fromEntries(Object.entries(asMap(value) ?? {}).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'));
}

function clientOf(client: Service, ports: Readonly<Record<string, number | PortSpec>>, workload: string): ClientSpec {
  const numbers = new Set(client.ports.map(({ port, protocol }) => `${port}/${protocol}`));
  const names = Object.entries(ports).flatMap(([name, value]) => (numbers.has(typeof value === 'number' ? `${value}/TCP` : `${value.port}/${value.protocol ?? 'TCP'}`) ? [name] : []));
  const isAll = names.length === Object.keys(ports).length;
  return { ...((client.name !== `${workload}-client` || isAll) && { name: client.name }), ...(!isAll && { ports: names }), ...(Object.hasOwn(client.selector, indexLabel) && { pods: 'first' }), ...(client.type !== 'ClusterIP' && { type: client.type as 'NodePort' }) };
}

function ofService(service: Resource, { service: known }: Neighbours, model: Model): Spec {
  const { hosts, addresses, ports } = addressesOf(known!, model);
  const served = portsOf({ ports: ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })) }, [service.value]);
  const labels = asStrings(service.get('metadata', 'labels'));
  const { 'app.kubernetes.io/name': name = service.name, ...others } = labels;
  return {
    shape: 'external',
    name,
    ...(name !== service.name && { service: service.name }),
    ...(service.declaredNamespace !== undefined && { namespace: service.declaredNamespace }),
    ...(Object.keys(others).length && { labels: others }),
    ...(Object.keys(served).length && { ports: served }),
    ...(Object.keys(hosts).length && { hosts: Object.fromEntries(Object.entries(hosts).map(([host, all]) => [host, all.length === 1 ? all[0]! : all])) }),
    ...(addresses.length && { addresses }),
  };
}
