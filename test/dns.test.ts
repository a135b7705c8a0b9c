import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { predictZone, resolveName, resolutionReporters, zoneReporters, type Resolution, type ZoneRecord } from '../src/core.ts';
import { podLimit } from '../src/model/pods.ts';
import { entries, fixturesIn, root } from './fixtures.ts';

const test = suite('dns');
const zone = (text: string, options = {}) => predictZone([{ path: 'd.yaml', text }], { namespace: 'd', ...options });
const resolve = (text: string, name: string, options = {}) => resolveName([{ path: 'd.yaml', text }], name, { namespace: 'd', ...options });

/** `A d/web-0`, `SRV 80 web-0.web.d.svc.cluster.local.`: the answers to one question. */
function answers(text: string, name: string, type: string): string[] {
  return zone(text).records.filter((r) => r.name === name && r.type === type).map(inShort);
}
function inShort({ type, port, target, pod, address }: ZoneRecord): string {
  return type === 'SRV' ? `${port} ${target}` : (target ?? pod ?? address ?? 'the cluster IP');
}

/** Also what a Pod gets that asks: both ways of asking agree. */
function answered(text: string, name: string, type: 'A' | 'SRV'): string[] {
  const listed = answers(text, name, type);
  const { records, resolves } = resolve(text, name, { type });
  assert.equal(records.filter((r) => r.type === type).map(inShort).sort(), [...listed].sort(), `${name} ${type}`);
  if (listed.length) assert.ok(resolves, name);
  return listed;
}

const service = (spec: string, name = 'web') => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}}\n---\n`;
const headless = (ports: string, more = '') => service(`clusterIP: None, selector: {app: web}, ports: [${ports}]${more}`);
const template = (more = '') => `template: {metadata: {labels: {app: web}}, spec: {${more}containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}}`;
const statefulSet = (more = 'serviceName: web, replicas: 2', pod = '') => `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {${more}, selector: {matchLabels: {app: web}}, ${template(pod)}}\n---\n`;
const deployment = (replicas: number, pod = '') => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, ${template(pod)}}\n---\n`;
const http = '{name: http, port: 80, targetPort: 8080}';

const svc = 'web.d.svc.cluster.local.';
const pod = `web-0.${svc}`;
const ip = `<pod-ip>.${svc}`;
const srv = `_http._tcp.${svc}`;

interface Row {
  readonly of: string;
  readonly text: string;
  readonly svc: readonly string[];
  readonly pod: readonly string[];
  readonly ip: readonly string[];
  readonly srv: readonly string[];
}

/** What CoreDNS answers: the Service's name, a Pod's, its address with dashes, and the port's. */
const rows: readonly Row[] = [
  { of: 'a governing Service', text: headless(http) + statefulSet(), svc: ['d/web-0', 'd/web-1'], pod: ['d/web-0'], ip: [], srv: [`8080 web-0.${svc}`, `8080 web-1.${svc}`] },
  { of: 'one that publishes Pods that are not ready', text: headless(http, ', publishNotReadyAddresses: true') + statefulSet(), svc: ['d/web-0', 'd/web-1'], pod: ['d/web-0'], ip: [], srv: [`8080 web-0.${svc}`, `8080 web-1.${svc}`] },
  { of: 'no Pods', text: headless(http) + statefulSet('serviceName: web, replicas: 0'), svc: [], pod: [], ip: [], srv: [] },
  { of: 'no Service', text: statefulSet(), svc: [], pod: [], ip: [], srv: [] },
  { of: 'a Service that is not the governing one', text: headless(http) + statefulSet('serviceName: web-hl, replicas: 2'), svc: ['d/web-0', 'd/web-1'], pod: [], ip: ['d/web-0', 'd/web-1'], srv: [`8080 ${ip}`, `8080 ${ip}`] },
  { of: 'a governing Service with a cluster IP', text: service(`selector: {app: web}, ports: [${http}]`) + statefulSet(), svc: ['the cluster IP'], pod: ['d/web-0'], ip: [], srv: [`80 ${svc}`] },
  { of: 'no ports', text: headless('') + statefulSet(), svc: ['d/web-0', 'd/web-1'], pod: ['d/web-0'], ip: [], srv: [] },
  { of: 'a port without a name', text: headless('{port: 80}') + statefulSet(), svc: ['d/web-0', 'd/web-1'], pod: ['d/web-0'], ip: [], srv: [] },
  { of: 'a target port that no container has', text: headless('{name: http, port: 80, targetPort: web}') + statefulSet(), svc: ['d/web-0', 'd/web-1'], pod: ['d/web-0'], ip: [], srv: [] },
  { of: 'a Deployment', text: headless(http) + deployment(2), svc: ['d/web-<hash>', 'd/web-<hash>'], pod: [], ip: ['d/web-<hash>', 'd/web-<hash>'], srv: [`8080 ${ip}`, `8080 ${ip}`] },
  { of: 'a Deployment whose Pods share a hostname', text: headless(http) + deployment(3, 'hostname: web-0, subdomain: web, '), svc: ['d/web-<hash>', 'd/web-<hash>', 'd/web-<hash>'], pod: ['d/web-<hash>', 'd/web-<hash>', 'd/web-<hash>'], ip: [], srv: [`8080 web-0.${svc}`] },
  { of: 'an alias', text: service('type: ExternalName, externalName: foo.example.com'), svc: [], pod: [], ip: [], srv: [] },
  { of: 'an alias of an address', text: service('type: ExternalName, externalName: 10.0.0.1'), svc: [], pod: [], ip: [], srv: [] },
];
for (const row of rows) {
  test(`the answers of ${row.of}`, () => {
    assert.equal(answered(row.text, svc, 'A'), row.svc);
    assert.equal(answered(row.text, pod, 'A'), row.pod);
    assert.equal(answered(row.text, ip, 'A'), row.ip);
    assert.equal(answered(row.text, srv, 'SRV'), row.srv);
    assert.equal(answers(row.text, svc, 'AAAA'), []);
  });
}

test('SRV at the name of the Service: all ports, those without a name too', () => {
  assert.equal(answered(headless('{port: 80}') + statefulSet(), svc, 'SRV'), [`80 web-0.${svc}`, `80 web-1.${svc}`]);
  assert.equal(answered(headless('') + statefulSet(), svc, 'SRV'), []);
  assert.equal(answered(service('selector: {app: web}, ports: [{port: 80}]') + statefulSet(), svc, 'SRV'), [`80 ${svc}`]);
  assert.equal(answered(headless(http) + statefulSet(), pod, 'SRV'), [`8080 ${pod}`]);
});

const slice = (labels: string, endpoints: string, ports = '{name: http, port: 9000}', name = 'web-1') => `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ${name}, labels: {${labels}}}\naddressType: IPv4\nendpoints: [${endpoints}]\nports: [${ports}]\n---\n`;
const label = 'kubernetes.io/service-name: web';

test('addresses that are written down', () => {
  const selectorless = service(`clusterIP: None, ports: [${http}]`);
  const text = selectorless + slice(label, '{addresses: [10.1.0.5], hostname: web-0}, {addresses: [10.1.0.6]}, {addresses: [10.1.0.7], conditions: {ready: false}}');
  assert.equal(answered(text, svc, 'A'), ['10.1.0.5', '10.1.0.6']);
  assert.equal(answered(text, pod, 'A'), ['10.1.0.5']);
  assert.equal(answered(text, `10-1-0-6.${svc}`, 'A'), ['10.1.0.6']);
  assert.equal(answered(text, `10-1-0-5.${svc}`, 'A'), []);
  assert.equal(answered(text, srv, 'SRV'), [`9000 10-1-0-6.${svc}`, `9000 web-0.${svc}`]);
  assert.equal(answers(text, '5.0.1.10.in-addr.arpa.', 'PTR'), [pod]);
  assert.equal(zone(selectorless + slice('app: web', '{addresses: [10.1.0.5]}')).records, [], 'without the label nobody knows the slice');
  const endpoints = 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\nsubsets: [{addresses: [{ip: 10.1.0.5, hostname: web-0}], notReadyAddresses: [{ip: 10.1.0.6}], ports: [{name: http, port: 9000}]}]\n---\n';
  assert.equal(answered(selectorless + endpoints, svc, 'A'), ['10.1.0.5']);
  assert.equal(answered(selectorless + endpoints, srv, 'SRV'), [`9000 web-0.${svc}`]);
  assert.equal(answered(headless(http) + statefulSet() + endpoints, svc, 'A'), ['d/web-0', 'd/web-1'], 'the controller overwrites them');
});

test('slices that a controller takes away, and those that spoil pointers', () => {
  const selectorless = service(`clusterIP: None, ports: [${http}]`);
  const kept = (by: string) => slice(`${label}, endpointslice.kubernetes.io/managed-by: ${by}`, '{addresses: [10.1.0.5]}');
  assert.equal(answered(selectorless + kept('endpointslicemirroring-controller.k8s.io'), svc, 'A'), [], 'there are no Endpoints to mirror');
  assert.equal(answered(selectorless + kept('endpointslice-controller.k8s.io'), svc, 'A'), ['10.1.0.5'], 'it cares for selectors alone');
  assert.equal(answered(headless(http) + kept('endpointslice-controller.k8s.io'), svc, 'A'), []);
  const labelled = selectorless + slice(label, '{addresses: [10.1.0.5]}, {addresses: [10.1.0.6]}');
  const stray = slice('app: web', '{addresses: [10.1.0.5]}, {addresses: [10.1.0.6], conditions: {ready: false}}', '{port: 80}', 'stray');
  assert.equal(answers(labelled, '5.0.1.10.in-addr.arpa.', 'PTR'), [`10-1-0-5.${svc}`]);
  assert.equal(answers(labelled + stray, '5.0.1.10.in-addr.arpa.', 'PTR'), [], 'CoreDNS cannot send the name that it makes of the stray slice');
  assert.equal(answers(labelled + stray, '6.0.1.10.in-addr.arpa.', 'PTR'), [`10-1-0-6.${svc}`]);
  assert.equal(answered(labelled + stray, svc, 'A'), ['10.1.0.5', '10.1.0.6']);
});

test('Endpoints that say one address twice', () => {
  const endpoints = (subsets: string) => `${service(`clusterIP: None, ports: [${http}]`)}apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\nsubsets: [${subsets}]\n---\n`;
  const twice = endpoints('{addresses: [{ip: 10.1.0.5, hostname: web-0}, {ip: 10.1.0.5, hostname: b}], ports: [{name: http, port: 80}]}, {addresses: [{ip: 10.1.0.6}, {ip: 10.1.0.5}], ports: [{name: dns, port: 53, protocol: UDP}]}');
  assert.equal(answered(twice, svc, 'SRV'), [`53 10-1-0-6.${svc}`, `53 ${pod}`, `80 ${pod}`], 'the first hostname is that of all');
  assert.equal(answered(twice, `b.${svc}`, 'A'), []);
  const unready = endpoints('{addresses: [{ip: 10.1.0.5}, {ip: 10.1.0.6}], notReadyAddresses: [{ip: 10.1.0.6}], ports: [{name: http, port: 80}]}');
  assert.equal(answered(unready, svc, 'A'), ['10.1.0.5'], 'not ready counts more');
  const elsewhere = endpoints('{addresses: [{ip: 10.1.0.5}], ports: [{name: http, port: 80}]}, {notReadyAddresses: [{ip: 10.1.0.5}], ports: [{name: grpc, port: 90}]}');
  assert.equal(answered(elsewhere, svc, 'SRV'), [`80 10-1-0-5.${svc}`], 'on each port by itself');
});

test('a StatefulSet whose name is too long for the labels of its Pods', () => {
  const named = (length: number) => headless(http) + statefulSet('serviceName: web, replicas: 1').replace('metadata: {name: web}', `metadata: {name: ${'n'.repeat(length)}}`);
  assert.equal(answered(named(52), svc, 'A'), [`d/${'n'.repeat(52)}-0`]);
  assert.equal(answered(named(54), svc, 'A'), []);
  assert.ok(zone(named(54)).notes.some(({ message }) => /gets no Pods: its name has 54 characters/.test(message)));
});

test('the order of the input does not matter', () => {
  const shared = 'hostname: web-0, subdomain: web, ';
  const single = `apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {${shared}containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}\n---\n`;
  const label = 'kubernetes.io/service-name: web';
  const scaler = (name: string, most: number) => `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: web}, minReplicas: ${most}, maxReplicas: ${most}}\n---\n`;
  const pairs: [string, string, string][] = [
    ['a Deployment and a Pod with one hostname', headless(http) + single, deployment(1, shared)],
    ['EndpointSlices with one hostname', service('clusterIP: None, ports: [{name: http, port: 80}]') + slice(label, '{addresses: [10.1.0.6], hostname: web-0}', undefined, 'web-1'), slice(label, '{addresses: [10.1.0.5], hostname: web-0}', undefined, 'web-2')],
    ['two autoscalers of one StatefulSet', headless(http) + statefulSet() + scaler('a', 2), scaler('b', 3)],
  ];
  for (const [what, one, other] of pairs) {
    assert.equal(zone(other + one).records, zone(one + other).records, what);
    for (const type of ['A', 'SRV'] as const) assert.equal(resolve(other + one, pod, { type }).records, resolve(one + other, pod, { type }).records, `${what}, ${type}`);
  }
});

test('Pods whose hostname the API server refuses', () => {
  const dotted = (text: string) => headless(http) + text.replace('metadata: {name: web}', 'metadata: {name: a.b}');
  const job = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec: {completionMode: Indexed, completions: 2, ${template('restartPolicy: Never, ')}}\n---\n`;
  for (const text of [dotted(statefulSet()), dotted(job)]) {
    assert.equal(answered(text, svc, 'A'), []);
    assert.ok(zone(text).notes.some(({ message }) => /gets no Pods: the hostname a\.b-[01] contains dots/.test(message)));
  }
  assert.equal(answered(dotted(deployment(1)), svc, 'A'), ['d/a.b-<hash>']);
});

test('SRV at the name of an address', () => {
  const name = '10-1-2-3.d.pod.cluster.local.';
  assert.equal(resolve(headless(http), name, { type: 'SRV' }).records.map(inShort), [`0 ${name}`]);
  assert.equal(resolve(headless(http), name, { type: 'A' }).records.map(inShort), ['10.1.2.3']);
});

test('ports of one number', () => {
  const twice = '{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}';
  assert.equal(answered(service(`selector: {app: web}, ports: [${twice}]`), svc, 'SRV'), [`53 ${svc}`]);
  assert.equal(answered(headless(twice) + statefulSet('serviceName: web, replicas: 1'), svc, 'SRV'), [`53 ${pod}`]);
  assert.equal(answered(headless(twice) + deployment(2), svc, 'SRV'), [`53 ${ip}`, `53 ${ip}`]);
});

test('an alias', () => {
  assert.equal(answers(service('type: ExternalName, externalName: foo.example.com'), svc, 'CNAME'), ['foo.example.com.']);
  assert.is(resolve(service('type: ExternalName, externalName: foo.example.com'), 'web').leadsTo, 'foo.example.com.');
  const inside = service('type: ExternalName, externalName: db.d.svc.cluster.local') + service(`clusterIP: None, selector: {app: web}, ports: [${http}]`, 'db') + statefulSet('serviceName: db, replicas: 1');
  assert.equal(resolve(inside, 'web').records.map(inShort), ['db.d.svc.cluster.local.', 'd/web-0']);
  assert.equal(answers(service('type: ExternalName, externalName: foo.example.com.'), svc, 'CNAME'), ['foo.example.com.']);
  for (const refused of ['Foo.example.com', '"fd00::1"', '"https://foo.example.com"', '""']) assert.equal(zone(service(`type: ExternalName, externalName: ${refused}`)).records, [], refused);
  const loop = service('type: ExternalName, externalName: b.d.svc.cluster.local', 'a') + service('type: ExternalName, externalName: a.d.svc.cluster.local', 'b');
  assert.not.ok(resolve(loop, 'a').resolves);
});

test('families', () => {
  const dual = headless(http, ', ipFamilyPolicy: RequireDualStack') + statefulSet('serviceName: web, replicas: 1');
  assert.equal(answers(dual, svc, 'A'), ['d/web-0']);
  assert.equal(answers(dual, svc, 'AAAA'), ['d/web-0']);
  assert.equal(answers(dual, srv, 'SRV'), [`8080 ${pod}`], 'one for both');
  const six = headless(http, ', ipFamilies: [IPv6]') + statefulSet();
  assert.equal(answers(six, svc, 'A'), []);
  assert.equal(resolve(six, 'web').records.map((r) => r.type), ['AAAA', 'AAAA']);
  const written = service('clusterIP: "fd00::5", ports: [{port: 80}]');
  assert.equal(answers(written, svc, 'AAAA'), ['fd00::5']);
  assert.equal(answers(written, `5.${'0.'.repeat(29)}d.f.ip6.arpa.`, 'PTR'), [svc]);
});

test('ordinals, jobs, selectors of one Pod', () => {
  assert.equal(answered(headless(http) + statefulSet('serviceName: web, replicas: 2, ordinals: {start: 3}'), svc, 'A'), ['d/web-3', 'd/web-4']);
  const job = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec: {completionMode: Indexed, completions: 2, parallelism: 2, ${template('subdomain: web, restartPolicy: Never, ')}}\n---\n`;
  assert.equal(answered(headless(http) + job, `web-1.${svc}`, 'A'), ['d/web-1-<hash>']);
  const first = service(`selector: {app: web, batch.kubernetes.io/job-completion-index: "0"}, clusterIP: None, ports: [${http}]`);
  assert.equal(answered(first + job, svc, 'A'), ['d/web-0-<hash>']);
  assert.equal(answered(first + job.replace('completionMode: Indexed, ', ''), svc, 'A'), [], 'only Indexed Jobs number their Pods');
  const one = service(`selector: {statefulset.kubernetes.io/pod-name: web-1}, clusterIP: None, ports: [${http}]`) + statefulSet();
  assert.equal(answered(one, svc, 'A'), ['d/web-1']);
  const bare = headless(http) + 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: web}}\nspec: {hostname: h, subdomain: web, containers: [{name: c, image: i}]}\n---\n';
  assert.equal(answered(bare, `h.${svc}`, 'A'), ['d/a']);
});

test('a workload of any size is listed up to a limit, and resolved beyond', () => {
  const text = headless(http) + statefulSet('serviceName: web, replicas: 1000000000');
  const { records, notes } = zone(text);
  assert.is(records.filter((r) => r.name === svc && r.type === 'A').length, podLimit);
  assert.ok(notes.some(({ message }) => message.includes('1000000000 Pods')));
  assert.equal(resolve(text, 'web-999999999.web').records.map(inShort), ['d/web-999999999']);
  assert.not.ok(resolve(text, 'web-1000000000.web').resolves);
});

const noted: readonly [string, string, RegExp][] = [
  ['no Pods that match', headless(http), /no Pod has app=web/],
  ['a selector that misses by a letter', service('clusterIP: None, selector: {app: wep}, ports: [{port: 80}]') + statefulSet(), /Pods? .*of StatefulSet web|StatefulSet web have app=web/],
  ['an alias of an address', service('type: ExternalName, externalName: 10.0.0.1'), /no CNAME to the address 10\.0\.0\.1/],
  ['a Service that is refused', service('clusterIP: none, selector: {app: web}, ports: [{port: 80}]'), /refuses Service d\/web: clusterIP is "none"/],
  ['an alias with a cluster IP', service('type: ExternalName, externalName: foo.example.com, clusterIP: 10.0.0.1'), /refuses Service d\/web: clusterIP does not go with/],
  ['two ports of one name', headless('{name: a, port: 80}, {name: a, port: 81}') + statefulSet(), /refuses Service d\/web: two ports have one name/],
  ['two ports of one number', headless('{name: a, port: 80}, {name: b, port: 80}') + statefulSet(), /refuses Service d\/web: two ports have one number/],
  ['names under a cluster IP', service('selector: {app: web}, ports: [{port: 80}]') + statefulSet(), /kube-dns do not/],
  ['a port without a name', headless('{port: 80}') + statefulSet(), /Port 80 has no name/],
  ['a target port that is not there', headless('{name: http, port: 80, targetPort: web}') + statefulSet(), /has a TCP port named web/],
  ['a slice without the label', service('clusterIP: None') + slice('app: web', '{addresses: [10.1.0.5]}'), /has no label kubernetes\.io\/service-name/],
  ['no governing Service', statefulSet('serviceName: nope, replicas: 1'), /Service d\/nope is not in the input/],
  ['names that are addresses', headless(http) + deployment(1), /<pod-ip> stands for it/],
  ['two families where there are two', headless(http, ', ipFamilyPolicy: PreferDualStack') + statefulSet(), /AAAA records too/],
];
for (const [what, text, message] of noted) {
  test(`a note on ${what}`, () => {
    const { notes } = zone(text);
    assert.ok(notes.some((note) => message.test(note.message)), JSON.stringify(notes));
    assert.is(new Set(notes.map((note) => note.message)).size, notes.length);
  });
}

/** The step that fails: its message, its line, what to do. */
const failure = ({ steps }: Resolution) => steps.find((step) => step.state === 'failed');
const failures: readonly [string, string, string, RegExp, number | undefined, RegExp | undefined][] = [
  ['an ordinal too high', headless(http) + statefulSet(), 'web-2.web', /no web-2: StatefulSet web has 2 Pods, web-0 to web-1/, 9, /change replicas/],
  ['an ordinal too low', headless(http) + statefulSet('serviceName: web, replicas: 2, ordinals: {start: 1}'), 'web-0.web', /web-1 to web-2/, 9, /ordinals\.start/],
  ['another governing Service', headless(http) + service('clusterIP: None, selector: {app: web}', 'hl') + statefulSet('serviceName: hl, replicas: 1'), 'web-0.web', /does not name it/, 14, /web-0\.hl\.d\.svc/],
  ['a Service of another name', headless(http) + statefulSet(), 'wbe', /no Service "wbe" in namespace "d"/, undefined, /Did you mean web/],
  ['a release before its name', service('clusterIP: None, ports: [{port: 80}]', 'events-kafka'), 'kafka-0.kafka', /no name of this cluster/, undefined, /Did you mean events-kafka\.d\?/],
  ['another namespace', headless(http) + statefulSet(), 'web.e', /no Service "web" in namespace "e"; there is one in "d"/, undefined, /web\.d\.svc/],
  ['a port of another name', headless(http) + statefulSet(), '_htpp._tcp.web', /No port of Service web is _htpp\._tcp/, 4, /_http\._tcp/],
  ['a port of another protocol', headless(http) + statefulSet(), '_http._udp.web', /is TCP, not UDP/, 4, undefined],
  ['a port without a name', headless('{port: 80}') + statefulSet(), '_http._tcp.web', /Port 80 has no name/, 4, /Name it "http"/],
  ['a target port that is not there', headless('{name: http, port: 80, targetPort: web}') + statefulSet(), '_http._tcp.web', /TCP port named "web"/, 4, undefined],
  ['a Pod alone', headless(http) + statefulSet(), 'web-0', /only below its Service/, undefined, /web-0\.web, in full web-0\.web\.d\.svc/],
  ['a Pod and its namespace', headless(http) + statefulSet(), 'web-0.d.svc.cluster.local', /only below its Service/, undefined, /web-0\.web/],
  ['a governing Service that is missing', statefulSet(), 'web-0.web', /there is none in namespace "d"/, 4, /Add a headless Service "web"/],
  ['another cluster domain', headless(http) + statefulSet(), 'web.d.svc.example.org', /cluster domain is cluster\.local, not example\.org/, undefined, /web\.d\.svc\.cluster\.local/],
  ['Pods without names', headless(http) + deployment(2), 'web-0.web', /no names that last/, 8, undefined],
  ['a Pod without hostname', headless(http) + 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: web}}\nspec: {subdomain: web, containers: [{name: c, image: i}]}\n', 'a.web', /the Pod has no hostname/, 9, /Set hostname to a/],
  ['a Pod that an autoscaler may add', headless(http) + statefulSet() + 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: hpa}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: web}, minReplicas: 2, maxReplicas: 5}\n', 'web-4.web', /only while HorizontalPodAutoscaler hpa has added it/, 9, undefined],
  ['a Service of another Pod alone', service('clusterIP: None, selector: {statefulset.kubernetes.io/pod-name: web-1}') + statefulSet(), 'web-0.web', /selects one Pod alone/, 4, undefined],
  ['a namespace left out', headless(http) + statefulSet(), 'web-0.web.svc', /namespace is missing/, undefined, /web-0\.web\.d\.svc/],
  ['a namespace left out of a Service', headless(http) + statefulSet(), 'web.svc.cluster.local', /namespace is missing/, undefined, /web\.d\.svc/],
  ['Pods that are refused', headless(http) + statefulSet('serviceName: web.d, replicas: 1'), 'web', /StatefulSet web gets no Pods: serviceName contains dots/, 9, undefined],
  ['a selector that misses', service('clusterIP: None, selector: {app: wep}') + statefulSet(), 'web', /have app=web/, 4, /Set app to web/],
  ['no Pods that match', headless(http), 'web', /no Pod has app=web/, 4, undefined],
];
for (const [what, text, name, message, line, help] of failures) {
  test(`why not: ${what}`, () => {
    const resolution = resolve(text, name);
    assert.not.ok(resolution.resolves);
    const step = failure(resolution)!;
    assert.match(step.message, message);
    assert.is(step.at?.line, line, JSON.stringify(step));
    if (help) assert.match(step.help ?? '', help);
  });
}

test('search list and ndots', () => {
  const other = `${headless(http)}${statefulSet()}apiVersion: v1\nkind: Pod\nmetadata: {name: client, namespace: e}\nspec: {containers: [{name: c, image: i}]}\n---\n`;
  const tried = (name: string, from: string, text = other) => resolve(text, name, { from }).tried.map((t) => `${t.name} ${t.code}`);
  assert.equal(tried('web', 'd/'), [`${svc} found`]);
  assert.equal(tried('web.d', 'e/client'), ['web.d.e.svc.cluster.local. NXDOMAIN', `${svc} found`]);
  assert.equal(tried(`web-0.${svc.slice(0, -1)}`, 'e/client'), [`${pod} found`], 'five dots: as it stands first');
  assert.equal(tried('web.d.', 'd/'), ['web.d. elsewhere'], 'a dot at the end: no search');
  const client = (spec: string) => `${other}apiVersion: v1\nkind: Pod\nmetadata: {name: c}\nspec: {${spec}, containers: [{name: c, image: i}]}\n`;
  const dots = resolve(client('dnsConfig: {options: [{name: ndots, value: "1"}]}'), 'web-0.web', { from: 'c' });
  assert.equal(dots.tried.map((t) => t.name), ['web-0.web.', pod]);
  assert.ok(dots.steps.some((step) => /musl/.test(step.message)));
  assert.equal(resolve(client('dnsConfig: {searches: [web.d.svc.cluster.local]}'), 'web-0', { from: 'd/c' }).tried.at(-1), { name: pod, code: 'found' });
  for (const spec of ['dnsPolicy: Default', 'hostNetwork: true']) assert.match(failure(resolve(client(spec), 'web', { from: 'd/c' }))!.message, /know no name of the cluster/);
  assert.ok(resolve(client('hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet'), 'web', { from: 'd/c' }).resolves);
  assert.ok(resolve(client('dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10], searches: [d.svc.cluster.local]}'), 'web', { from: 'd/c' }).resolves);
  assert.throws(() => resolve(other, 'web', { from: 'd/wep' }), /no Pod or workload "wep" in namespace "d"; did you mean web/);
});

test('a name that only the Pod itself knows', () => {
  const text = statefulSet('serviceName: web, replicas: 1');
  for (const name of ['web-0', 'web-0.web.d.svc.cluster.local']) {
    const own = resolve(text, name, { from: 'd/web-0' });
    assert.ok(own.resolves);
    assert.match(own.steps.map((s) => s.message).join('\n'), /Only the Pod itself/);
    const other = resolve(text, name);
    assert.not.ok(other.resolves);
    assert.match(other.steps.map((s) => s.message).join('\n'), /a test there proves nothing/);
  }
});

test('URLs, ports, and what every cluster has', () => {
  const text = headless('{name: http, port: 80, targetPort: 8080}') + statefulSet();
  const note = resolve(text, 'http://user:x@web-0.web:80/path').steps.find((step) => step.help);
  assert.match(note!.help!, /port 8080/);
  assert.not.ok(resolve(text, 'web:8080').steps.some((step) => step.state === 'note'));
  assert.ok(resolve(text, 'kubernetes.default.svc').resolves);
  assert.ok(resolve(text, '_dns._udp.kube-dns.kube-system').resolves);
  assert.ok(resolve(text, '10-1-0-5.d.pod').resolves);
  assert.not.ok(resolve(text, 'github.com').resolves);
});

test('another cluster domain, another namespace', () => {
  const { records, clusterDomain } = zone(headless(http) + statefulSet(), { clusterDomain: 'k8s.example.', namespace: 'n' });
  assert.is(clusterDomain, 'k8s.example');
  assert.ok(records.some((r) => r.name === 'web-0.web.n.svc.k8s.example.'));
});

const ajv = new Ajv({ strict: true, allErrors: true });
const schemaOf = (name: string) => ajv.compile(JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as object);
const isZone = schemaOf('dns.schema.json');
const isResolution = schemaOf('resolve.schema.json');
const context = { color: false, width: 80, lines: () => undefined };

test('json keeps its contract, text its width', () => {
  for (const { text } of rows) {
    const predicted = zone(text);
    assert.ok(isZone(JSON.parse(zoneReporters['json']!(predicted, context))), JSON.stringify(isZone.errors));
    for (const line of zoneReporters['table']!(predicted, context).split('\n')) assert.ok(line.length <= 80, line);
    for (const name of ['web', 'web-0.web', '_http._tcp.web', 'nope.web', 'x']) {
      const resolution = resolve(text, name);
      assert.ok(isResolution(JSON.parse(resolutionReporters['json']!(resolution, context))), JSON.stringify(isResolution.errors));
    }
  }
});

test('no manifest is too strange', () => {
  for (const id of entries(join(root, 'fixtures/rules'))) {
    for (const { name, files } of fixturesIn(`fixtures/rules/${id}`)) {
      const predicted = predictZone(files);
      assert.ok(isZone(JSON.parse(zoneReporters['json']!(predicted, context))), `${id}/${name}: ${JSON.stringify(isZone.errors)}`);
      for (const { dnsName } of predicted.services.slice(0, 1)) {
        for (const asked of [dnsName, `x-0.${dnsName}`, `_http._tcp.${dnsName}`]) {
          const resolution = resolveName(files, asked);
          assert.is(resolution.steps.some((step) => step.state === 'failed'), !resolution.resolves, `${id}/${name}: ${asked}`);
          assert.ok(isResolution(JSON.parse(resolutionReporters['json']!(resolution, context))), `${id}/${name}: ${JSON.stringify(isResolution.errors)}`);
        }
      }
    }
  }
});

test.run();
