import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { generate, layOut, lint } from '../src/core.ts';
import validate from '../src/generate/validate.gen.js';
import { root } from './fixtures.ts';
import { assertSound } from './sound.ts';

const examples = [...readFileSync(join(root, 'docs/generate.md'), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, example]) => example!);

for (const [i, example] of examples.entries()) {
  test(`example ${i + 1} of docs/generate.md`, () => {
    const generated = generate(example);
    assert.equal(generated.diagnostics, []);
    assertSound(generated);
  });
}

test('the examples in the schema are right, and so are its defaults', () => {
  const { properties, examples: whole } = JSON.parse(readFileSync(join(root, 'schemas/spec.schema.json'), 'utf8')) as { properties: Record<string, { description?: string; examples?: unknown[]; default?: unknown }>; examples: unknown[] };
  for (const spec of whole) assert.ok(validate(spec), JSON.stringify(validate.errors));
  for (const [field, { description, examples: some = [], default: usual }] of Object.entries(properties)) {
    assert.ok(description, `${field} has a description`);
    for (const value of [...some, ...(usual === undefined ? [] : [usual])]) assert.ok(validate({ name: 'a', [field]: value }), `${field}: ${JSON.stringify(value)}`);
  }
});

test('docs/generate.md tells of every field', () => {
  const { properties } = JSON.parse(readFileSync(join(root, 'schemas/spec.schema.json'), 'utf8')) as { properties: object };
  const table = readFileSync(join(root, 'docs/generate.md'), 'utf8').split('\n').filter((line) => /^\| `/.test(line));
  const told = new Set(table.flatMap((line) => [...line.split(' | ')[0]!.matchAll(/`(\w+)`/g)].map(([, field]) => field)));
  assert.equal(Object.keys(properties).filter((field) => field !== '$schema' && !told.has(field)), []);
});

const name = (length: number) => 'n'.repeat(length);
const least = 'name: db\nimage: postgres:18\n';

/** A spec, and where and what its only finding is. */
const wrong: readonly [string, string, RegExp][] = [
  ['image: a:1', '1:1', /has no "name"/],
  ['name: db', '1:1', /has no "image"/],
  [`${least}replica: 3`, '3:1', /"replica" is no field of a spec/],
  [`${least}serviceName: x`, '3:1', /"serviceName" is no field/],
  [`${least}replicas: three`, '3:11', /replicas is the text "three", and not a whole number/],
  [`${least}replicas: 0`, '3:11', /has to be 1 or more/],
  [`${least}replicas: 1000000000`, '3:11', /5000 or less/],
  [`${least}ports: {a-very-long-port-name: 80}`, '3:9', /has 21 characters, a container port name has at most 15/],
  [`${least}ports: {web: 80, http: 80}`, '3:24', /Port 80\/TCP is "web" already/],
  [`${least}ports: {web: {port: 80, protocol: tcp}}`, '3:35', /tcp.*not TCP, UDP or SCTP/],
  [`name: ${name(53)}\nimage: a:1`, '1:7', /has 53 characters/],
  [`shape: job\nname: ${name(62)}\nimage: a:1`, '2:7', /the last Pod, has 64 characters/],
  [`name: ${name(57)}\nshape: balanced\nimage: a:1\nports: {web: 80}\nclient: true`, '5:9', /has 64 characters.*client Service/],
  ['name: 1db\nimage: a:1', '1:7', /starts with a digit.*before Kubernetes 1.36/],
  ['name: Db\nimage: a:1', '1:7', /upper-case/],
  [`${least}volumes: {data: {path: /data}}`, '3:11', /has no size/],
  [`${least}volumes: {data: {path: /data, size: 10GB}}`, '3:37', /"10GB" is no quantity/],
  [`${least}env: {A: {format: "{hots}"}}`, '3:19', /"{hots}" is no placeholder/],
  [`${least}env: {A: {format: "{port.web}"}}`, '3:19', /no port "web"/],
  [`${least}env: {A: {format: "{\\"a\\": 1}"}}`, '3:19', /is no placeholder/],
  [`${least}env: {A: {format: "{"}}`, '3:19', /A single "{"/],
  [`${least}env: {A: {format: "{env.B}"}, B: x}`, '3:19', /used before B is defined/],
  [`${least}env: {A: {secret: s}}`, '3:7', /not which key/],
  [`${least}env: {1A: x}`, '3:7', /no name of a variable/],
  [`${least}files: {/etc/a: {format: "{host}"}}`, '3:26', /differs from Pod to Pod/],
  [`${least}files: {etc/a: x}`, '3:9', /no absolute path/],
  [`${least}probes: {readiness: {tcp: web}}`, '3:27', /no port "web"/],
  [`${least}probes: {readiness: {periodSeconds: 3}}`, '3:10', /none of exec, tcp, http or grpc/],
  [`${least}hosts: {a: 192.0.2.1}`, '3:1', /means nothing for the shape stateful/],
  [`${least}kubernetesVersion: 1.3`, '3:20', /kubernetesVersion is 1.3, and not text/],
  [`${least}overrides: {Statefulset: {spec: {}}}`, '3:13', /No object of this spec is called "Statefulset"/],
  [`${least}selector: {app: db}\nlabels: {app: x}`, '4:10', /Selectors go by the label app, which selector says/],
  [`${least}selector: {app: a b}`, '3:17', /"a b" is not a label value/],
  [`${least}selector: {}`, '3:1', /selector is empty/],
  [`shape: external\nname: db\nselector: {app: db}\naddresses: [192.0.2.1]`, '3:1', /means nothing for the shape external/],
  [`${least}overrides: {StatefulSet: {spec: {replicas: 5}}}`, '3:34', /Other fields follow spec.replicas/],
  [`${least}overrides: {StatefulSet: {spec: {replica: 5}}}`, '3:43', /replica/],
  [`${least}ports: {sql: 5432}\nclient: [{suffix: read}, {suffix: read}]`, '4:35', /both called "db-read"/],
  [`${least}ports: {sql: 5432}\nclient: [{name: db}]`, '4:17', /headless Service and this one are both called "db"/],
  [`${least}ports: {sql: 5432}\nclient: [{name: a, suffix: b}]`, '4:20', /has no suffix/],
  [`${least}ports: {sql: 5432}\nclient: {pods: second}`, '4:16', /second/],
  ['shape: balanced\nname: db\nimage: a:1\nports: {sql: 5432}\nclient: {pods: first}', '5:16', /none of them is the first/],
  [`${least}env: {A: {secret: false, key: a}}`, '3:19', /false names no Secret/],
  [`${least}volumes: {tmp: {path: /tmp, emptyDir: true, keys: [a]}}`, '3:45', /"keys" is of volumes from a Secret/],
  [`${least}volumes: {key: {path: /key, secret: true, keys: [a/b]}}`, '3:50', /"a\/b" is no key/],
  [`${least}next: [{what: Look., command: {format: "{kubctl} get"}}]`, '3:40', /"{kubctl}" is no placeholder/],
  [`${least}podSpec: {restartPolicy: Never}`, '3:26', /restartPolicy/],
  [`${least}---\nname: x`, '4:1', /A second document starts here/],
  [`${least}name: x`, '3:1', /"name" stands twice/],
  ['name: [', '1:7', /cannot be read/],
  ['', '1:1', /is empty/],
  ['shape: external\nname: db', '1:1', /neither hosts nor addresses/],
  ['shape: external\nname: db\naddresses: [db.example.com]', '3:13', /is no IP address/],
  ['shape: external\nname: db\naddresses: [127.0.0.1]', '3:13', /loopback/],
];

for (const [spec, place, message] of wrong) {
  test(`says what is wrong with ${JSON.stringify(spec.replace(least, '… '))}`, () => {
    const { diagnostics, text, objects } = generate(spec);
    assert.is(diagnostics.length, 1, JSON.stringify(diagnostics.map((d) => d.message)));
    const { line, column, severity } = diagnostics[0]!;
    assert.is(severity, 'error');
    assert.match(diagnostics[0]!.message, message);
    assert.is(`${line}:${column}`, place);
    assert.is(text, '');
    assert.equal(objects, []);
  });
}

test('warns of an image whose version nobody knows, and goes on', () => {
  for (const image of ['postgres', 'postgres:latest', 'localhost:5000/postgres']) {
    const { diagnostics, objects } = generate(`name: db\nimage: ${image}\n`);
    assert.equal(diagnostics.map(({ severity, line }) => `${line} ${severity}`), ['2 warning']);
    assert.ok(objects.length);
  }
});

test('warns of a field that most clusters drop', () => {
  const { diagnostics, objects } = generate(`${least}update: {maxUnavailable: 2}`);
  assert.equal(diagnostics.map(({ rule, severity, line, column }) => `${line}:${column} ${severity} ${rule}`), ['3:10 warning doubtful-spec']);
  assert.ok(objects.length);
});

test('a comment says why, unless there are to be none', () => {
  const [example] = examples;
  assert.match(generate(example!).text, /# Peers find each other before they are Ready.*\n {2}publishNotReadyAddresses: true/);
  const plain = generate(example!, { comments: false });
  assert.not.match(plain.text, /#/);
  assert.equal(plain.objects, generate(example!).objects);
});

test('selectors go by the labels that the spec says', () => {
  const generated = generate(`${least}selector: {app: db}\nports: {sql: 5432}\nclient: true\nnetworkPolicy: true\n`);
  assert.equal(generated.diagnostics, []);
  assertSound(generated);
  assert.not.match(generated.text, 'app.kubernetes.io/name');
  assert.is(generated.text.match(/^ *app: db$/gm)?.length, 15);
});

test('literal text stays literal', () => {
  const { objects } = generate(`${least}env: {A: "$(B) $$ $C $", B: {format: "$(A)$$ {{$}} {name}${'$'}{pod}"}, C: 1.10, D: on}\nargs: ["$(x)"]`);
  const [, statefulSet] = objects;
  assert.ok(statefulSet?.kind === 'StatefulSet');
  const [container] = statefulSet.spec!.template.spec!.containers;
  assert.equal(Object.fromEntries(container!.env!.map(({ name: variable, value }) => [variable, value])), { POD_NAME: undefined, A: '$$(B) $$$$ $C $', B: '$$(A)$$$$ {$} db$$$(POD_NAME)', C: '1.10', D: 'on' });
  assert.equal(container!.args, ['$$(x)']);
});

test('clients of the first Pod have a Service of their own', () => {
  const generated = generate(`${least}startOrdinal: 2\nnamespace: data\nports: {sql: 5432, http: 80}\nclient: [{suffix: primary, pods: first, ports: [sql]}, {name: web, ports: [http]}]`);
  assertSound(generated);
  const services = generated.objects.flatMap((object) => (object.kind === 'Service' ? [object] : []));
  assert.equal(
    services.map(({ metadata, spec }) => [metadata!.name, spec!.selector, spec!.ports!.map(({ port }) => port)]),
    [
      ['db', { 'app.kubernetes.io/name': 'db' }, [5432, 80]],
      ['db-primary', { 'app.kubernetes.io/name': 'db', 'apps.kubernetes.io/pod-index': '2' }, [5432]],
      ['web', { 'app.kubernetes.io/name': 'db' }, [80]],
    ],
  );
  assert.is(generated.names.find(({ name }) => name.startsWith('db-primary'))!.leadsTo, 'db-2');
  assert.equal(layOut(generated, 'files').map(({ path }) => path), ['service.yaml', 'service-db-primary.yaml', 'service-web.yaml', 'statefulset.yaml', 'poddisruptionbudget.yaml']);
});

test('says what is left to do, in the order in which it has to be done', () => {
  const { next } = generate(`${least}namespace: data\nvolumes: {key: {path: /key, secret: true, keys: [ca, crt]}, more: {path: /more, secret: more}}\nenv: {A: {secret: true, key: a}, B: {secret: other, key: b}}
next: [{what: Last., command: "{literal}"}, {what: Init., command: {format: "{kubectl} exec {name}-0"}, when: running}, {what: First., when: before}]`);
  assert.equal(
    next.map(({ what, command }) => command ?? what),
    [
      'First.',
      'kubectl --namespace data create secret generic db --from-file=ca --from-file=crt --from-literal=a=…',
      'kubectl --namespace data create secret generic more --from-file=…',
      'kubectl --namespace data create secret generic other --from-literal=b=…',
      'kubectl --namespace data exec db-0',
      'kubectl --namespace data rollout status statefulset/db',
      '{literal}',
      'kubectl --namespace data run look-up --rm -i --restart=Never --image=busybox:1.37 -- nslookup db-0.db.data.svc.cluster.local',
    ],
  );
});

test('text that Go takes for something else is quoted', () => {
  for (const text of ['-_0', '+1_0', '.5', 'y', '0o7', '~', '']) assert.match(generate(`${least}env: {A: ${JSON.stringify(text)}}`).text, new RegExp(`value: ${JSON.stringify(text).replace(/[.+]/g, '\\$&')}\n`));
});

test('text in lines comes back as it was', () => {
  for (const text of [' \n', '\na', 'a\n', 'a\n\nb', '  a\n b', 'a \n b', `${'a'.repeat(50)} \n \n : `, 'a\n\u0085b', '\u2028', '\ufeff\n']) {
    const { objects, text: yaml } = generate(`${least}env: {A: ${JSON.stringify(text)}}\nfiles: {/a: ${JSON.stringify(text)}}`);
    assert.equal(parseAllDocuments(yaml).map((doc) => doc.toJS() as unknown), objects as unknown[]);
    assert.equal(objects.flatMap((object) => (object.kind === 'ConfigMap' ? [object.data] : [])), [{ a: text }]);
    assert.not.match(yaml, /[\u0085\u2028\ufeff]/);
  }
});

test('what is merged in stands where documents have it', () => {
  const { text } = generate(`${least}ports: {sql: 5432}\nfiles: {/a: b}\npodSpec: {initContainers: [{name: i, image: "a:1"}]}\ncontainer: {lifecycle: {preStop: {sleep: {seconds: 5}}}, imagePullPolicy: Always}`);
  const order = ['initContainers:', ' containers:', 'imagePullPolicy:', 'readinessProbe:', 'lifecycle:', 'resources:', 'volumeMounts:', 'volumes:'].map((key) => text.indexOf(key));
  assert.ok(order.every((at, i) => at > (order[i - 1] ?? 0)), order.join(' '));
});

test('layouts', () => {
  const generated = generate(examples[0]!);
  assert.equal(layOut(generated, 'single').map(({ path }) => path), ['kafka.yaml']);
  const files = layOut(generated, 'kustomize');
  assert.equal(files.map(({ path }) => path), ['kustomization.yaml', 'service.yaml', 'service-client.yaml', 'statefulset.yaml', 'poddisruptionbudget.yaml']);
  assert.equal(lint(files).results, []);
  assert.equal(layOut(generate(''), 'single'), []);
});

test.run();
