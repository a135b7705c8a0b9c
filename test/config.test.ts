import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readConfig, type Config } from '../src/config/config.ts';
import { globProblem, treeMatcher } from '../src/config/globs.ts';
import { configKeys, overrideKeys } from '../src/config/keys.ts';
import { validate } from '../src/config/validator.gen.js';
import { lintPaths } from '../src/index.ts';
import { lint } from '../src/lint/lint.ts';
import type { LintOptions } from '../src/lint/options.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import { headlint } from './command.ts';
import { actual, root } from './fixtures.ts';

const test = suite('config');
const runs = Number(process.env['RUNS'] ?? 300);
const home = process.cwd();
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
});
test.after.each(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function config(text: string, path = 'headlint.config.yaml'): Config {
  const result = readConfig({ path, text });
  assert.ok('config' in result, JSON.stringify(result));
  return result.config;
}

/** `line:column message` of every mistake. */
function mistakes(text: string, path = 'headlint.config.yaml'): string[] {
  const result = readConfig({ path, text });
  return 'mistakes' in result ? result.mistakes.map(({ line, column, message, help }) => `${line}:${column} ${message} ${help}`) : [];
}

/** A headless Service without a name for its port, an info, and a second that the API server refuses. */
const pod = (name: string, namespace: string) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i}]}}\n`;
const web = (name = 'web', namespace = 'shop') => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {clusterIP: None, selector: {app: ${name}}, ports: [{port: 80}]}\n---\n${pod(name, namespace)}`;
const refused = `apiVersion: v1\nkind: Service\nmetadata: {name: two}\nspec: {selector: {app: web}, ports: [{port: 80}, {port: 81}]}\n`;
const said = (files: SourceFile[], options: LintOptions) => actual(lint(files, options).results);

test('a severity holds for all that a rule finds, and off for none of it', () => {
  const files = [{ path: 'a.yaml', text: web() }];
  assert.equal(said(files, {}), ['a.yaml:4 info unnamed-headless-port']);
  assert.equal(said(files, config('rules: {unnamed-headless-port: error}').options), ['a.yaml:4 error unnamed-headless-port']);
  for (const off of ['off', '"off"', 'OFF', 'false', '[off]']) assert.equal(said(files, config(`rules: {unnamed-headless-port: ${off}}`).options), []);
});

test('what the reader finds can be set as well', () => {
  const files = [{ path: 'a.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a, name: b}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n' }];
  assert.equal(said(files, {}), ['a.yaml:3 warning duplicate-key']);
  assert.equal(said(files, config('rules: {duplicate-key: error}').options), ['a.yaml:3 error duplicate-key']);
  assert.equal(said(files, config('rules: {duplicate-key: off}').options), []);
  assert.equal(said(files, config('overrides: [{files: [a.yaml], rules: {duplicate-key: off}}]').options), []);
  assert.equal(said(files, config('overrides: [{namespaces: [other], rules: {duplicate-key: off}}]').options), ['a.yaml:3 warning duplicate-key']);
});

test('what is missing from input that lacks something stays an info', () => {
  const files = [
    { path: 'a.yaml', text: 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}}\n' },
    { path: 'b.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n' },
  ];
  const { options } = config('rules: {missing-governing-service: error}');
  assert.equal(said(files.slice(0, 1), options), ['a.yaml:4 error missing-governing-service']);
  assert.equal(said(files, options), ['a.yaml:4 info missing-governing-service']);
});

test('of several overrides the last that applies counts; a rule that is off runs where one turns it on', () => {
  const files = [{ path: 'a/x.yaml', text: web('x') }, { path: 'a/y.yaml', text: web('yy', 'data') }, { path: 'b/z.yaml', text: web('z', 'data') }];
  const { options } = config(`
rules: {unnamed-headless-port: off}
overrides:
  - {files: [a], rules: {unnamed-headless-port: warning}}
  - {namespaces: ["da*"], kinds: [Service], rules: {unnamed-headless-port: error}}
  - {files: [a/*.yaml], namespaces: [data], rules: {unnamed-port: off}}
  - {kinds: [Deployment], rules: {unnamed-headless-port: off}}`);
  assert.equal(said(files, options), ['a/x.yaml:4 warning unnamed-headless-port', 'a/y.yaml:4 error unnamed-headless-port', 'b/z.yaml:4 error unnamed-headless-port']);
  assert.equal(lint(files, options).unused?.overrides, [3]);
});

test('options are taken together: the default, that of the rules, that of an override', () => {
  const text = (replicas: number) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{port: 80, name: http}]}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: "alpine:3.10"}]}}}\n`;
  const files = [{ path: 'a/x.yaml', text: text(20) }, { path: 'b/x.yaml', text: text(20) }];
  assert.equal(said(files, {}), []);
  assert.equal(said(files, config('rules: {truncated-dns-answer: [warning, {addresses: 19}]}').options), ['a/x.yaml:9 warning truncated-dns-answer', 'b/x.yaml:9 warning truncated-dns-answer']);
  const { options } = config('rules: {truncated-dns-answer: [warning, {addresses: 19}]}\noverrides: [{files: [b], rules: {truncated-dns-answer: [error, {addresses: 20}]}}, {files: [a], rules: {truncated-dns-answer: error}}]');
  assert.equal(said(files, options), ['a/x.yaml:9 error truncated-dns-answer']);
});

test('a known Service is not missing, nor are names that lead to it', () => {
  const set = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: data}\nspec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i, env: [{name: A, value: "db-0.db.data.svc:5432"}, {name: B, value: "web.shop.svc"}]}]}}}\n`;
  const ingress = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: in, namespace: shop}\nspec: {defaultBackend: {service: {name: webb, port: {number: 80}}}}\n';
  const files = [{ path: 'a.yaml', text: `${set}---\n${ingress}---\n${web('web').replace('{port: 80}', '{port: 80, name: http}')}` }];
  assert.equal(said(files, {}), ['a.yaml:4 warning missing-governing-service', 'a.yaml:9 warning missing-backend-service']);
  for (const known of ['db', 'data/db', 'data/*']) assert.equal(said(files, { knownServices: [known] }), ['a.yaml:9 warning missing-backend-service']);
  const all = lint(files, { knownServices: ['db', 'shop/webb', 'shop/web', 'other/*'] });
  assert.equal(actual(all.results), []);
  assert.equal(all.unused?.knownServices, ['shop/web', 'other/*']);
  assert.equal(said(files, { knownServices: ['other/db', 'shop/db'] }), said(files, {}));
});

test('units say what is deployed together, and what is not', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, selector: {app: database}, ports: [{name: sql, port: 5432}]}\n';
  const set = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}}\n';
  const kustomization = (resource: string) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${resource}]\n`;
  const far = [{ path: 'one/services/x/db.yaml', text: service }, { path: 'two/sets/y/db.yaml', text: set }];
  assert.equal(said(far, {}), ['one/services/x/db.yaml:4 info selector-matches-no-pods']);
  const error = ['one/services/x/db.yaml:4 error selector-matches-no-pods'];
  assert.equal(said(far, config('units: [[one, two]]').options), error);
  assert.equal(said(far, config('units: [[two/sets, one/**], other]').options), error);
  assert.equal(said(far, config('units: ["."]').options), error);
  const near = [{ path: 'a/s/db.yaml', text: service }, { path: 'a/t/db.yaml', text: set }];
  assert.equal(said(near, config('units: ["a"]').options), ['a/s/db.yaml:4 error selector-matches-no-pods']);
  assert.equal(said(near, config('units: ["a/*"]').options), ['a/s/db.yaml:4 info selector-matches-no-pods']);
  const kustomized = [...far, { path: 'one/services/x/kustomization.yaml', text: kustomization('db.yaml') }, { path: 'two/sets/y/kustomization.yaml', text: kustomization('db.yaml') }];
  assert.equal(said(kustomized, config('units: [[one, two]]').options), error);
});

test('mistakes stand at the character, in YAML, JSON and package.json', () => {
  assert.equal(mistakes('rules:\n  unnamed-prot: off\nignores: [x]\n'), ['2:3 There is no rule "unnamed-prot". Did you mean unnamed-port?', '3:1 A configuration has no key "ignores". Did you mean ignore?']);
  assert.equal(mistakes('{\n  "rules": {"unnamed-port": "eror"},\n  "kubernetesVersion": 1.20\n}\n', 'headlint.config.json'), [
    '2:29 "eror" is no severity. Did you mean error?',
    '3:24 Kubernetes "1.20" is not known. headlint knows 1.29 to 1.37, and assumes 1.35.',
  ]);
  assert.equal(mistakes('{\n  "name": "x", "name": "y",\n  "headlint": {"ignore": ["../x"], "ignore": 3}\n}\n', 'package.json'), [
    '3:36 "ignore" stands twice here. Remove one of the two, or merge what they hold.',
    '3:46 ignore takes a list, not 3. Write it with a dash before each entry, or in brackets.',
  ]);
  assert.equal(mistakes('\ufeff# x\r\nrules:\r\n  - a\r\n'), ['2:1 rules is a map, not a list. Write rule: severity, such as unnamed-headless-port: off.']);
});

const wrong: [string, string, RegExp][] = [
  ['YAML that is none', 'rules: [', /^1:\d+ .*Mend the YAML here/],
  ['two documents', 'ignore: [x]\n---\nignore: [y]\n', /^\d:\d A configuration is one document, and another starts here/],
  ['a list', '- x\n', /^1:3 A configuration is a map, not a list/],
  ['a text', 'x\n', /^1:1 A configuration is a map, not "x"/],
  ['a key of another tool', 'extends: base\n', /^1:1 A configuration has no key "extends": one file counts/],
  ['a flag', 'namespace: shop\n', /^1:1 .*Did you mean defaultNamespace\?/],
  ['an option that there is none of', 'rules: {truncated-dns-answer: [warning, {adresses: 3}]}', /^1:42 The rule truncated-dns-answer has no option "adresses"\. Did you mean addresses\?/],
  ['an option of a rule without any', 'rules: {unnamed-port: [warning, {x: 3}]}', /^1:34 The rule unnamed-port has no option "x"\. It has none/],
  ['an option of another type', 'rules: {truncated-dns-answer: [warning, {addresses: many}]}', /^1:53 addresses takes a whole number, not "many"/],
  ['an option below its least', 'rules: {truncated-dns-answer: [warning, {addresses: 0}]}', /^1:53 addresses is at least 1, not 0/],
  ['options without a severity', 'rules: {truncated-dns-answer: {addresses: 3}}', /^1:\d+ A map is no severity/],
  ['a list of three', 'rules: {unnamed-port: [warning, {}, {}]}', /^1:9 A rule is set to a severity, .* has 3 entries/],
  ['an invented rule', 'rules: {no-such-thing-at-all: off}', /^1:9 There is no rule "no-such-thing-at-all"\. headlint rules lists them all/],
  ['the configuration itself', 'rules: {invalid-config: off}', /^1:9 There is no rule/],
  ['an override for nothing', 'overrides: [{rules: {unnamed-port: off}}]', /does not say which objects it is for/],
  ['an override of nothing', 'overrides: [{files: [x]}]', /says nothing of "rules"/],
  ['a version of another kind', 'kubernetesVersion: latest', /^1:20 Kubernetes "latest" is not known/],
  ['a namespace that is none', 'defaultNamespace: My_App', /^1:19 "My_App" contains upper-case/],
  ['a domain that is none', 'clusterDomain: cluster_local', /^1:16 "cluster_local" is not a DNS name/],
  ['a Service that is none', 'knownServices: [a/b/c]', /^1:17 "a\/b\/c" names no Service/],
  ['a pattern that leads out', 'ignore: ["../x"]', /^1:10 "\.\.\/x" leads out of the folder/],
  ['a path from the root', 'ignore: [/x]', /^1:10 "\/x" is no path relative/],
  ['a path of Windows', "ignore: ['a\\b']", /^1:10 .* has a backslash/],
  ['a bracket that stays open', 'units: [["a[b"]]', /^1:10 "a\[b" has a "\[" without its "\]"\./],
  ['a number for a unit', 'units: [3]', /^1:9 An entry of units is a glob or a list of folders, not 3/],
  ['aliases that make much of little', `a: &a [x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(8).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`, /Aliases expand to more than/],
];
for (const [what, text, message] of wrong) {
  test(`a mistake: ${what}`, () => {
    const found = mistakes(text);
    assert.ok(found.some((each) => message.test(each)), found.join('\n') || 'nothing was found');
  });
}

test('what is empty is as good as absent', () => {
  for (const text of ['', '# nothing\n', '---\n', 'rules:\nignore:\noverrides:\nunits:\nknownServices:\nkubernetesVersion:\n', '{}']) assert.equal(said([{ path: 'a.yaml', text: web() }], config(text).options), ['a.yaml:4 info unnamed-headless-port']);
  assert.is(config('{"name": "x"}', 'package.json').options.namespace, undefined);
});

test('a version without quotes is taken as it is written', () => {
  assert.is(config('kubernetesVersion: 1.30').options.kubernetesVersion, '1.30');
  assert.is(config('{"kubernetesVersion": 1.30}', 'headlint.config.json').options.kubernetesVersion, '1.30');
  assert.is(config('{"headlint": {"kubernetesVersion": 1.30}}', 'package.json').options.kubernetesVersion, '1.30');
});

/** The schema for editors, less what only `checks.ts` says. */
const published = JSON.parse(readFileSync(join(root, 'schemas/config.schema.json'), 'utf8'));
delete published.properties.overrides.items.anyOf;
const isPublished = new Ajv({ strict: true, allowUnionTypes: true, strictTuples: false }).compile(published);
const scalar = fc.constantFrom<unknown>('off', 'warning', 'x', '', null, 3, 0, true, 'a/b', '[', '../x', '1.33');
const id = fc.constantFrom('unnamed-port', 'truncated-dns-answer', 'mesh-port-protocol', 'yaml-syntax', 'nope', '__proto__', 'constructor');
const options = fc.dictionary(fc.constantFrom('addresses', 'namespaces', 'x'), fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { maxKeys: 2 });
const rulesMap = fc.oneof({ weight: 5, arbitrary: fc.dictionary(id, fc.oneof({ weight: 4, arbitrary: fc.constantFrom('off', 'info', 'warn') }, scalar, fc.array(fc.oneof(scalar, options), { maxLength: 3 })), { maxKeys: 3 }) }, scalar);
const list = fc.oneof({ weight: 4, arbitrary: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a', 'b/*') }, scalar, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }) }, scalar);
const override = fc.oneof({ weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...overrideKeys, 'x'), fc.oneof(list, rulesMap), { maxKeys: 4 }) }, scalar);
const hostile = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...configKeys, 'x', '__proto__'), fc.oneof(list, rulesMap, fc.array(override, { maxLength: 3 })), { maxKeys: 4 }) },
  fc.jsonValue(),
);

test('whatever the values are: no throw, and the same verdict as the schema for editors', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const text = JSON.stringify(value);
      const parsed: unknown = JSON.parse(text);
      assert.is(validate(parsed), isPublished(parsed), text);
      const result = readConfig({ path: 'headlint.config.json', text });
      if (!isPublished(parsed)) assert.ok('mistakes' in result, text);
      if ('config' in result) lint([{ path: 'a.yaml', text: web() }], result.config.options);
      else for (const { start, end, line } of result.mistakes) assert.ok(end > start && end <= text.length + 1 && line === 1);
    }),
    { numRuns: runs },
  );
});

test('whatever the text is: no throw', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('rules', ':', ' ', '\n', '- ', '[', ']', '{', '}', '&a', '*a', '#', '"', "'", '|', '---\n', 'off', '\t', '\u0000', '<<'), { maxLength: 30 }), (parts) => void readConfig({ path: 'headlint.config.yaml', text: parts.join('') })), { numRuns: runs });
});

test('globs: folders with all below them, files that start with a dot, no way out', () => {
  const matches = (glob: string, path: string) => treeMatcher(glob)(path);
  for (const [glob, path] of [['vendor', 'vendor/a/b.yaml'], ['./vendor/', 'vendor/a.yaml'], ['**/*.test.yaml', 'a/.b/x.test.yaml'], ['*.yaml', '.x.yaml'], ['a/{b,c}', 'a/c/x.yaml'], ['.', 'x.yaml'], ['a/**', 'a/b/c']] as const) assert.ok(matches(glob, path), `${glob} ${path}`);
  for (const [glob, path] of [['vendor', 'vendors/a.yaml'], ['vendor', 'a/vendor/b.yaml'], ['*.yaml', 'a/x.yaml'], ['.', '../x.yaml'], ['**', '../x.yaml']] as const) assert.not.ok(matches(glob, path), `${glob} ${path}`);
  for (const glob of ['', ' ', '/a', '~/a', 'C:/a', 'a\\b', '../a', 'a/../b', '!a', '[a', '{a']) assert.ok(globProblem(glob), glob);
});

test('the command finds it, takes another with -c and none with --no-config', async () => {
  mkdirSync(join(folder, '.git'));
  put('headlint.config.yaml', 'ignore: [old]\nrules: {unnamed-headless-port: off, unnamed-port: off}\n');
  put('strict.yaml', 'rules: {unnamed-headless-port: error}\n');
  put('a/x.yaml', web());
  put('old/x.yaml', refused);
  process.chdir(join(folder, 'a'));
  assert.equal(await headlint(['lint', '-f', 'compact', '..']), { code: 0, out: '', err: '' });
  const plain = await headlint(['lint', '-f', 'compact', '--no-config', '..']);
  assert.is(plain.code, 1);
  assert.match(plain.out, /^\.\.\/a\/x\.yaml:4:.*\n\.\.\/old\/x\.yaml:4:/);
  assert.match((await headlint(['lint', '-f', 'compact', '-c', '../strict.yaml', 'x.yaml'])).out, /^x\.yaml:4:\d+: error .*unnamed-headless-port\]\n$/);
  const ignored = await headlint(['lint', '../old/x.yaml']);
  assert.is(ignored.code, 2);
  assert.match(ignored.err, 'Nor does what ../headlint.config.yaml ignores; with --no-config it does.');
  for (const [argv, message] of [[['-c', 'nope.yaml'], /the configuration nope\.yaml cannot be read: no such file/], [['-c', '..'], /it is a folder/], [['-c', 'x', '--no-config'], /exclude each other/]] as const) {
    const { code, err } = await headlint(['lint', ...argv, '.']);
    assert.is(code, 2);
    assert.match(err, message);
  }
});

test('flags win, in every command', async () => {
  put('headlint.config.yaml', 'kubernetesVersion: 1.31\ndefaultNamespace: shop\nclusterDomain: k8s.example\n');
  put('x.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n');
  process.chdir(folder);
  assert.match((await headlint(['dns', '-f', 'zone', '.'])).out, /web\.shop\.svc\.k8s\.example\./);
  assert.match((await headlint(['dns', '-f', 'zone', '-n', 'other', '.'])).out, /web\.other\.svc\.k8s\.example\./);
  assert.is((await headlint(['resolve', 'web.shop', '.'])).code, 0);
  assert.is((await headlint(['resolve', '--no-config', 'web.shop', '.'])).code, 1);
});

test('resolve knows of known Services that they are there', async () => {
  put('headlint.config.yaml', 'knownServices: [data/kafka, redis]\n');
  put('x.yaml', web());
  process.chdir(folder);
  for (const name of ['kafka.data', 'kafka.data.svc.cluster.local:9092', 'redis', 'redis.other.svc']) {
    const { code, out } = await headlint(['resolve', name, '.']);
    assert.is(code, 0, out);
    assert.match(out.replace(/\s+/g, ' '), 'is in the cluster, as knownServices in the configuration says; no file shows where it leads');
  }
  const pod = await headlint(['resolve', 'kafka-0.kafka.data', '.']);
  assert.is(pod.code, 1);
  assert.match(pod.out.replace(/\s+/g, ' '), 'Service data/kafka is in the cluster, as knownServices in the configuration says, but no file shows it: whether it has this name is not known.');
  assert.is((await headlint(['resolve', 'kafka.shop', '.'])).code, 1);
});

test('a mistake ends every command with 2, shown as findings are', async () => {
  put('headlint.config.yaml', 'ignores: [x]\n');
  put('x.yaml', refused);
  process.chdir(folder);
  const compact = await headlint(['lint', '-f', 'compact', '.']);
  assert.equal(compact, { code: 2, out: 'headlint.config.yaml:1:1: error A configuration has no key "ignores". [invalid-config]\n', err: 'headlint: nothing was read, because of a mistake in headlint.config.yaml\n' });
  assert.is(JSON.parse((await headlint(['lint', '-f', 'json', '.'])).out).results[0].rule, 'invalid-config');
  for (const argv of [['dns', '-f', 'json', '.'], ['resolve', 'x', '.']]) {
    const { code, out, err } = await headlint(argv);
    assert.equal([code, out], [2, '']);
    assert.match(err, / {4}1 │ ignores: \[x\]/);
  }
});

test('what came to nothing is a hint where the run is about the whole', async () => {
  put('headlint.config.yaml', 'ignore:\n  - old\n  - a/gone.yaml\nknownServices: [data/x]\nunits: [a, [b, nowhere]]\noverrides:\n  - files: [c]\n    rules: {unnamed-port: off}\n');
  put('a/x.yaml', web('web'));
  put('b/x.yaml', web('other'));
  put('old/x.yaml', refused);
  process.chdir(folder);
  const { code, err } = await headlint(['lint', '.']);
  assert.is(code, 0);
  assert.equal(err.match(/^headlint\.config\.yaml:\d+:\d+: hint/gm), ['3:5', '4:17', '5:16', '7:5'].map((at) => `headlint.config.yaml:${at}: hint`));
  assert.is((await headlint(['lint', 'a'])).err, '');
  assert.is((await headlint(['lint', '-q', '.'])).err, '');
});

test('init writes what changes nothing, and writes over nothing', async () => {
  put('.git/HEAD', '');
  put('x.yaml', web());
  process.chdir(folder);
  const before = await headlint(['lint', '.']);
  assert.equal(await headlint(['init']), { code: 0, out: '', err: 'headlint: wrote headlint.config.yaml\n' });
  const text = readFileSync('headlint.config.yaml', 'utf8');
  for (const key of configKeys.slice(1)) assert.match(text, new RegExp(`^(?:# )?${key}:`, 'm'));
  assert.equal((await headlint(['lint', '.'])).out.replace('2 files', '1 file'), before.out);
  // Every key with what stands in its comments is a configuration, too.
  const full = text.replace(/^  # /gm, '  ').replace(/^# (?=[a-zA-Z]+: )/gm, '');
  assert.equal(mistakes(full), [], full);
  assert.equal((await headlint(['init'])).err, 'headlint: headlint.config.yaml is like that already\n');
  put('headlint.config.yaml', 'rules: {}\n');
  assert.match((await headlint(['init'])).err, 'headlint.config.yaml is there already, and nothing was written; --force writes over it');
  assert.is((await headlint(['init', '--force'])).code, 0);
  assert.is(readFileSync('headlint.config.yaml', 'utf8'), text);
  mkdirSync('a');
  process.chdir('a');
  assert.match((await headlint(['init'])).err, /it counts in this folder and below, in the place of .*headlint\.config\.yaml/);
});

test('init says what the manifests say', async () => {
  put('package.json', '{"headlint": {}}');
  put('node_modules/headlint/schemas/config.schema.json', '{}');
  put('dns.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: coredns, namespace: kube-system}\ndata:\n  Corefile: |\n    .:53 {\n      kubernetes k8s.example in-addr.arpa\n    }\n');
  put('x.yaml', `${web()}---\n${refused}`);
  process.chdir(folder);
  assert.match((await headlint(['init'])).err, 'package.json has a configuration already; --force writes headlint.config.yaml beside it, which counts instead');
  assert.is((await headlint(['init', '--force'])).code, 0);
  const text = readFileSync('headlint.config.yaml', 'utf8');
  assert.match(text, /^# yaml-language-server: \$schema=\.\/node_modules\/headlint/);
  assert.match(text, '# DNS domain of the cluster. dns.yaml sets it.\nclusterDomain: k8s.example\n');
  assert.match(text, '# defaultNamespace: shop\n');
});

test('--print-config and --list-files', async () => {
  put('headlint.config.yaml', 'kubernetesVersion: 1.30\nignore: [old]\nrules: {unnamed-port: warning, truncated-dns-answer: [info, {addresses: 3}]}\noverrides: [{files: [a], rules: {unnamed-port: off, yaml-syntax: warning}}]\nunits: ["a"]\n');
  put('a/x.yaml', web());
  put('old/x.yaml', web());
  process.chdir(folder);
  const all = JSON.parse((await headlint(['lint', '--print-config', '-n', 'shop'])).out);
  assert.equal([all.config, all.kubernetesVersion, all.clusterDomain, all.defaultNamespace, all.ignore], ['headlint.config.yaml', '1.30', 'cluster.local', 'shop', ['old']]);
  assert.equal(all.rules, { 'truncated-dns-answer': ['info', { addresses: 3 }], 'unnamed-port': 'warning' });
  const one = JSON.parse((await headlint(['lint', '--print-config', 'a/x.yaml'])).out);
  assert.equal([one.ignored, one.unit, one.rules['unnamed-port'], one.rules['yaml-syntax']], [false, '0 a', 'off', 'warning']);
  assert.is(JSON.parse((await headlint(['lint', '--print-config', 'old/x.yaml'])).out).ignored, true);
  assert.is(JSON.parse((await headlint(['lint', '--print-config', '--no-config'])).out).config, null);
  assert.is((await headlint(['lint', '--print-config', 'a', 'b'])).code, 2);
  assert.is((await headlint(['lint', '--list-files'])).out, 'a/x.yaml\nheadlint.config.yaml\n');
  assert.is((await headlint(['lint', '--list-files', 'a/x.yaml', 'old/x.yaml'])).out, 'a/x.yaml\n');
});

test('the library takes a configuration where it is asked to', () => {
  put('headlint.config.yaml', 'rules: {unnamed-headless-port: error}\n');
  put('x.yaml', web());
  process.chdir(folder);
  assert.equal(actual(lintPaths(['.']).results), ['x.yaml:4 info unnamed-headless-port']);
  assert.equal(actual(lintPaths(['.'], { config: true }).results), ['x.yaml:4 error unnamed-headless-port']);
  assert.equal(actual(lintPaths(['.'], { config: 'headlint.config.yaml', rules: {} }).results), ['x.yaml:4 info unnamed-headless-port']);
  put('headlint.config.yaml', 'rule: {}\n');
  assert.throws(() => lintPaths(['.'], { config: true }), /headlint\.config\.yaml:1:1: A configuration has no key "rule"\. Did you mean rules\?/);
});

test.run();
