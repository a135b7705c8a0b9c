import fc from 'fast-check';

export const names = ['a', 'b', 'c'];
const name = fc.constantFrom(...names);
const namespace = fc.constantFrom('d', 'e');
const app = fc.record({ app: name });
const portName = fc.constantFrom('http', 'peer', undefined);
const container = fc.array(fc.record({ name: fc.constantFrom('http', 'peer'), containerPort: fc.constantFrom(8080, 9090), protocol: fc.constantFrom('TCP', 'UDP') }), { maxLength: 2 }).map((ports) => ({ name: 'c', image: 'i', ports }));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const service = fc
  .record({
    name,
    namespace,
    clusterIP: fc.constantFrom('None', 'None', undefined, '10.0.0.9'),
    type: fc.constantFrom(undefined, undefined, undefined, 'ExternalName'),
    selector: optional(app),
    ipFamilyPolicy: fc.constantFrom(undefined, 'RequireDualStack'),
    publishNotReadyAddresses: optional(fc.boolean()),
    externalName: fc.constantFrom('example.com', '10.1.1.1', 'b.d.svc.cluster.local'),
    ports: fc.uniqueArray(fc.record({ name: portName, port: fc.constantFrom(80, 90), targetPort: fc.constantFrom(undefined, 8080, 'http', 'peer'), protocol: fc.constantFrom('TCP', 'UDP') }), { maxLength: 2, selector: (p) => p.name }),
  })
  .map(({ name, namespace, type, externalName, clusterIP, ...spec }) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: type ? { type, externalName } : { ...spec, clusterIP } }));

const workload = fc
  .record({ kind: fc.constantFrom('StatefulSet', 'Deployment', 'Pod', 'Job'), name, namespace, labels: app, replicas: fc.integer({ min: 0, max: 3 }), start: optional(fc.integer({ min: 0, max: 2 })), serviceName: optional(name), hostname: optional(name), subdomain: optional(name), hostNetwork: optional(fc.boolean()), container })
  .map(({ kind, name, namespace, labels, replicas, start, serviceName, hostname, subdomain, hostNetwork, container }) => {
    const podSpec = { ...(hostname && { hostname }), ...(subdomain && { subdomain }), ...(hostNetwork && { hostNetwork }), containers: [container] };
    const metadata = { name, namespace };
    const template = { metadata: { labels }, spec: podSpec };
    if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: { ...metadata, labels }, spec: podSpec };
    if (kind === 'Job') return { apiVersion: 'batch/v1', kind, metadata, spec: { completionMode: 'Indexed', completions: replicas, parallelism: replicas, template } };
    return { apiVersion: 'apps/v1', kind, metadata, spec: { replicas, ...(kind === 'StatefulSet' && { serviceName, ...(start !== undefined && { ordinals: { start } }) }), selector: { matchLabels: labels }, template } };
  });

const slice = fc
  .record({ name, namespace, service: optional(name), hostname: optional(name), ready: optional(fc.boolean()), address: fc.constantFrom('10.2.0.1', '10.2.0.2') })
  .map(({ name, namespace, service, hostname, ready, address }) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { ...(service && { 'kubernetes.io/service-name': service }) } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], ...(hostname && { hostname }), conditions: { ...(ready !== undefined && { ready }) } }],
    ports: [{ name: 'http', port: 9000 }],
  }));

const autoscaler = fc
  .record({ name, namespace, kind: fc.constantFrom('StatefulSet', 'Deployment'), target: name, maxReplicas: fc.integer({ min: 1, max: 4 }) })
  .map(({ name, namespace, kind, target, maxReplicas }) => ({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name, namespace }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind, name: target }, maxReplicas } }));

/** Services, workloads and what stands beside them, as few names as make for coincidences. */
export const topology = fc.array(fc.oneof({ weight: 6, arbitrary: service }, { weight: 6, arbitrary: workload }, { weight: 2, arbitrary: slice }, { weight: 1, arbitrary: autoscaler }), { minLength: 1, maxLength: 10 });

/** One object of each name: two are told apart by their order. */
export const unique = topology.map((objects) => [...new Map(objects.map((o) => [`${o.kind} ${o.metadata.namespace} ${o.metadata.name}`, o])).values()]);

/** The same objects in two orders. */
export const shuffled = unique.chain((objects) => fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length })));
