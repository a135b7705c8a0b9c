import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { predictZone, resolveName, type ZoneRecord } from '../src/core.ts';

const test = suite('dns of any topology');
/** RUNS=20000 for a long look. */
const numRuns = Number(process.env['RUNS'] ?? 150);

const names = ['a', 'b', 'c'];
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

const topology = fc.array(fc.oneof({ weight: 6, arbitrary: service }, { weight: 6, arbitrary: workload }, { weight: 2, arbitrary: slice }, { weight: 1, arbitrary: autoscaler }), { minLength: 1, maxLength: 10 });
const filesOf = (objects: readonly object[]) => [{ path: 'a.yaml', text: objects.map((o) => JSON.stringify(o)).join('\n---\n') }];
const key = ({ service: _service, ...record }: ZoneRecord) => JSON.stringify(Object.entries(record).sort());
const keys = (records: readonly ZoneRecord[]) => records.map(key).sort();

/** Names that somebody may write, whether they are there or not. */
const guesses = ['d', 'e'].flatMap((ns) =>
  names.flatMap((svc) => {
    const own = `${svc}.${ns}.svc.cluster.local.`;
    const labels = names.flatMap((n) => [n, ...[0, 1, 2, 3, 4].map((i) => `${n}-${i}`)]);
    return [own, ...labels.map((label) => `${label}.${own}`), ...['http', 'peer'].flatMap((port) => [`_${port}._tcp.${own}`, `_${port}._udp.${own}`]), `10-2-0-1.${own}`, `<pod-ip>.${own}`];
  }),
);

test('the zone and the answers to single names agree, both ways', () => {
  fc.assert(
    fc.property(topology, fc.shuffledSubarray(guesses, { minLength: 12, maxLength: 12 }), (objects, some) => {
      const files = filesOf(objects);
      const { records } = predictZone(files);
      const listed = new Map<string, ZoneRecord[]>();
      for (const record of records) {
        if (record.type === 'PTR' || record.type === 'CNAME') continue;
        const question = `${record.name} ${record.type === 'SRV' ? 'SRV' : 'A'}`;
        listed.set(question, [...(listed.get(question) ?? []), record]);
      }
      const aliases = new Set(records.filter((r) => r.type === 'CNAME').map((r) => r.name));
      for (const question of new Set([...listed.keys(), ...some.flatMap((n) => [`${n} A`, `${n} SRV`])])) {
        const [asked, type] = question.split(' ') as [string, 'A' | 'SRV'];
        if (aliases.has(asked)) continue;
        const resolution = resolveName(files, asked, { type });
        assert.equal(keys(resolution.records), keys(listed.get(question) ?? []), question);
        assert.is(resolution.resolves, listed.has(question), question);
        assert.is(resolution.steps.some((step) => step.state === 'failed'), !resolution.resolves, `${question}: a failure is told if there is one`);
      }
    }),
    { numRuns },
  );
});

test('what a zone holds is of one piece', () => {
  fc.assert(
    fc.property(topology, (objects) => {
      const { records, services } = predictZone(filesOf(objects));
      const aliases = new Set(services.filter((s) => s.type === 'ExternalName').map((s) => `${s.namespace}/${s.name}`));
      const addresses = new Set(records.filter((r) => r.type === 'A' || r.type === 'AAAA').map((r) => r.name));
      for (const record of records) {
        if (record.type === 'SRV') assert.ok(addresses.has(record.target!), `${record.target} has an address`);
        // An alias with a slice has pointers to names that do not exist.
        if (record.type === 'PTR' && !aliases.has(`${record.service.namespace}/${record.service.name}`)) assert.ok(addresses.has(record.target!), `${record.target} has an address`);
        assert.match(record.name, /\.$/);
      }
      assert.is(new Set(services.map((s) => s.dnsName)).size, services.length);
    }),
    { numRuns },
  );
});

/** Two objects of one name are told apart by their order, so there is one of each. */
const ordered = topology
  .map((objects) => [...new Map(objects.map((o) => [`${o.kind} ${o.metadata.namespace} ${o.metadata.name}`, o])).values()])
  .chain((objects) => fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length })));

test('the order of objects does not matter', () => {
  fc.assert(
    fc.property(ordered, fc.shuffledSubarray(guesses, { minLength: 4, maxLength: 4 }), ([objects, shuffled], some) => {
      const { records, services, notes } = predictZone(filesOf(objects));
      const again = predictZone(filesOf(shuffled));
      assert.equal(again.records, records);
      assert.equal(again.services, services);
      assert.equal(again.notes.map(({ message }) => message).sort(), notes.map(({ message }) => message).sort());
      for (const asked of some) {
        for (const type of ['A', 'SRV'] as const) {
          const { resolves, records } = resolveName(filesOf(objects), asked, { type });
          const now = resolveName(filesOf(shuffled), asked, { type });
          assert.equal([now.resolves, now.records], [resolves, records], `${asked} ${type}`);
        }
      }
    }),
    { numRuns },
  );
});

test.run();
