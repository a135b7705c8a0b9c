import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';

const test = suite('dns, command line');
const kafka = 'fixtures/dns/kafka.yaml';
const everything = 'fixtures/dns/everything.yaml';

/** `UPDATE=1` writes the golden files anew. */
function golden(name: string, output: string): void {
  const file = join(root, 'fixtures/dns', name);
  if (process.env['UPDATE'] === '1') writeFileSync(file, output);
  assert.fixture(output, readFileSync(file, 'utf8'));
}

for (const format of ['table', 'json', 'zone']) {
  test(`dns -f ${format} is as it was`, async () => {
    const { code, out, err } = await headlint(['dns', '-f', format, everything], { isTerminal: true, env: { NO_COLOR: '1' } });
    assert.is(code, 0, err);
    golden(`everything.${format}`, out);
    if (format === 'table') for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
  });
}

test('json keeps its contract', async () => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas/dns.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
  assert.ok(validate(JSON.parse((await headlint(['dns', '-f', 'json', everything, kafka])).out)), JSON.stringify(validate.errors));
});

const asked: readonly [string, number, readonly string[]][] = [
  ['pod', 0, ['kafka-0.kafka.data', kafka]],
  ['srv', 0, ['_broker._tcp.kafka', kafka, '--from', 'data/']],
  ['ordinal', 1, ['kafka-3.kafka', kafka, '--from', 'data/kafka-0']],
  ['client-service', 1, ['kafka-0.kafka-client', kafka, '--from', 'data/kafka']],
  ['namespace', 1, ['kafka:9092', kafka]],
  ['missing-service', 1, ['cache-0.cache-headless.shop.svc', everything]],
];
for (const [name, exit, argv] of asked) {
  test(`resolve ${argv[0]} is as it was`, async () => {
    const { code, out, err } = await headlint(['resolve', ...argv], { isTerminal: true, env: { NO_COLOR: '1' } });
    assert.is(code, exit, err);
    for (const line of out.split('\n')) assert.ok(line.length <= 80 || line.includes('.cluster.local.'), line);
    golden(`${name}.resolve`, out);
  });
}

test('resolve for programs', async () => {
  const { code, out } = await headlint(['resolve', 'kafka-3.kafka', kafka, '--from', 'data/', '-f', 'json']);
  assert.is(code, 1);
  const { resolves, steps } = JSON.parse(out) as { resolves: boolean; steps: { state: string; file: string; line: number; path: string }[] };
  assert.is(resolves, false);
  const failed = steps.find((step) => step.state === 'failed')!;
  assert.equal([failed.file, failed.line, failed.path], [kafka, 35, 'spec.replicas']);
});

test('options', async () => {
  assert.match((await headlint(['dns', '--cluster-domain', 'k8s.example', kafka])).out, /kafka\.data\.svc\.k8s\.example/);
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}}\n';
  const piped = await headlint(['dns', '-n', 'shop', '--stdin-filename', 'chart.yaml', '-'], { stdin: service });
  assert.is(piped.code, 0);
  assert.match(piped.out, /^shop\/web /m);
  assert.match(piped.out, /chart\.yaml:4 Service shop\/web has no names/);
  assert.match((await headlint(['dns', '--color', 'always', kafka])).out, /\u001b\[1m/);
});

const usage: [string, string[], RegExp][] = [
  ['dns without a path', ['dns'], /say what to read/],
  ['an unknown format', ['dns', '-f', 'text', kafka], /there is no format "text": table, json, zone/],
  ['resolve without a path', ['resolve', 'kafka'], /say what to read/],
  ['an unknown type', ['resolve', 'kafka', kafka, '--type', 'MX'], /--type takes A or SRV/],
  ['an empty name', ['resolve', ' ', kafka], /say which name/],
  ['an asker that is not there', ['resolve', 'kafka', kafka, '--from', 'data/kafka-9'], /no Pod or workload "kafka-9" in namespace "data"/],
  ['an asker in another namespace', ['resolve', 'kafka', kafka, '--from', 'kafka-0'], /there is one in namespace "data"/],
  ['nothing to read', ['dns', '-'], /nothing to predict: no Kubernetes manifest in 1 file \(standard input\)/],
  ['a misspelt command', ['resovle', 'a', kafka], /did you mean resolve\?/],
  ['a misspelt option', ['resolve', 'a', kafka, '--form', 'data/'], /did you mean --from\?/],
];
for (const [what, argv, message] of usage) {
  test(`usage: ${what}`, async () => {
    const { code, out, err } = await headlint(argv);
    assert.is(code, 2);
    assert.is(out, '');
    assert.match(err, message);
  });
}

/** The commands of the page, with what they print below them. */
test('docs/dns.md shows what is', async () => {
  const path = join(root, 'docs/dns.md');
  const page = readFileSync(path, 'utf8');
  let told = page;
  for (const [block, command, output] of page.matchAll(/```console\n\$ headlint ([^\n]+)\n([\s\S]*?)```/g)) {
    const { out } = await headlint(command!.split(' '), { isTerminal: true, env: { NO_COLOR: '1' } });
    if (process.env['UPDATE'] === '1') told = told.replace(block!, () => `\`\`\`console\n$ headlint ${command}\n${out}\`\`\``);
    else assert.fixture(output!, out);
  }
  if (told !== page) writeFileSync(path, told);
});

test.run();
