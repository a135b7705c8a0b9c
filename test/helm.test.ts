import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../src/lint/lint.ts';
import { discover } from '../src/node/discover.ts';
import { buildCharts } from '../src/node/helm.ts';
import { readFiles } from '../src/node/read.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import type { Build } from '../src/render/build.ts';
import { Templated } from '../src/render/templated.ts';
import { headlint } from './command.ts';
import { fixturesIn, root } from './fixtures.ts';

const test = suite('helm');
const helmTest = spawnSync('helm', ['version']).status === 0 ? test : test.skip;
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const recording = join(root, 'fixtures/helm/recorded.txt');
const output = readFileSync(recording, 'utf8');
const files: readonly SourceFile[] = fixturesIn('fixtures/helm').find(({ name }) => name === 'queue')!.files.map((file) => ({ ...file, path: `queue/${file.path}` }));
const templateOf = (source: string) => files.find(({ path }) => path === source);
const templates = { find: templateOf, all: () => files };
const recorded: Build = { name: 'queue', root: 'queue/Chart.yaml', replaces: files.map(({ path }) => path), outcome: { text: output, origin: new Templated('queue', output, templates) } };

helmTest('the chart renders to what is recorded', () => {
  const { stdout } = spawnSync('helm', ['template', 'r', join(root, 'fixtures/helm/queue')], { encoding: 'utf8' });
  if (process.env['UPDATE'] === '1') writeFileSync(recording, stdout);
  assert.fixture(stdout, readFileSync(recording, 'utf8'));
});

test('every line of the output is found in the template that it is from, or in what that includes', () => {
  const origin = new Templated('queue', output, templates);
  const lines = output.split('\n');
  let source = '';
  for (const [i, line] of lines.entries()) {
    source = /^# Source: (\S+)/.exec(line)?.[1] ?? source;
    if (!line.trim() || line.startsWith('---') || line.startsWith('#')) continue;
    const at = origin.trace({ file: '(built)', line: i + 1, column: line.length - line.trimStart().length + 1, endLine: i + 1, endColumn: line.length + 1, start: 0, end: 0 })!;
    const isIncluded = at.file === 'queue/templates/_helpers.tpl';
    assert.ok(isIncluded || at.file === source, `${i + 1}: ${line} → ${at.file}:${at.line}`);
    const written = templateOf(at.file)!.text.split('\n')[at.line - 1]!.trim();
    const isIt = new RegExp(`^${written.split(/\{\{.*?\}\}/g).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(line.trim());
    assert.ok(isIt, `${i + 1}: ${line} → ${at.line}: ${written}`);
  }
});

test('findings are where the template has them, with the line as it was rendered', () => {
  const { results } = lint(files, { builds: [recorded] });
  assert.equal(
    results.map(({ file, line, column, rule, related }) => `${file}:${line}:${column} ${rule} ${related.map(({ message }) => message).join(' | ')}`),
    [
      'queue/charts/exporter/templates/exporter.yaml:12:13 port-target-port-mismatch 7777 comes from here',
      'queue/templates/queue.yaml:24:16 missing-governing-service headless Service "r-exporter" selects these Pods | was rendered as "serviceName: r-queue-headless"',
    ],
  );
  assert.ok(results.every(({ builds }) => builds?.[0] === 'queue'));
});

test('what is piped is reported where it stands, with the template as the other end', async () => {
  const { out } = await headlint(['lint', '-', '-f', 'json'], { stdin: output });
  const { results } = JSON.parse(out) as { results: { file: string; rule: string; related: { file: string; line: number; message: string }[]; builds?: string[] }[] };
  const found = results.find(({ rule }) => rule === 'missing-governing-service')!;
  assert.is(found.file, '<stdin>');
  assert.equal(found.related.at(-1), { ...found.related.at(-1)!, file: 'queue/templates/queue.yaml', line: 1, message: 'is what it was rendered from' });
  assert.is(found.builds, undefined);
});

helmTest('charts that are met are rendered with their own values, and left where they need others', async () => {
  for (const { path, text } of files) put(path, text);
  put('needy/Chart.yaml', 'apiVersion: v2\nname: needy\nversion: 0.1.0\ndeprecated: true\n');
  put('needy/templates/a.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ required "name is needed" .Values.name }}\n');
  put('library/Chart.yaml', 'apiVersion: v2\nname: library\nversion: 0.1.0\ntype: library\n');
  put('library/templates/_a.tpl', '{{ define "a" }}{{ end }}\n');
  const input = readFiles(discover([folder], { gitignore: false })).files;
  const { builds, unbuilt } = await buildCharts(input, { named: [], options: {} });
  assert.equal(builds.map(({ name }) => name), [join(folder, 'queue')]);
  assert.equal(unbuilt.map(({ file }) => file), [join(folder, 'needy/Chart.yaml')]);
  assert.match(unbuilt[0]!.reason, /its own values \(.*name is needed/);
  assert.not.match(unbuilt[0]!.reason, /WARNING/, 'what Helm says before its reason');
  const { out, err } = await headlint(['lint', folder, '-f', 'compact']);
  assert.match(out, /queue\/templates\/queue\.yaml:24:16: warning .*\[missing-governing-service\]/);
  assert.match(err, /needy\/Chart\.yaml: read unbuilt/);
  const left = await headlint(['lint', folder, '-f', 'compact', '--no-helm']);
  assert.not.match(left.out, /missing-governing-service/);
});

helmTest('--helm: values, release, a package, and what is wrong', async () => {
  for (const { path, text } of files) put(path, text);
  const chart = join(folder, 'queue');
  const named = await headlint(['lint', '--helm', chart, '--release', 'mail', '--set', 'replicas=5', '-f', 'compact']);
  assert.match(named.out, /headless one for these Pods is "mail-exporter"/);
  put('other.yaml', 'exporter: {enabled: false}\n');
  const values = await headlint(['lint', '--helm', chart, '--values', join(folder, 'other.yaml'), '-f', 'compact']);
  assert.not.match(values.out, /exporter/);
  const broken = await headlint(['lint', '--helm', chart, '--set', 'ports=x', '-f', 'compact']);
  assert.is(broken.code, 1);
  assert.match(broken.out, /queue\/Chart\.yaml:1:1: error .* cannot be built: .*range.*\[failed-build\]/);
  spawnSync('helm', ['package', chart, '-d', folder]);
  const packaged = await headlint(['lint', '--helm', join(folder, 'queue-0.1.0.tgz'), '-f', 'compact']);
  assert.match(packaged.out, /\(built\):\d+:\d+: warning .*\[missing-governing-service\]/);
});

helmTest('--helm: dns and resolve, a chart in a folder that git ignores, strings and API versions', async () => {
  for (const { path, text } of files) put(`vendor/${path}`, text);
  mkdirSync(join(folder, '.git'));
  put('.gitignore', 'vendor/\n');
  put('vendor/queue/templates/extra.yaml', '{{ if .Capabilities.APIVersions.Has "example.com/v1" }}\napiVersion: v1\nkind: Service\nmetadata: {name: "x{{ kindOf .Values.replicas }}"}\nspec: {clusterIP: None, selector: {app: queue}, ports: [{port: 1}]}\n{{ end }}\n');
  const chart = join(folder, 'vendor/queue');
  const { out } = await headlint(['dns', '--helm', chart, '--release', 'mail', '-n', 'post', '--api-versions', 'example.com/v1', '--set-string', 'replicas=2']);
  assert.match(out, /^ {2}mail-exporter\.post\.svc\.cluster\.local$/m);
  assert.match(out, /^ {2}xstring\.post\.svc/m);
  const { code, out: way } = await headlint(['resolve', 'release-name-exporter', '--helm', chart]);
  assert.is(code, 0);
  assert.match(way, /exporter\/templates\/exporter\.yaml:5\)/);
});

test('--helm: usage', async () => {
  for (const [argv, message] of [
    [['--helm', 'no/such/chart'], /--helm takes a chart on disk/],
    [['--helm', folder], /--helm takes a chart on disk, a folder with a Chart\.yaml or a \.tgz; .* is none/],
    [['--values', 'x.yaml', '.'], /--values is for a chart that --helm names/],
    [['--release', 'x', '.'], /--release is for a chart/],
  ] as const) {
    const { code, err } = await headlint(['lint', ...argv]);
    assert.is(code, 2);
    assert.match(err, message);
  }
});

test('without helm, charts stay what they were: templates that are skipped', async () => {
  for (const { path, text } of files) put(path, text);
  const path = process.env['PATH'];
  try {
    process.env['PATH'] = '';
    const { out, code } = await headlint(['lint', folder, '-f', 'json']);
    assert.is(code, 0);
    assert.match(out, /unrendered Go template/);
    assert.is((await headlint(['lint', '--helm', join(folder, 'queue')])).code, 2);
  } finally {
    process.env['PATH'] = path;
  }
});

test.run();
