import type { Container, PodSecurityContext, PodSpec, PodTemplateSpec, Probe, SecurityContext, TopologySpreadConstraint } from 'kubernetes-types/core/v1.js';
import { environmentOf, probeWords } from './env.ts';
import type { ProbeSpec, Quantities } from './spec.ts';
import { labelsOf, selectorOf, tcpPorts, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';
import { filesChecksum, type Volumes } from './volumes.ts';

/** What the Pods of all shapes have. `more` are fields of one shape. */
export function podTemplate(terms: Terms, volumes: Volumes, more: Draft<Partial<PodSpec>> = {}): Draft<PodTemplateSpec> {
  const { spec } = terms;
  const { serviceAccount } = spec;
  // The template of a Job is for good.
  const checksum = terms.shape === 'job' ? undefined : filesChecksum(terms);
  const podSpec: Draft<PodSpec> = {
    ...more,
    serviceAccountName: from(['serviceAccount'], serviceAccount),
    automountServiceAccountToken: serviceAccount === undefined ? because('Nothing here asks the API server.', false) : undefined,
    enableServiceLinks: because('Variables like REDIS_PORT=tcp://… that Kubernetes derives from Services confuse images that read those.', false),
    terminationGracePeriodSeconds: from(['terminationGracePeriodSeconds'], spec.terminationGracePeriodSeconds),
    securityContext: podSecurity(terms),
    topologySpreadConstraints: spread(terms),
    containers: [containerOf(terms, volumes)],
    volumes: volumes.volumes.length ? volumes.volumes : undefined,
  };
  return {
    metadata: {
      labels: labelsOf(terms),
      annotations: checksum === undefined ? undefined : { 'headlint.dev/files': because('Starts the Pods anew when the files change.', checksum) },
    },
    spec: podSpec,
  };
}

function containerOf(terms: Terms, { mounts }: Volumes): Draft<Container> {
  const { spec, name, ports } = terms;
  const { env, envFrom, command, args } = environmentOf(terms);
  return {
    name,
    image: from(['image'], spec.image),
    command,
    args,
    ports: ports.length ? ports.map((port) => from(['ports', port.name], { name: port.name, containerPort: port.port, protocol: port.protocol === 'TCP' ? undefined : port.protocol })) : undefined,
    envFrom: envFrom.length ? envFrom : undefined,
    env: env.length ? env : undefined,
    startupProbe: probeOf('startup', terms),
    readinessProbe: probeOf('readiness', terms),
    livenessProbe: probeOf('liveness', terms),
    resources: resources(terms),
    securityContext: containerSecurity(terms),
    volumeMounts: mounts.length ? mounts : undefined,
  };
}

function probeOf(kind: 'startup' | 'readiness' | 'liveness', terms: Terms): Draft<Probe> | undefined {
  const probe = terms.spec.probes?.[kind];
  const path = ['probes', kind];
  if (typeof probe === 'object') return from(path, probeFields(probe, path, terms));
  const port = tcpPorts(terms)[0];
  // A job is done when it ends; nobody waits for its Pods to be Ready.
  if (kind !== 'readiness' || probe === false || terms.shape === 'job' || !port) return undefined;
  return because('Ready means here: takes connections. A check of what the software says of itself is better (probes.readiness).', { tcpSocket: { port: port.name } });
}

function probeFields({ tcp, http, grpc, exec, ...timing }: ProbeSpec, path: string[], terms: Terms): Draft<Probe> {
  const number = typeof grpc === 'string' ? terms.ports.find(({ name }) => name === grpc)?.port : grpc;
  return {
    exec: exec && { command: probeWords(exec, [...path, 'exec'], terms) },
    httpGet: http && { path: http.path ?? '/', port: http.port, scheme: http.scheme },
    tcpSocket: tcp === undefined ? undefined : { port: tcp },
    grpc: grpc === undefined ? undefined : { port: number ?? 0 },
    ...timing,
  };
}

const requests = { cpu: '100m', memory: '256Mi' };

function resources({ spec }: Terms): Draft<Container['resources']> {
  if (spec.resources === false) return undefined;
  const given = typeof spec.resources === 'object' ? spec.resources : {};
  const texts = (quantities: Quantities) => Object.fromEntries(Object.entries(quantities).map(([name, value]) => [name, String(value)]));
  const limits = given.limits && texts(given.limits);
  // A limit without a request is the request (SetDefaults_Pod).
  const missing = Object.fromEntries(Object.entries(requests).filter(([name]) => !given.requests?.[name] && !limits?.[name]));
  const merged = { ...missing, ...texts(given.requests ?? {}) };
  if (!Object.keys(merged).length) return from(['resources'], { limits });
  return from(['resources'], {
    requests: Object.keys(missing).length ? because('A guess to start with: measure, and write what you see under resources.', merged) : merged,
    limits,
  });
}

const podFields = ['runAsUser', 'runAsGroup', 'runAsNonRoot', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'seccompProfile', 'sysctls'];

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
function podSecurity(terms: Terms): Draft<PodSecurityContext> | undefined {
  const given = securityOf(terms);
  if (!given) return undefined;
  const mounts = Object.values(terms.spec.volumes ?? {}).some(({ size, claim, emptyDir }) => size !== undefined || claim !== undefined || emptyDir !== undefined);
  const group = (given['runAsGroup'] ?? given['runAsUser'] ?? 1000) as number;
  const defaults: Draft<PodSecurityContext> = {
    runAsNonRoot: because('An image that starts as root is refused; it needs another, or runAsUser.', true),
    ...(mounts && {
      fsGroup: because('Makes the volumes writable for a user who is not root.', group > 0 ? group : 1000),
      fsGroupChangePolicy: because('A large volume is not gone through file by file at each start.', 'OnRootMismatch' as const),
    }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
  return over(defaults, given, (field) => podFields.includes(field)) as Draft<PodSecurityContext>;
}

function containerSecurity(terms: Terms): Draft<SecurityContext> | undefined {
  const given = securityOf(terms);
  if (!given) return undefined;
  // A privileged container may always escalate; the API server refuses the contradiction.
  const isFree = given['privileged'] === true;
  const defaults: Draft<SecurityContext> = isFree ? {} : { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  return over(defaults, given, (field) => !podFields.includes(field)) as Draft<SecurityContext> | undefined;
}

function securityOf({ spec: { securityContext = {} } }: Terms): Readonly<Record<string, unknown>> | undefined {
  return securityContext === false ? undefined : securityContext === true ? {} : securityContext;
}

/** Null takes a default away. */
function over(defaults: object, given: Readonly<Record<string, unknown>>, isWanted: (field: string) => boolean): object | undefined {
  const fields: Record<string, unknown> = { ...defaults };
  for (const [field, value] of Object.entries(given)) {
    if (!isWanted(field)) continue;
    if (value === null) delete fields[field];
    else fields[field] = from(['securityContext', field], value);
  }
  return Object.keys(fields).length ? fields : undefined;
}

function spread(terms: Terms): Draft<TopologySpreadConstraint>[] | undefined {
  const { spread: wish = 'preferred' } = terms.spec;
  if (wish === false || terms.replicas < 2) return undefined;
  const constraint = (topologyKey: string, whenUnsatisfiable: string): Draft<TopologySpreadConstraint> => ({ maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels: selectorOf(terms) } });
  const constraints = [constraint('kubernetes.io/hostname', wish === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway'), constraint('topology.kubernetes.io/zone', 'ScheduleAnyway')];
  return wish === 'required' ? from(['spread'], constraints) : because('A node or a zone that fails takes as few of the Pods along as may be. A cluster of one node can still run them.', constraints);
}
