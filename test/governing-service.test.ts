import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { buildModel } from '../src/lint/build-model.ts';
import { lint } from '../src/lint/lint.ts';
import { governingServiceFor } from '../src/governing/service.ts';
import { governingServiceText } from '../src/governing/text.ts';
import { headlint } from './command.ts';

const test = suite('the Service that a workload lacks');
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

interface Shape {
  readonly kind?: string;
  readonly spec?: string;
  readonly pod?: string;
  readonly labels?: string;
  readonly env?: string;
  readonly ports?: string;
}

function workload({ kind = 'StatefulSet', spec = 'serviceName: kafka-peers, ', pod = '', labels = 'app: kafka', env = '', ports = '{name: client, containerPort: 9092}, {containerPort: 9093}' }: Shape = {}): string {
  return `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: kafka, namespace: data}
spec:
  ${spec}${kind === 'Job' ? '' : `replicas: 3, selector: {matchLabels: {${labels}}}, `}template:
    metadata: {labels: {${labels}}}
    spec:
      ${pod}containers: [{name: kafka, image: 'kafka:4', ports: [${ports}], env: [${env}], readinessProbe: {tcpSocket: {port: 9092}}}]
`
    .replace(/spec:\n {2}([^]*)template:\n {4}metadata: (.*)\n {4}spec:\n {6}(.*)\n$/, 'spec: {$1template: {metadata: $2, spec: {$3}}}\n');
}

/** What is written for the only workload of the text, as text and as an object. */
function write(text: string, kubernetesVersion = '1.35'): { yaml: string; service: { metadata: { name: string; namespace?: string }; spec: Record<string, unknown> } } {
  const { model } = buildModel([{ path: 'a.yaml', text }], { kubernetesVersion });
  const service = governingServiceFor(model.workloads.at(-1)!, model);
  assert.not('problem' in service, JSON.stringify(service));
  if ('problem' in service) throw new Error(service.problem);
  const yaml = governingServiceText(service);
  return { yaml, service: parse(yaml) };
}

function problem(text: string): string {
  const { model } = buildModel([{ path: 'a.yaml', text }], {});
  const service = governingServiceFor(model.workloads[0]!, model);
  return 'problem' in service ? service.problem : '';
}

const rulesOf = (text: string) => lint([{ path: 'a.yaml', text }]).results.map((d) => d.rule);

test('governs a StatefulSet: name, namespace, selector, and every port with a name', () => {
  const text = workload();
  assert.ok(rulesOf(text).includes('missing-governing-service'));
  const { yaml, service } = write(text);
  assert.equal(service.metadata, { name: 'kafka-peers', namespace: 'data' });
  assert.equal(service.spec, {
    clusterIP: 'None',
    ports: [
      { name: 'client', port: 9092 },
      { name: 'tcp-9093', port: 9093 },
    ],
    selector: { app: 'kafka' },
  });
  assert.equal(rulesOf(`${text}---\n${yaml}`), []);
});

test('publishes Pods that are not ready where they look for each other, unless requests come in', () => {
  const text = workload({ spec: 'serviceName: kafka-peers, podManagementPolicy: Parallel, ', env: '{name: VOTERS, value: "0@kafka-0.kafka-peers:9093,1@kafka-1.kafka-peers:9093,2@kafka-2.kafka-peers:9093"}' });
  const { yaml, service } = write(text);
  assert.is(service.spec['publishNotReadyAddresses'], true);
  assert.match(yaml, 'look for each other here (kafka-0.kafka-peers)');
  assert.equal(rulesOf(`${text}---\n${yaml}`), []);
  const own = write(workload({ env: '{name: ME, value: "kafka-0.other:9093"}' }));
  assert.not('publishNotReadyAddresses' in own.service.spec);
  const ingress = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: data}\nspec: {defaultBackend: {service: {name: kafka-peers, port: {number: 9092}}}}\n---\n';
  const open = write(ingress + text);
  assert.not('publishNotReadyAddresses' in open.service.spec);
  assert.match(open.yaml, 'Ingress "web" sends requests here');
});

test('selects the Pods and no others', () => {
  const other = workload({ labels: 'app: kafka, part: b' }).replace('name: kafka, namespace', 'name: other, namespace').replace('serviceName: kafka-peers', 'serviceName: others').replace('{matchLabels: {app: kafka, part: b}}', '{matchLabels: {app: kafka, part: b}}');
  const text = workload({ labels: 'app: kafka' }).replace('labels: {app: kafka}', 'labels: {app: kafka, part: a, app.kubernetes.io/version: "1"}');
  assert.equal(write(text).service.spec['selector'], { app: 'kafka' });
  assert.equal(write(`${other}---\n${text}`).service.spec['selector'], { app: 'kafka', part: 'a' });
});

test('serves an Indexed Job, and a Deployment whose Pods have a hostname', () => {
  const job = workload({ kind: 'Job', spec: 'completionMode: Indexed, completions: 2, parallelism: 2, ', pod: 'restartPolicy: Never, subdomain: ranks, ' });
  const { yaml, service } = write(job);
  assert.equal(service.spec['selector'], { 'batch.kubernetes.io/job-name': 'kafka' });
  assert.match(yaml, 'kafka-0.ranks resolves by it');
  assert.equal(rulesOf(`${job}---\n${yaml}`), []);
  const deployment = workload({ kind: 'Deployment', spec: '', pod: 'hostname: one, subdomain: web, ' }).replace('replicas: 3', 'replicas: 1');
  const web = write(deployment);
  assert.is(web.service.metadata.name, 'web');
  assert.equal(rulesOf(`${deployment}---\n${web.yaml}`), []);
});

test('tells an Istio mesh the protocol', () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: data, labels: {istio-injection: enabled}}\n---\n';
  const text = namespace + workload({ ports: '{name: client, containerPort: 9092}, {name: http-admin, containerPort: 80}' });
  const { yaml, service } = write(text);
  assert.equal(service.spec['ports'], [
    { name: 'client', port: 9092, appProtocol: 'tcp' },
    { name: 'http-admin', port: 80 },
  ]);
  assert.equal(rulesOf(`${text}---\n${yaml}`), []);
});

test('names ports once, whatever the containers call them', () => {
  const ports = '{name: a, containerPort: 1, protocol: UDP}, {name: a, containerPort: 2}, {name: UPPER, containerPort: 3}, {name: a, containerPort: 1, protocol: UDP}, {containerPort: 70000}';
  assert.equal(write(workload({ ports })).service.spec['ports'], [
    { name: 'a', port: 1, protocol: 'UDP' },
    { name: 'tcp-2', port: 2 },
    { name: 'tcp-3', port: 3 },
  ]);
  const none = write(workload({ ports: '' }));
  assert.not('ports' in none.service.spec);
  assert.match(none.yaml, 'declare no ports');
});

test('says why there is none to write', () => {
  assert.match(problem(workload({ spec: '' })), 'StatefulSet "kafka" has no serviceName');
  assert.match(problem(workload({ spec: 'serviceName: a.b, ' })), 'contains dots');
  assert.match(problem(workload({ spec: 'serviceName: 0db, ' })), 'no Service can have that name before Kubernetes 1.36');
  assert.is(write(workload({ spec: 'serviceName: 0db, ' }), '1.36').service.metadata.name, '0db');
  assert.match(problem(workload({ kind: 'Deployment', spec: '' })), 'has no subdomain');
  assert.match(problem('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostname: a, subdomain: b, containers: [{name: a, image: a}]}\n'), 'no labels');
});

test('writes any label and any name so that it reads back', () => {
  const label = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('yes', '1.10', '0755', '1e3', 'null', '~', '', 'a: b', '# c', '{{ x }}', '\u2028', '\ud800', '12', '1.2', 'no', 'a.b/c', 'x/y'));
  fc.assert(
    fc.property(label, label, label, (key, value, name) => {
      const text = JSON.stringify(parse(workload()));
      const object = JSON.parse(text);
      object.metadata.name = name || 'x';
      object.spec.selector.matchLabels = { [key]: value };
      object.spec.template.metadata.labels = { [key]: value };
      const { model } = buildModel([{ path: 'a.json', text: JSON.stringify(object) }], {});
      const [owner] = model.workloads;
      const service = owner && governingServiceFor(owner, model);
      if (!service || 'problem' in service) return;
      assert.equal({ ...buildModel([{ path: 'b.yaml', text: governingServiceText(service) }], {}).model.services[0]!.selector }, { ...service.selector });
      assert.equal({ ...service.selector }, { [key]: value });
    }),
    { numRuns: Number(process.env['RUNS'] ?? 200) },
  );
});

test('headlint generate --for writes it to standard output or to a new file', async () => {
  put('kafka.yaml', workload());
  const { code, out, err } = await headlint(['generate', '--for', 'sts/kafka', folder]);
  assert.is(code, 0);
  assert.is(err, '');
  assert.match(out, '# serviceName of StatefulSet "kafka": kafka-0.kafka-peers resolves by it');
  const bare = await headlint(['generate', '--for', 'StatefulSet/kafka', '--no-comments', folder]);
  assert.not.match(bare.out, '#');
  assert.equal(parse(bare.out), parse(out));

  const file = join(folder, 'service.yaml');
  assert.is((await headlint(['generate', '--for', 'sts/kafka', folder, '-o', file])).code, 0);
  assert.is(readFileSync(file, 'utf8'), out);
  assert.is((await headlint(['lint', folder])).out.startsWith('No findings'), true);
});

const refusals: [string, string[], RegExp][] = [
  ['a workload that is not there', ['sts/kafak'], /there is no sts\/kafak here; did you mean kafka\?/],
  ['a kind that is not there', ['deploy/kafka'], /there is no deploy\/kafka here, only statefulset\/kafka/],
  ['words that are no KIND/NAME', ['kafka'], /"kafka" is not KIND\/NAME/],
  ['a folder for output', ['sts/kafka', '-o', '.'], /\. is a folder; name a file in it/],
  ['a file for a folder', ['sts/kafka', '-o', 'package.json/service.yaml'], /package\.json is a file, so nothing can be written below it/],
  ['options for specs', ['sts/kafka', '--check'], /--check is for specs/],
  ['a file that is there', ['sts/kafka', '-o', 'package.json'], /package\.json is there already, and nothing was written; --force/],
];

for (const [what, words, message] of refusals) {
  test(`refuses ${what}`, async () => {
    put('kafka.yaml', workload());
    const { code, out, err } = await headlint(['generate', folder, '--for', ...words]);
    assert.is(code, 2);
    assert.is(out, '');
    assert.match(err, message);
  });
}

test('refuses a Service that is there, and a workload that is there twice', async () => {
  put('kafka.yaml', workload());
  const service = put('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: kafka-peers, namespace: data}\nspec: {selector: {app: kafka}, ports: [{port: 9092}]}\n');
  const there = await headlint(['generate', '--for', 'sts/kafka', folder]);
  assert.is(there.code, 2);
  assert.match(there.err, `Service "kafka-peers" is there already: ${service}:3, but it is not headless`);
  rmSync(service);
  const other = put('other/kafka.yaml', workload());
  const twice = await headlint(['generate', '--for', 'sts/kafka', folder]);
  assert.match(twice.err, `sts/kafka is ambiguous; name the file: ${join(folder, 'kafka.yaml')}, ${other}`);
  writeFileSync(other, workload().replace('namespace: data', 'namespace: test'));
  assert.match((await headlint(['generate', '--for', 'sts/kafka', folder])).err, 'say which: data/sts/kafka, test/sts/kafka');
  assert.match((await headlint(['generate', '--for', 'test/sts/kafka', folder])).out, 'namespace: test');
  assert.ok(existsSync(other));
});

test.run();
