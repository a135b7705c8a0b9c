import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPath, type LintResult } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import { Lines } from '../src/parse/text.ts';
import { formats } from '../src/report/index.ts';
import { entries, fixturesIn, root } from './fixtures.ts';
import { context as hostileContext, hostile } from './hostile.ts';

const path = 'fixtures/example/kafka.yaml';
const text = readFileSync(join(root, path), 'utf8');
const example = lint([
  { path, text },
  { path: 'charts/web/templates/service.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n' },
]);
const context = { color: false, width: 80, hasFix: true, lines: (file: string) => (file === path ? new Lines(text) : undefined) };

/** `UPDATE=1` writes the golden files anew. */
function golden(name: string, output: string): void {
  const file = join(root, 'fixtures/report', name);
  if (process.env['UPDATE'] === '1') writeFileSync(file, output);
  // Halves of pairs are written as U+FFFD.
  assert.fixture(Buffer.from(output).toString(), readFileSync(file, 'utf8'));
}

const reporters = Object.fromEntries(await Promise.all(Object.entries(formats).map(async ([name, load]) => [name, await load()] as const)));

/** SARIF lists every rule; the golden files have none, so that they stay when rules come. */
function stable(name: string, output: string): string {
  if (name !== 'sarif') return output;
  const log = JSON.parse(output);
  log.runs[0].tool.driver.rules = [];
  for (const result of log.runs[0].results) delete result.ruleIndex;
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

for (const [name, reporter] of Object.entries(reporters)) {
  test(`${name} is as it was`, () => {
    golden(`example.${name}`, stable(name, reporter(example, context)));
  });
  test(`${name} of nothing`, () => {
    golden(`clean.${name}`, stable(name, reporter(lint([]), context)));
  });
  test(`${name} of what is made to hurt`, () => {
    golden(`hostile.${name}`, stable(name, reporter(hostile, hostileContext)));
  });
}

test('text in colour', () => {
  golden('example.color.text', reporters['text']!(example, { ...context, color: true, width: 120 }));
});

const schema = JSON.parse(readFileSync(join(root, 'schemas/report.schema.json'), 'utf8')) as object;
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
const check = (result: LintResult) => {
  assert.ok(validate(JSON.parse(reporters['json']!(result, context))), JSON.stringify(validate.errors));
};

test('json keeps its contract for every finding of every fixture', () => {
  check(example);
  for (const id of entries(join(root, 'fixtures/rules'))) for (const { files } of fixturesIn(`fixtures/rules/${id}`)) check(lint(files));
});

test('names that are made to hurt stay where they belong', () => {
  const name = 'a\u001b[31m\n::error::\u202e"]]>\u{1f600}';
  const result = lint([{ path: 'x\n.yaml', text: JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { clusterIP: name, ports: [{ port: 1 }] } }) }]);
  assert.ok(result.results.length > 0);
  check(result);
  assert.is(reporters['compact']!(result, context).trimEnd().split('\n').length, result.results.length);
  assert.not.match(reporters['text']!(result, context), /[\u001b\u202e]/);
});

test('the problem matcher reads every line of compact, coloured or not', () => {
  const { problemMatcher } = JSON.parse(readFileSync(join(root, '.github/headlint-matcher.json'), 'utf8'));
  const patterns = problemMatcher.map(({ pattern: [{ regexp }] }: { pattern: [{ regexp: string }] }) => new RegExp(regexp));
  for (const result of [example, hostile]) {
    const lines = reporters['compact']!(result, context).trimEnd().split('\n');
    for (const paint of [(line: string) => line, (line: string) => `\u001b[1m\u001b[31m${line}\u001b[0m`]) {
      const read = lines.map((line) => patterns.map((pattern: RegExp) => pattern.exec(paint(line))).filter(Boolean));
      assert.ok(read.every((matches) => matches.length === 1), 'one matcher a line');
      assert.equal(
        read.map(([match]) => [match![1], Number(match![2]), Number(match![3]), match![4], match![6]]),
        result.results.map((d) => [d.file, d.line, d.column, d.severity, d.rule]),
      );
    }
  }
});

test('text is no wider than the terminal, but for a name or a path, which stays whole', () => {
  const name = 'a'.repeat(63);
  const wide = lint([{ path, text: text.replaceAll('name: kafka\n', `name: ${name}\n`) }, { path: 'b.yaml', text: JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x'.repeat(300) }, spec: { ports: [] } }) }]);
  for (const width of [60, 80]) for (const line of reporters['text']!(wide, { ...context, width }).split('\n')) assert.ok(line.length <= width || /^ *(?:[↳→] )?\S+$/.test(line), line);
});

test('paths are written as the API server writes them', () => {
  assert.is(formatPath(['spec', 'ports', 0, 'targetPort']), 'spec.ports[0].targetPort');
  assert.is(formatPath(['data', 'zoo.cfg']), 'data["zoo.cfg"]');
  assert.is(formatPath(['metadata', 'labels', 'app.kubernetes.io/name']), 'metadata.labels["app.kubernetes.io/name"]');
  assert.is(formatPath([]), '');
});

test('a long line is cut around what is pointed at', () => {
  const long = `apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {a: "${'x'.repeat(300)}"}, labels: {b: 5}}\nspec: {ports: [{port: 80}]}\n`;
  const out = reporters['text']!(lint([{ path: 'a.yaml', text: long }]), { ...context, lines: () => new Lines(long) });
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(out, / \^\n/);
});

test.run();
