import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { combine, countFindings, describeCounts, formatBaseline, parseBaseline } from '../src/lint/baseline.ts';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import { headlint } from './command.ts';
import { actual, fixturesIn, optionsOf } from './fixtures.ts';

const test = suite('baseline');
const home = process.cwd();
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
  process.chdir(folder);
});
test.after.each(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const file = 'headlint-suppressions.json';
const read = () => JSON.parse(readFileSync(file, 'utf8')) as { paths: string[]; suppressions: Record<string, Record<string, Record<string, number>>> };
const same = (path: string) => path;
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
const twoPorts = (name: string, more = '') => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80}, {port: 81}]${more}}\n`;
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: [{name: c, image: i}]}\n';

for (const { id } of ruleMetas()) {
  test(`a baseline of ${id} holds where lines move and folders are renamed`, () => {
    for (const fixture of fixturesIn(`fixtures/rules/${id}`)) {
      const options = optionsOf(fixture);
      const { results } = lint(fixture.files, options);
      const nameOf = (path: string) => path.replace(/^moved\//, '');
      const suppressions = countFindings(results, nameOf);
      // The first line of a file is moved by a comment, unless the file is JSON or begins with a mark.
      const moved = fixture.files.map(({ path, text }): SourceFile => ({ path: `moved/${path}`, text: /^\s*[{\ufeff]/.test(text) ? `${text}\n\n` : `# moved\n\n${text}` }));
      const after = lint(moved, { ...options, baseline: { suppressions, nameOf } });
      assert.equal(actual(after.results), [], fixture.name);
      assert.equal(describeCounts(after.unused!.suppressions!), [], fixture.name);
      assert.is(after.suppressed.filter(({ kind }) => kind === 'external').length, results.length);
    }
  });
}

test('what comes anew is reported, and what is gone is stale', () => {
  const files = [{ path: 'a.yaml', text: `${twoPorts('a')}---\n${pod}` }];
  const suppressions = countFindings(lint(files).results, same);
  assert.equal(plain(suppressions['unnamed-port']), { 'Service shop/a': { 'spec.ports[].name': 1 } });
  const other = [{ path: 'b.yaml', text: `${twoPorts('b')}---\n${pod}` }];
  const { results, unused } = lint(other, { baseline: { suppressions, nameOf: same } });
  assert.equal(actual(results), ['b.yaml:4 error unnamed-port']);
  assert.equal(describeCounts(unused!.suppressions!), ['unnamed-port  Service shop/a  spec.ports[].name']);
});

test('of several findings of one field as many are known as there were', () => {
  const ports = (count: number) => [{ path: 'a.yaml', text: `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: web}, ports: [${Array.from({ length: count }, (_, i) => `{port: ${70000 + i}, name: p${i}}`).join(', ')}]}\n` }];
  const found = (count: number) => lint(ports(count)).results.filter(({ rule }) => rule === 'invalid-value').length;
  const suppressions = countFindings(lint(ports(2)).results, same);
  assert.is(found(3), 3);
  assert.is(lint(ports(3), { baseline: { suppressions, nameOf: same } }).results.length, 1);
  assert.equal(describeCounts(lint(ports(1), { baseline: { suppressions, nameOf: same } }).unused!.suppressions!), ['invalid-value  Service a  spec.ports[].port']);
});

test('findings without an object go by their file', () => {
  const broken = { path: 'x/a.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata: [\n' };
  const suppressions = countFindings(lint([broken]).results, same);
  assert.equal(plain(suppressions['yaml-syntax']), { 'file x/a.yaml': { '': 1 } });
  assert.is(lint([{ ...broken, path: 'y/a.yaml' }], { baseline: { suppressions, nameOf: same } }).results.length, 1);
});

const counts = fc.dictionary(fc.string({ maxLength: 8 }), fc.dictionary(fc.string({ maxLength: 8 }), fc.dictionary(fc.string({ maxLength: 8 }), fc.integer({ min: 1, max: 9 }), { minKeys: 1, maxKeys: 3 }), { minKeys: 1, maxKeys: 3 }), { maxKeys: 3 });

test('a file is read as it was written, sorted; adding and taking away undo each other', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const sum = combine(a, b, 1);
      const text = formatBaseline({ paths: ['.'], suppressions: sum });
      const parsed = parseBaseline({ path: file, text });
      assert.ok('suppressions' in parsed, text);
      assert.is(formatBaseline(parsed), text);
      assert.is(formatBaseline({ paths: ['.'], suppressions: combine(combine(a, b, 1), b, -1) }), formatBaseline({ paths: ['.'], suppressions: combine(a, {}, 1) }));
    }),
    { numRuns: 200 },
  );
});

test('whatever the file holds: no throw, and a position', () => {
  const value = fc.oneof(fc.jsonValue(), fc.record({ version: fc.constantFrom(1, 2, 'x'), paths: fc.oneof(fc.constant(['.']), fc.jsonValue()), suppressions: fc.jsonValue() }, { requiredKeys: [] }));
  fc.assert(
    fc.property(fc.oneof(value.map((v) => JSON.stringify(v)), fc.string()), (text) => {
      const parsed = parseBaseline({ path: file, text });
      if ('problem' in parsed) assert.ok(parsed.problem.line >= 1 && parsed.problem.column >= 1);
    }),
    { numRuns: 300 },
  );
});

test('written, used, pointed out as stale, pruned', async () => {
  put('deploy/a.yaml', `${twoPorts('a')}---\n${pod}`);
  put('deploy/b.yaml', twoPorts('b'));
  const first = await headlint(['lint', '-f', 'compact', '--suppress-all', '.']);
  assert.equal(first, { code: 0, out: '', err: `headlint: 2 findings are suppressed from now on, by ${file}\n` });
  assert.equal(read(), { version: 1, paths: ['.'], suppressions: { 'unnamed-port': { 'Service shop/a': { 'spec.ports[].name': 1 }, 'Service shop/b': { 'spec.ports[].name': 1 } } } });
  renameSync('deploy', 'manifests');
  put('manifests/a.yaml', `# moved\n\n${pod}---\n${twoPorts('a')}`);
  assert.equal(await headlint(['lint', '-f', 'compact', '.']), { code: 0, out: '', err: '' });
  put('manifests/b.yaml', twoPorts('c'));
  const stale = await headlint(['lint', '-f', 'compact', '.']);
  assert.is(stale.code, 2);
  assert.match(stale.out, /^manifests\/b\.yaml:4:.*unnamed-port\]\n$/);
  assert.is(stale.err, `headlint: ${file} suppresses findings that are gone:\n  unnamed-port  Service shop/b  spec.ports[].name\nTake them out, so that they hide nothing new: headlint lint . --prune-suppressions\n`);
  assert.is((await headlint(['lint', '-f', 'compact', '--pass-on-unpruned-suppressions', '.'])).code, 1);
  assert.equal((await headlint(['lint', '-f', 'compact', 'manifests'])).err, '', 'a part cannot tell what is gone');
  assert.match((await headlint(['lint', '--prune-suppressions', 'manifests'])).err, `headlint: ${file} is about ., and this run about less; headlint lint . --prune-suppressions prunes it`);
  const pruned = await headlint(['lint', '-f', 'compact', '--prune-suppressions', '.']);
  assert.equal([pruned.code, pruned.err], [1, `headlint: 1 suppression of findings that are gone was taken out of ${file}\n`]);
  assert.equal(read().suppressions, { 'unnamed-port': { 'Service shop/a': { 'spec.ports[].name': 1 } } });
  assert.match((await headlint(['lint', '--prune-suppressions', '.'])).err, 'has nothing to prune');
});

test('one rule at a time, added to what is there', async () => {
  put('a.yaml', `${twoPorts('a', ', clusterIP: ""')}---\n${pod}---\n${twoPorts('b').replace('{app: web}', '{app: 1}')}`);
  const before = actual(lint([{ path: 'a.yaml', text: readFileSync('a.yaml', 'utf8') }]).results).length;
  assert.is(before, 3);
  assert.match((await headlint(['lint', '--suppress-rule', 'unnamed-port', '.'])).err, /^headlint: 2 findings are suppressed from now on/);
  assert.equal(Object.keys(read().suppressions), ['unnamed-port']);
  assert.match((await headlint(['lint', '--suppress-all', '.'])).err, /^headlint: 1 finding is suppressed from now on/);
  assert.is(Object.keys(read().suppressions).length, 2);
  const text = readFileSync(file, 'utf8');
  assert.match((await headlint(['lint', '--suppress-all', '.'])).err, 'there is nothing to suppress');
  assert.is(readFileSync(file, 'utf8'), text);
});

test('beside the configuration, wherever headlint is called; or where it is said', async () => {
  put('.git/HEAD', '');
  put('headlint.config.yaml', 'rules: {}\n');
  put('a/x.yaml', `${twoPorts('a')}---\n${pod}`);
  put('b/x.yaml', 'apiVersion: v1\nkind: Service\nmetadata: [\n');
  process.chdir('a');
  assert.is((await headlint(['lint', '--suppress-all', '..'])).code, 0);
  assert.not.ok(existsSync(file));
  assert.equal(JSON.parse(readFileSync(`../${file}`, 'utf8')).paths, ['.']);
  assert.ok(readFileSync(`../${file}`, 'utf8').includes('"file b/x.yaml"'));
  assert.equal(await headlint(['lint', '-f', 'compact', 'x.yaml']), { code: 0, out: '', err: '' });
  assert.is((await headlint(['lint', '-f', 'compact', '../b'])).code, 0);
  process.chdir('..');
  assert.is((await headlint(['lint', '.'])).code, 0);
  assert.is((await headlint(['lint', '.', '--suppressions-location', 'other.json', '--suppress-all'])).code, 0);
  assert.ok(existsSync('other.json'));
  rmSync('b/x.yaml');
  assert.match((await headlint(['lint', '.', '--suppressions-location', 'other.json'])).err, 'headlint lint . --prune-suppressions --suppressions-location other.json');
});

test('what cannot be is said', async () => {
  put('a.yaml', twoPorts('a'));
  const cases: [string[], RegExp][] = [
    [['--prune-suppressions'], /there is no headlint-suppressions\.json to prune; --suppress-all writes one/],
    [['--suppressions-location', 'x.json'], /there is no x\.json; --suppress-all writes one/],
    [['--suppress-all', '--suppress-rule', 'unnamed-port'], /--suppress-all and --suppress-rule exclude each other/],
    [['--suppress-all', '--prune-suppressions'], /exclude each other/],
    [['--suppress-all', '--fix'], /--suppress-all does not go with --fix/],
    [['--suppress-rule', 'unnamed-prt'], /there is no rule "unnamed-prt"; did you mean unnamed-port\?/],
  ];
  for (const [argv, message] of cases) {
    const { code, err } = await headlint(['lint', '.', ...argv]);
    assert.is(code, 2);
    assert.match(err, message);
  }
  put(file, '{"version": 1,\n "paths": ["."], "suppressions": {"unnamed-port": {"Service a": {"x": 0}}}}');
  assert.match((await headlint(['lint', '.'])).err, `headlint: ${file}:2:66: this is no baseline: a field has a count, 1 or more`);
  put(file, '{"version": 2}');
  assert.match((await headlint(['lint', '.'])).err, /:1:2: this is no baseline: version 2 is not known to this headlint/);
});

test.run();
