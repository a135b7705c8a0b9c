import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../src/lint/lint.ts';
import { defaultMinor } from '../src/lint/versions.ts';
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
  // Helm 4 leaves lines empty between documents.
  const written = (text: string) => text.split('\n').filter(Boolean).join('\n');
  assert.fixture(written(stdout), written(readFileSync(recording, 'utf8')));
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
  assert.match(unbuilt[0]!.reason, /as it stands \(.*name is needed/);
  assert.not.match(unbuilt[0]!.reason, /WARNING/, 'what Helm says before its reason');
  const { out, err } = await headlint(['lint', folder, '-f', 'compact']);
  assert.match(out, /queue\/templates\/queue\.yaml:24:16: warning .*\[missing-governing-service\]/);
  assert.match(err, /needy\/Chart\.yaml: helm does not render it as it stands .*; read unbuilt/);
  // Some keep templates elsewhere in a chart, and draw them in with tpl.
  put('queue/files/extra.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  {{- include "a" . }}\n');
  assert.equal(JSON.parse((await headlint(['lint', join(folder, 'queue'), '-f', 'json'])).out).summary.skipped, []);
  rmSync(join(folder, 'queue/files'), { recursive: true });
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
  assert.match(broken.out, /queue\/templates\/queue\.yaml:12:5: error .* cannot be built: .*range.*\[failed-build\]/);
  spawnSync('helm', ['package', chart, '-d', folder]);
  const packaged = await headlint(['lint', '--helm', join(folder, 'queue-0.1.0.tgz'), '-f', 'compact']);
  assert.match(packaged.out, /queue-0\.1\.0\.tgz:\d+:\d+: warning .*\[missing-governing-service\]/);
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

const service = (name: string, selector = 'a') => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  clusterIP: None\n  selector: {app: ${selector}}\n  ports: [{name: web, port: 80, targetPort: 8080}]\n`;

function putChart(folder: string, name: string, more = ''): void {
  put(`${folder}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`);
}

helmTest('charts as people have them: names, aliases, packages, lists, loops, helpers, CRLF', async () => {
  putChart('folder', 'name', 'dependencies:\n- {name: sub, version: 0.1.0, alias: other}\n- {name: packed, version: 0.1.0}\n- {name: unused, version: 0.1.0, condition: unused.enabled}\n');
  put('folder/values.yaml', 'unused: {enabled: false}\n');
  put('folder/templates/crlf.yaml', `\ufeff${service('{{ .Release.Name }}-crlf').replaceAll('\n', '\r\n')}`);
  put('folder/templates/list.yaml', 'apiVersion: v1\nkind: List\nitems:\n{{- range until 3 }}\n- apiVersion: v1\n  kind: Service\n  metadata: {name: "l{{ . }}"}\n  spec: {clusterIP: None, selector: {app: a}, ports: [{port: 80, targetPort: 8080}]}\n{{- end }}\n');
  put('folder/templates/_whole.tpl', `{{- define "whole" }}\n${service('whole')}{{- end }}\n`);
  put('folder/templates/whole.yml', '{{ include "whole" . }}\n');
  put('folder/templates/NOTES.txt', 'apiVersion: v1\nkind: Service\n');
  putChart('folder/charts/sub-1.0', 'sub');
  put('folder/charts/sub-1.0/templates/a.yaml', service('{{ .Chart.Name }}'));
  putChart('folder/charts/unused', 'unused');
  put('folder/charts/unused/templates/a.yaml', service('absent'));
  putChart('elsewhere/packed', 'packed');
  put('elsewhere/packed/templates/a.yaml', service('packed'));
  spawnSync('helm', ['package', join(folder, 'elsewhere/packed'), '-d', join(folder, 'folder/charts')]);
  const { out } = await headlint(['lint', '--helm', join(folder, 'folder'), '-f', 'json']);
  const { results } = JSON.parse(out) as { results: { rule: string; file: string; line: number; related: { file: string; line: number; message: string }[] }[] };
  const found = results.filter(({ rule }) => rule === 'port-target-port-mismatch');
  assert.equal(
    found.map(({ file, line, related }) => [file.slice(folder.length + 1), line, related.at(-1)!.message.replace(/, rendered.*/, '')]),
    [
      ['folder/(built)', 43, 'is what it was rendered from'],
      ['folder/charts/sub-1.0/templates/a.yaml', 8, '8080 comes from here'],
      ['folder/templates/_whole.tpl', 9, 'is where it is included'],
      ['folder/templates/crlf.yaml', 8, '8080 comes from here'],
      ['folder/templates/list.yaml', 8, '8080 comes from here'],
    ].map(([file, line, message]) => [file, file === 'folder/(built)' ? found[0]!.line : line, message]),
  );
  assert.is(found[0]!.related.at(-1)!.file, 'name/charts/packed/templates/a.yaml');
});

helmTest('charts that fail: at the line that Helm names, library charts, dependencies that are not there, links that lead out', async () => {
  putChart('needs', 'needs');
  put('needs/templates/a.yaml', `# first\n${service('{{ required "set name" .Values.name }}')}`);
  putChart('lib', 'lib', 'type: library\n');
  put('lib/templates/_a.tpl', '{{ define "a" }}{{ end }}');
  putChart('lacks', 'lacks', 'dependencies:\n- {name: gone, version: 1.0.0, repository: "https://example.com"}\n');
  put('lacks/templates/a.yaml', service('a'));
  putChart('leads', 'leads');
  put('secret.yaml', service('secret'));
  mkdirSync(join(folder, 'leads/templates'));
  symlinkSync(join(folder, 'secret.yaml'), join(folder, 'leads/templates/a.txt'));
  for (const [chart, message] of [
    ['needs', /needs\/templates\/a\.yaml:5:3: error .*set name/],
    ['lib', /lib\/Chart\.yaml:1:1: error .*library charts are not installable/],
    ['lacks', /lacks\/Chart\.yaml:1:1: error .*missing in charts\/ directory: gone/],
    ['leads', /leads\/Chart\.yaml:1:1: error .*leads\/templates\/a\.txt is a link that leads out of the repository/],
  ] as const) {
    const { out, code } = await headlint(['lint', '--helm', join(folder, chart), '-f', 'compact']);
    assert.is(code, 1);
    assert.match(out, message);
  }
  // Those that are met are left with the reason, and what chart-testing would install them with is tried.
  put('needs/ci/second-values.yaml', 'name: second\n');
  put('needs/ci/a-values.yaml', 'nothing: else\n');
  const { out, err } = await headlint(['lint', join(folder, 'needs'), join(folder, 'lacks'), join(folder, 'leads'), '-f', 'compact']);
  assert.match(out, /needs\/templates\/a\.yaml:9:29: warning .*second:80 .*needs with ci\/second-values\.yaml builds\. \[port/);
  assert.match(err, /lacks\/Chart\.yaml: helm does not render it as it stands/);
  assert.match(err, /leads\/Chart\.yaml: .*leads out/);
});

helmTest('a chart is rendered for the version of Kubernetes that it is linted for', async () => {
  putChart('chart', 'chart');
  put('chart/templates/a.yaml', service('{{ .Capabilities.KubeVersion.Version | replace "." "-" }}'));
  assert.match((await headlint(['dns', '--helm', join(folder, 'chart')])).out, new RegExp(`v1-${defaultMinor}-0`));
  assert.match((await headlint(['dns', '--helm', join(folder, 'chart'), '-k', '1.30'])).out, /v1-30-0/);
});

test('helm get all and install --dry-run: what is under HOOKS and MANIFEST counts, at its line', async () => {
  const heading = 'NAME: r\nLAST DEPLOYED: today\nNAMESPACE: default\nUSER-SUPPLIED VALUES:\nnull\n\nCOMPUTED VALUES:\nkind: Service\nmetadata: {name: x}\n\n';
  const hook = '---\n# Source: c/templates/hook.yaml\napiVersion: batch/v1\nkind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: pre-install}}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}\n';
  const text = `${heading}HOOKS:\n${hook}MANIFEST:\n---\n# Source: c/templates/a.yaml\n${service('a')}\nNOTES:\nkind: Foo\nMANIFEST:\n  {{ bad\n`;
  for (const stdin of [text, `Release "r" has been upgraded. Happy Helming!\n${text}`]) {
    const { out, code } = await headlint(['lint', '-', '-f', 'json'], { stdin });
    assert.is(code, 0);
    const { results, summary } = JSON.parse(out) as { results: { rule: string; line: number; related: { file: string }[] }[]; summary: { objects: number } };
    assert.is(summary.objects, 2);
    const found = results.find(({ rule }) => rule === 'port-target-port-mismatch')!;
    assert.is(stdin.split('\n')[found.line - 1], '  ports: [{name: web, port: 80, targetPort: 8080}]');
    assert.is(found.related.at(-1)!.file, 'c/templates/a.yaml');
  }
});

test('a comment that names no template of a chart is not repeated', async () => {
  for (const source of ['../../etc/passwd', '/etc/passwd', 'c/../../etc/passwd', 'c/./a', 'c/charts/../../x', 'passwd', 'a b/c']) {
    const { out } = await headlint(['lint', '-', '-f', 'json'], { stdin: `---\n# Source: c/templates/x.yaml\nkind: A\n---\n# Source: ${source}\n${service('a')}` });
    assert.not.match(out, /rendered from/, source);
  }
});

(process.platform === 'win32' ? test.skip : test)('Helm has nothing of the environment that a template could print', async () => {
  putChart('chart', 'chart');
  const program = put('bin/helm', '#!/bin/sh\nenv\n');
  chmodSync(program, 0o755);
  const path = process.env['PATH'];
  Object.assign(process.env, { PATH: `${dirname(program)}:${path}`, HEADLINT_SECRET: 'hunter2' });
  try {
    const { builds } = await buildCharts([], { named: [join(folder, 'chart')], options: {} });
    assert.ok('text' in builds[0]!.outcome && builds[0]!.outcome.text.includes('HELM_PLUGINS=') && !builds[0]!.outcome.text.includes('hunter2'), JSON.stringify(builds));
  } finally {
    process.env['PATH'] = path;
    delete process.env['HEADLINT_SECRET'];
  }
});

test('--helm: usage', async () => {
  for (const [argv, message] of [
    [['--helm', 'no/such/chart'], /--helm takes a chart on disk/],
    [['--helm', folder], /--helm takes a chart on disk, a folder with a Chart\.yaml or a \.tgz; .* is none/],
    [['--helm', join(root, 'fixtures/helm/queue'), '--values', 'x.yaml'], /--values takes a file on disk; there is no x\.yaml/],
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
    const { out, err, code } = await headlint(['lint', folder, '-f', 'json']);
    assert.is(code, 0);
    assert.match(err, /queue\/Chart\.yaml: helm is not installed; read unbuilt/);
    assert.match(out, /unrendered Go template/);
    assert.is((await headlint(['lint', '--helm', join(folder, 'queue')])).code, 2);
  } finally {
    process.env['PATH'] = path;
  }
});

test.run();
