import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonical } from '../src/derive/canonical.ts';
import { deriveSpec, type Derived } from '../src/derive/spec.ts';
import { generate } from '../src/generate/index.ts';
import { buildModel } from '../src/lint/build-model.ts';
import { lint } from '../src/lint/lint.ts';
import type { LintOptions } from '../src/lint/options.ts';
import { presets } from '../src/presets/index.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';
import { validSpec } from './specs.ts';

const test = suite('a spec from objects');

function derive(text: string, options: LintOptions = {}): Derived {
  const { model } = buildModel([{ path: 'a.yaml', text }], options);
  return deriveSpec(model.workloads[0] ?? model.services[0]!, model, options);
}

/** Objects by what they are called, lists of named things in the order of their names: of neither does order mean anything. */
function comparable(objects: readonly { kind?: string; metadata?: { name?: string } }[]): unknown {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const items = value.map(sorted);
      return value.every((item) => typeof item?.name === 'string') ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
    }
    return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)])) : value;
  };
  return Object.fromEntries(objects.map((object) => [`${object.kind}/${object.metadata!.name}`, sorted(canonical(object))] as const).sort());
}

function assertComesBack(spec: string, options: LintOptions = {}): void {
  const first = generate(spec, { ...options, comments: false });
  if (first.diagnostics.some(({ severity }) => severity === 'error')) return;
  const derived = derive(first.text, options);
  assert.ok(derived.text, JSON.stringify(derived.diagnostics));
  assert.equal(comparable(generate(derived.text, { ...options, comments: false }).objects), comparable(first.objects));
}

const examples = [...readFileSync(join(root, 'docs/generate.md'), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, example]) => example!);
test('of what was generated from an example, the same is generated again', () => {
  assert.ok(examples.length >= 4);
  for (const example of examples) assertComesBack(example);
});

test('of what was generated from any spec, the same is generated again', () => {
  fc.assert(
    fc.property(validSpec, (spec) => {
      const { clusterDomain, kubernetesVersion } = spec as { clusterDomain?: string; kubernetesVersion?: string };
      assertComesBack(JSON.stringify(spec), { ...(clusterDomain && { clusterDomain }), ...(kubernetesVersion && { kubernetesVersion }) });
    }),
    { numRuns: Number(process.env['RUNS'] ?? 15) },
  );
});

for (const { name, text } of presets) test(`of the preset ${name}, too`, () => assertComesBack(text));

const fixtures = readdirSync(join(root, 'fixtures/dns')).filter((file) => file.endsWith('.yaml'));

const old = `apiVersion: v1
kind: Service
metadata: {name: kafka-hl, namespace: data}
spec: {clusterIP: None, publishNotReadyAddresses: true, selector: {app: kafka}, ports: [{name: client, port: 9092}, {name: raft, port: 9093}]}
---
apiVersion: v1
kind: Service
metadata: {name: kafka-lb, namespace: data}
spec: {selector: {app: kafka}, ports: [{port: 80, targetPort: 9092}]}
---
apiVersion: v1
kind: Service
metadata: {name: kafka, namespace: data}
spec: {type: NodePort, selector: {app: kafka}, ports: [{name: client, port: 9092, targetPort: client}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kafka, namespace: data, annotations: {team: streams}}
spec:
  serviceName: kafka-hl
  replicas: 3
  podManagementPolicy: Parallel
  selector: {matchLabels: {app: kafka}}
  template:
    metadata: {labels: {app: kafka}}
    spec:
      priorityClassName: high
      initContainers: [{name: init, image: 'busybox:1.37', command: [sh, -c, 'echo $$(date)']}]
      containers:
        - name: broker
          image: apache/kafka:4.1.0
          env:
            - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: LISTENER, value: 'BROKER://$(POD).kafka-hl:9092 {x}'}
            - {name: VOTERS, value: '0@kafka-0.kafka-hl.data.svc.cluster.local:9093,1@kafka-1.kafka-hl.data.svc.cluster.local:9093,2@kafka-2.kafka-hl.data.svc.cluster.local:9093'}
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: kafka, key: password}}}
          ports: [{name: client, containerPort: 9092}, {containerPort: 9093}]
          readinessProbe: {tcpSocket: {port: client}, periodSeconds: 5}
          livenessProbe: {httpGet: {port: 9092, httpHeaders: [{name: a, value: b}]}}
          resources: {requests: {memory: 1Gi}}
          volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /logs, subPath: logs}, {name: config, mountPath: /config}]
        - {name: metrics, image: 'metrics:1.0'}
      volumes: [{name: config, configMap: {name: kafka, items: [{key: a, path: b}]}}]
  volumeClaimTemplates: [{metadata: {name: data, labels: {a: b}}, spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}}]
`;

test('says what it has words for, patches the rest, and tells what it leaves', () => {
  const { text, left } = derive(old);
  for (const line of [
    'service: kafka-hl',
    'selector: {app: kafka}',
    'ports: {client: 9092, raft: 9093}',
    '  LISTENER: {format: "BROKER://{env.POD}.kafka-hl:9092 {{x}}"}',
    'peers: {env: VOTERS, format: "{ordinal}@{host}:{port.raft}"}',
    '  PASSWORD: {secret: kafka, key: password}',
    '  data: {path: /data, size: 10Gi, storageClass: fast}',
    'probes: {readiness: {tcp: client, periodSeconds: 5}, liveness: {http: {port: 9092}}}',
    'client: {name: kafka, ports: [client], type: NodePort}',
  ]) assert.ok(text.split('\n').includes(line), `${line} in ${text}`);
  assert.match(left.join('\n'), 'Service "kafka-lb" stays as it is: its port 80 leads to 9092');
  const { objects } = generate(text);
  const statefulSet = objects.find((object) => object.kind === 'StatefulSet')!;
  const { model } = buildModel([{ path: 'a.yaml', text: old }]);
  const wanted = structuredClone(model.workloads[0]!.value) as { metadata: object; spec: { template: { spec: { containers: { ports: object[] }[] } } } };
  // The one thing that is added: labels of the object, and a name for each port.
  wanted.metadata = { ...wanted.metadata, labels: { app: 'kafka' } };
  wanted.spec.template.spec.containers[0]!.ports = [{ name: 'client', containerPort: 9092 }, { name: 'raft', containerPort: 9093 }];
  assert.equal(comparable([statefulSet]), comparable([wanted as object]));
});

test('of a live Job, nothing that the API server knows its Pods by', () => {
  const { objects } = generate(presets.find(({ name }) => name === 'torch-job')!.text);
  const uid = '2c2061b9-3a74-45e3-a8d7-9695a324c42f';
  const alive = objects.map((object) => {
    if (object.kind !== 'Job') return object;
    const job = structuredClone(object) as { metadata: object; spec: { template: { metadata: { labels: object } } } };
    Object.assign(job.metadata, { uid });
    Object.assign(job.spec.template.metadata.labels, { 'controller-uid': uid, 'batch.kubernetes.io/controller-uid': uid, 'job-name': 'torch', 'batch.kubernetes.io/job-name': 'torch' });
    Object.assign(job.spec, { manualSelector: false, podReplacementPolicy: 'TerminatingOrFailed', selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } });
    return job;
  });
  const { text, left } = derive(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: alive }));
  assert.equal(left, []);
  assert.not.match(text, /uid|overrides|manualSelector/);
});

test('follows the number of replicas, which the old list did not', () => {
  const { text } = derive(old);
  assert.match(generate(text.replace('replicas: 3', 'replicas: 4')).text, '3@kafka-3.kafka-hl.data.svc.cluster.local:9093');
});

test('leaves nothing worse than it was', () => {
  assert.ok(fixtures.length);
  for (const file of fixtures) {
    const source = readFileSync(join(root, 'fixtures/dns', file), 'utf8');
    const before = new Set(lint([{ path: 'a.yaml', text: source }]).results.map(({ rule }) => rule));
    const { text } = derive(source);
    const after = lint([{ path: 'b.yaml', text: generate(text).text }]).results.map(({ rule }) => rule);
    assert.equal(after.filter((rule) => !before.has(rule)), [], file);
  }
});

test('headlint generate --from writes it, says what it left, and asks which', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  try {
    writeFileSync(join(folder, 'kafka.yaml'), old);
    const { code, out, err } = await headlint(['generate', '--from', folder]);
    assert.is(code, 0);
    assert.match(out, /^# yaml-language-server: .*\n# Derived from .*kafka\.yaml\.\nname: kafka\n/);
    assert.match(err, 'kafka-lb');
    assert.is((await headlint(['generate', '-'], { stdin: out })).code, 0);

    writeFileSync(join(folder, 'redis.yaml'), old.replaceAll('kafka', 'redis'));
    const which = await headlint(['generate', '--from', folder]);
    assert.is(which.code, 2);
    assert.match(which.err, 'choose one with --for, such as --for statefulset/kafka, or name a folder with -o (statefulset/kafka, statefulset/redis)');
    assert.match((await headlint(['generate', '--from', '--for', 'sts/redis', folder])).out, 'name: redis');
    assert.is((await headlint(['generate', '--from', folder, '-o', `${folder}/specs/`])).code, 0);
    assert.ok(existsSync(join(folder, 'specs/redis.headlint.yaml')));
    assert.is((await headlint(['generate', `${folder}/specs`, '--layout', 'files', '-o', join(folder, 'k8s')])).code, 0);
    assert.is((await headlint(['generate', '--from', '--check', folder])).code, 2);
    writeFileSync(join(folder, 'none.yaml'), 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n');
    assert.match((await headlint(['generate', '--from', join(folder, 'none.yaml')])).err, 'there is nothing to derive a spec from');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
