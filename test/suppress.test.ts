import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { readConfig } from '../src/config/config.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import type { LintOptions } from '../src/lint/options.ts';
import { commentsOf } from '../src/parse/comments.ts';
import { Source, type SourceFile } from '../src/parse/manifests.ts';
import { headlint } from './command.ts';
import { actual, fixturesIn, optionsOf } from './fixtures.ts';

const said = (text: string, options?: LintOptions) => actual(lint([{ path: 'a.yaml', text }], options).results);
const whys = (text: string) => lint([{ path: 'a.yaml', text }]).suppressed.map(({ diagnostic, kind, why }) => `${diagnostic.line} ${diagnostic.rule} ${kind} ${why}`);

/** The line below which a comment for a finding goes: above a text of several lines, which takes none inside. */
function lineAbove({ line }: Diagnostic, file: SourceFile): number {
  const block = commentsOf(new Source(file)).blocks.find(({ first, last }) => first <= line && line <= last);
  return (block?.first ?? line) - 1;
}

function inserted(text: string, below: number, line: string): string {
  const lines = text.split('\n');
  return [...lines.slice(0, below), line, ...lines.slice(below)].join('\n');
}

/** Findings by rule and place, as if a line had not been put in. */
function places(results: readonly Diagnostic[], file: string, below = Number.POSITIVE_INFINITY): string[] {
  return results.map((d) => `${d.file}:${d.file === file && d.line > below ? d.line - 1 : d.line}:${d.column} ${d.severity} ${d.rule}`).sort();
}

/** Findings of a fixture that are tried; with RUNS all of them. */
const many = Number(process.env['RUNS'] ?? 1);
const own = new Set(['unused-suppression', 'unknown-rule', 'malformed-suppression']);
for (const { id } of ruleMetas()) {
  if (own.has(id)) continue;
  test(`a comment suppresses ${id}, where it stands and nothing else`, () => {
    for (const fixture of fixturesIn(`fixtures/rules/${id}`)) {
      const options = optionsOf(fixture);
      const before = lint(fixture.files, options).results;
      for (const finding of before.filter(({ rule }) => rule === id).slice(0, many)) {
        const file = fixture.files.find(({ path }) => path === finding.file)!;
        // JSON takes no comments.
        if (/^\s*\{/m.test(file.text.split('\n').slice(0, finding.line).join('\n').split(/^---/m).at(-1)!)) continue;
        // Where YAML is broken, a comment between its lines may be part of what is broken.
        const isBroken = before.some(({ rule, file: other }) => rule === 'yaml-syntax' && other === file.path);
        const below = isBroken ? 0 : lineAbove(finding, file);
        const comment = `# headlint-disable${isBroken ? '-file' : '-next-line'} ${id} -- because`;
        const mark = file.text.startsWith('\ufeff') && below === 0 ? '\ufeff' : '';
        const text = mark + inserted(file.text.slice(mark.length), below, comment);
        const after = lint(fixture.files.map((each) => (each === file ? { ...each, text } : each)), options);
        const gone = (d: Diagnostic) => d.rule === id && d.file === file.path && (isBroken || lineAbove(d, file) === below || d.line === below + 1);
        assert.equal(places(after.results, file.path, below + 1), places(before.filter((d) => !gone(d)), file.path), `${fixture.name}:${finding.line}\n${text}`);
        assert.equal(places(after.suppressed.map(({ diagnostic }) => diagnostic), file.path, below + 1), places(before.filter(gone), file.path));
      }
    }
  });
}

const service = (ports: string, annotations = '{}') => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: ${annotations}\nspec:\n  clusterIP: None\n  selector: {app: web}\n${ports}`;
const pod = '---\n{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}\n';
const unnamed = '  ports: [{port: 80}]\n';

test('on the same line, for the document, for the file', () => {
  assert.equal(said(service(unnamed) + pod), ['a.yaml:9 info unnamed-headless-port']);
  const line = service('  ports: [{port: 80}] # headlint-disable-line unnamed-headless-port -- old\n') + pod;
  assert.equal([said(line), whys(line)], [[], ['9 unnamed-headless-port inSource old']]);
  const document = `${service(unnamed)}# headlint-disable unnamed-headless-port\n${pod}---\n${service(unnamed).replace('name: web', 'name: other')}`;
  assert.equal(said(document), ['a.yaml:22 info unnamed-headless-port']);
  assert.equal(said(document.replace('headlint-disable', 'headlint-disable-file')), []);
});

test('what stands before a document belongs to it, and a comment behind the last to none', () => {
  const comment = '# headlint-disable unnamed-headless-port -- old\n';
  assert.equal(said(`${comment}---\n${service(unnamed)}${pod}`), []);
  assert.equal(said(`%YAML 1.1\n${comment}--- # x\n${service(unnamed)}${pod}`), []);
  assert.equal(said(`${service(unnamed)}${pod}---\n${comment}`), ['a.yaml:13 warning unused-suppression', 'a.yaml:9 info unnamed-headless-port']);
});

test('several rules in one comment, a reason with dashes, CRLF', () => {
  const text = `${service('  # headlint-disable-next-line unnamed-headless-port,invalid-value,  duplicate-port -- old -- as it is\n  ports: [{port: 80000}]\n')}${pod}`;
  assert.equal(said(text), ['a.yaml:9 warning unused-suppression']);
  assert.equal(whys(text)[0], '10 unnamed-headless-port inSource old -- as it is');
  assert.equal(said(text.replaceAll('\n', '\r\n')), ['a.yaml:9 warning unused-suppression']);
  assert.equal(whys(text.replaceAll('\n', '\r\n'))[0], '10 unnamed-headless-port inSource old -- as it is');
});

test('an annotation on the object, on its Pod template, in a list, on a ConfigMap', () => {
  assert.equal(said(service(unnamed, '{ignore.headlint.dev/unnamed-headless-port: old}') + pod), []);
  assert.equal(whys(service(unnamed, '{ignore.headlint.dev/unnamed-headless-port: old}') + pod), ['9 unnamed-headless-port inSource old']);
  const set = (metadata: string, template: string) => `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db${metadata}}\nspec:\n  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template: {metadata: {labels: {app: db}${template}}, spec: {containers: [{name: c, image: i}]}}\n`;
  const annotation = ', annotations: {ignore.headlint.dev/missing-governing-service: elsewhere}';
  assert.equal(said(set('', '')), ['a.yaml:5 warning missing-governing-service']);
  assert.equal(said(set(annotation, '')), []);
  assert.equal(said(set('', annotation)), []);
  assert.equal(said(set(annotation, annotation)), ['a.yaml:7 warning unused-suppression']);
  const list = `apiVersion: v1\nkind: List\nitems:\n${service(unnamed, '{ignore.headlint.dev/unnamed-headless-port: old}').replace(/^/gm, '    ').replace('    apiVersion', '  - apiVersion').trimEnd()}\n${pod}`;
  assert.equal(said(list), []);
  const map = (annotations: string) => `${service('  ports: [{port: 80, name: http}]\n')}${pod}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${annotations}}\ndata: {HOST: web.default.svc.cluster.locall}\n`;
  assert.equal(said(map('')), ['a.yaml:16 warning wrong-cluster-domain']);
  assert.equal(said(map(', annotations: {ignore.headlint.dev/wrong-cluster-domain: another cluster}')), []);
});

test('nothing is unused where a rule is off, or may be for some object', () => {
  const text = `${service('  # headlint-disable-next-line duplicate-port -- x\n  ports: [{port: 80, name: http}]\n')}${pod}`;
  const options = (config: string): LintOptions => {
    const result = readConfig({ path: 'headlint.config.yaml', text: config });
    assert.ok('config' in result);
    return result.config.options;
  };
  assert.equal(said(text), ['a.yaml:9 warning unused-suppression']);
  assert.equal(said(text, options('rules: {duplicate-port: off}')), []);
  assert.equal(said(text, options('overrides: [{kinds: [Service], rules: {duplicate-port: off}}]')), []);
  assert.equal(said(text, options('rules: {unused-suppression: off}')), []);
  assert.equal(said(text, options('rules: {unused-suppression: error}')), ['a.yaml:9 error unused-suppression']);
});

test('templates and files without manifests say nothing of their comments', () => {
  assert.equal(said('# headlint-disable duplicate-port\na: b\n'), []);
  assert.equal(said('# headlint-disable duplicate-port\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n'), []);
});

test('of files that are only known, comments count and nothing is said of them', () => {
  const known = { path: 'b.yaml', text: `# headlint-disable-file duplicate-port -- x\n${pod.replace('---\n', '')}` };
  const files = [{ path: 'a.yaml', text: service(unnamed) }, known];
  assert.equal(actual(lint(files).results), ['a.yaml:9 info unnamed-headless-port', 'b.yaml:1 warning unused-suppression']);
  assert.equal(actual(lint(files, { reportOn: ['a.yaml'] }).results), ['a.yaml:9 info unnamed-headless-port']);
});

test('a comment is none in a text, a word or a key', () => {
  for (const line of ['x: "a # headlint-disable duplicate-port"', "x: 'a\n    # headlint-disable duplicate-port'", 'x: a# headlint-disable duplicate-port', 'x: |\n    # headlint-disable duplicate-port', 'x: >-\n\n    a\n    # headlint-disable duplicate-port', 'x: a-headlint-disable']) {
    assert.equal(said(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  ${line}\n`), [], line);
  }
});

test('whatever stands in the comments: no throw, and findings on one line', () => {
  const part = fc.constantFrom('# ', 'headlint-disable', '-next-line', '-file', '-line', ' ', ',', ' -- ', '--', 'unnamed-port', 'x', '\n', '---\n', '|\n  ', '"', '{{', '\r\n', '\u0000', 'ignore.headlint.dev/: 3\n', '- ');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), fc.nat({ max: 9 }), (parts, at) => {
      const text = inserted(service(unnamed) + pod, at, parts.join(''));
      for (const { start, end, line, endLine } of lint([{ path: 'a.yaml', text }]).results) assert.ok(end > start && line === endLine, text);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  );
});

test('many comments and many findings take linear time', () => {
  const one = (i: number) => `# headlint-disable-next-line unnamed-port\n# headlint-disable duplicate-port\napiVersion: v1\nkind: Service\nmetadata: {name: s${i}}\nspec: {selector: {app: web}, ports: [{port: 80, name: a}, {port: 80, name: b}]}\n---\n`;
  const time = (count: number) => {
    const text = Array.from({ length: count }, (_, i) => one(i)).join('') + `# headlint-disable-file unnamed-port\n`.repeat(count) + pod;
    const started = performance.now();
    assert.ok(lint([{ path: 'a.yaml', text }]).suppressed.length >= count);
    return performance.now() - started;
  };
  time(100);
  assert.ok(time(1600) < 40 * time(100) + 500);
});

test('many comments above each other take linear time', () => {
  const time = (count: number) => {
    const text = '# headlint-disable-next-line unnamed-headless-port\n'.repeat(count) + service('') + pod;
    const started = performance.now();
    assert.is(lint([{ path: 'a.yaml', text }]).results.filter(({ rule }) => rule === 'unused-suppression').length, count);
    return performance.now() - started;
  };
  time(100);
  assert.ok(time(10_000) < 40 * time(500) + 500);
});

test('--no-inline-config reports all of it', async () => {
  const text = service(`  # headlint-disable-next-line unnamed-headless-port -- old\n${unnamed}`) + pod;
  assert.equal(await headlint(['lint', '-f', 'compact', '-'], { stdin: text }), { code: 0, out: '', err: '' });
  assert.match((await headlint(['lint', '-'], { stdin: text })).out, /^No findings in 2 objects in 1 file; 1 suppressed\.\n$/);
  assert.match((await headlint(['lint', '-f', 'compact', '--no-inline-config', '-'], { stdin: text })).out, /unnamed-headless-port/);
});

test.run();
