import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseManifests, Source } from '../src/parse/manifests.ts';
import { otherThanManifests } from '../src/parse/other.ts';
import { isAmbiguous, resolvePlain } from '../src/parse/scalar.ts';
import { split } from '../src/parse/split.ts';
import { decode, Lines } from '../src/parse/text.ts';
import { Positions } from '../src/parse/positions.ts';
import { readQuickly } from '../src/parse/quick.ts';
import { read, readFully } from '../src/parse/yaml.ts';
import { entries, fixturesIn, root } from './fixtures.ts';

const documents = (text: string): string[] => split(text).map(({ start, end }) => text.slice(start, end));
const value = (text: string): unknown => {
  const result = read(text, { start: 0, end: text.length });
  return 'problem' in result ? `! ${result.problem.message}` : result.value;
};
const found = (text: string, path: (string | number)[], on?: 'key'): string => {
  const { start, end } = new Positions(text, { start: 0, end: text.length }).find(path, on);
  return text.slice(start, end);
};

// What sigs.k8s.io/yaml 1.6 makes of plain scalars, tried with the library itself.
const scalars: [string, unknown][] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((s): [string, unknown] => [s, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((s): [string, unknown] => [s, false]),
  ...['~', 'null', 'Null', 'NULL', ''].map((s): [string, unknown] => [s, null]),
  ...['yEs', 'oN', 'tRUE', 'nULL', 'None', 'NaN', 'e3', '1e', '1.2.3', '0xG', '0b12', '0o8', '_1', '12:30:45', '80:80', '2024-01-01', '=', 'a:b', '1e400', '0xFFFFFFFFFFFFFFFFFF', '.', '-'].map(
    (s): [string, unknown] => [s, s],
  ),
  ['0755', 493],
  ['0o755', 493],
  ['08', 8],
  ['00', 0],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b11', 3],
  ['1_000', 1000],
  ['1__0', 10],
  ['+1', 1],
  ['1e3', 1000],
  ['1.10', 1.1],
  ['.5', 0.5],
  ['1.', 1],
  ['1_0.5', 10.5],
];
for (const [source, read] of scalars) {
  test(`plain scalar ${JSON.stringify(source)}`, () => {
    assert.is(resolvePlain(source), read);
  });
}

test('ambiguous scalars are those that readers disagree on', () => {
  for (const source of ['yes', 'off', 'y', '0755', '1_000', '1e3', '1.10', '0x1F']) assert.ok(isAmbiguous(source), source);
  for (const source of ['true', 'false', 'null', '~', '5', '-1', 'None', '12:30', '"yes"']) assert.not.ok(isAmbiguous(source), source);
});

test('a stream is split at document markers only', () => {
  assert.equal(documents('a: 1\n---\nb: 2\n'), ['a: 1\n', '\nb: 2\n']);
  assert.equal(documents('---\na: 1\n--- # two\nb: 2\n---\n---\n'), ['\na: 1\n', ' # two\nb: 2\n']);
  assert.equal(documents('a: |\n  x\n  ---\n  y\n'), ['a: |\n  x\n  ---\n  y\n'], 'indented in a block scalar');
  assert.equal(documents('a: 1\n...\n---\nb: 2\n').length, 2);
  assert.equal(documents('# only\n# comments\n---\n%YAML 1.1\n---\na: 1\n').length, 1);
  assert.equal(documents('a: 1\r\n---\r\nb: 2\r\n').length, 2);
  assert.equal(documents('a: 1\n---# no space\nb: 2\n').length, 2, 'kubectl takes it');
  assert.equal(documents('a: 1\n----\nb: 2\n').length, 1);
  assert.equal(documents('a: 1\n--- {b: 2}\n').length, 2);
  assert.equal(documents(''), []);
  assert.equal(documents('---'), []);
});

test('JSON objects that follow each other are a stream', () => {
  assert.equal(documents('{"a": "}{"}{"b": {"c": 2}}\n{"d": "\\"{"}').length, 3);
  assert.equal(documents('{"a": 1}\n---\n{"b": 2}').length, 2);
  assert.equal(documents('{a: 1}\n').length, 1);
});

test('kubectl cluster-info dump: what containers said is no part of the stream', () => {
  const logs = (lines: string) => `==== START logs for container a of pod b/c ====\n${lines}\n==== END logs for container a of pod b/c ====\n`;
  assert.equal(documents(`{"a": 1}\n${logs('---\n{ "x" }')}${logs('')}{"b": 2}\n${logs('---')}`), ['{"a": 1}', '{"b": 2}']);
  assert.is(documents(`{"a": 1}\n${'==== START logs for container a\n'.repeat(100_000)}`).length, 1, 'in linear time');
});

test('what is not manifests is known by its looks', () => {
  const manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
  for (const [text, expected] of [
    ['', /^empty/],
    ['NAME   READY   AGE\nkafka  3/3  1d\n', /^a table.*-o yaml/],
    ['NAMESPACE     NAME       TYPE\n', /^a table/],
    ['service/kafka\nstatefulset.apps/kafka\n', /^names.*-o yaml/],
    ['Name:               kafka\nNamespace: x\n', /^a description/],
    ['Error from server (NotFound): namespaces "x" not found\n', /failed/],
    [JSON.stringify([manifest, manifest]), /^objects in a list.*jq '\.\[\]'/],
    [JSON.stringify({ kafka: { service: manifest, other: manifest } }), /^objects under names.*jq '\.\[\]\[\]'/],
    ['apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n', /^a list whose end is missing/],
    ['a: b\n', undefined],
    [JSON.stringify(manifest), undefined],
    ['[]', undefined],
    [JSON.stringify({ a: manifest, b: 1 }), undefined],
  ] as const) {
    const other = otherThanManifests(text);
    if (expected) assert.match(other ?? '', expected);
    else assert.is(other, undefined, text);
  }
});

test('splitting is linear where there is much to split', () => {
  assert.is(documents('---\na: 1\n'.repeat(200_000)).length, 200_000);
});

test('duplicate keys: the last counts, and both are known', () => {
  const text = 'a: 1\nb: 2\na: 3\n';
  const result = read(text, { start: 0, end: text.length });
  assert.ok('value' in result);
  assert.equal(result.value, { a: 3, b: 2 });
  assert.equal(result.duplicates.map((d) => [d.key, d.start, d.firstStart]), [['a', 10, 0]]);
  const json = '{"a": 1, "b": {"c": 1, "c": 2}}';
  const other = read(json, { start: 0, end: json.length });
  assert.ok('value' in other);
  assert.equal(other.duplicates.map((d) => d.path), [['b', 'c']]);
});

test('brackets and quotes go on at any indentation, as in goyaml', () => {
  assert.equal(value('a:\n  b: [\nx, # y\n"z\nz"\n]\n  c: {\nd: e\n}\n  f: \'g\nh\'#i\n'), { a: { b: ['x', 'z z'], c: { d: 'e' }, f: 'g h' } });
  assert.is(found('a:\n  b: [\nx,\ny\n]\nc: d\n', ['a', 'b', 1]), 'y');
  for (const text of ['a: [b\nc: d\n', 'a: "b\nc: d\n', 'a: "b\nc: "d"\n']) assert.match(String(value(text)), /^! /, text);
});

test('tabs are refused where goyaml refuses them', () => {
  for (const text of ['a: b\n\t\nc: d\n', 'a:\n  - "b"\n  \t\n', 'a:\n  -\tb\n', '\t# c\na: b\n', 'a:\n\tb: c\n']) assert.is(value(text), '! a tab stands where YAML takes only spaces', JSON.stringify(text));
  for (const text of ['a:\tb\n', 'a: b\t# c\n', 'a: |\n  b\n  \tc\n', 'a: [b,\n  \tc]\n', 'a: "b\n  \tc"\n', 'a: b\n    \tc\n']) assert.not.match(String(value(text)), /^! /, JSON.stringify(text));
});

test('merge keys apply where they stand, as in goyaml', () => {
  assert.equal(value('x: &x {a: 1, b: 2}\nm: {<<: *x, b: 3}\n'), { x: { a: 1, b: 2 }, m: { a: 1, b: 3 } });
  assert.equal((value('x: &x {a: 1, b: 2}\nm:\n  b: 3\n  <<: *x\n') as { m: unknown }).m, { b: 2, a: 1 });
  assert.equal((value('x: &x {a: 1}\nz: &z {a: 2, c: 4}\nm: {<<: [*x, *z]}\n') as { m: unknown }).m, { a: 1, c: 4 });
  assert.equal((value('x: &x {a: 1}\nm: {"<<": *x}\n') as { m: unknown }).m, { '<<': { a: 1 } });
  assert.match(String(value('m: {<<: 5}\n')), 'merge key');
});

test('anchors and aliases', () => {
  assert.equal(value('a: &x 1\nb: &x 2\nc: *x\n'), { a: 1, b: 2, c: 2 });
  assert.equal(value('&k a: 1\nb: *k\n'), { a: 1, b: 'a' });
  assert.match(String(value('a: *nope\n')), 'nope');
  assert.match(String(value('a: &x [*x]\n')), 'x');
});

test('keys are strings', () => {
  assert.equal(value('yes: 1\n1.0: b\n0755: c\n'), { true: 1, 1: 'b', 493: 'c' });
  assert.match(String(value('null: 1\n')), 'string');
  assert.match(String(value('? [a]\n: 1\n')), 'string');
  assert.equal(Object.keys(value('__proto__: {a: 1}\n') as object), ['__proto__']);
  assert.is(({} as Record<string, unknown>)['a'], undefined);
});

test('tags', () => {
  assert.equal(value('a: !!str 5\nb: !!int "5"\nc: !foo bar\nd: ! 5\n'), { a: '5', b: 5, c: 'bar', d: '5' });
});

test('a bomb of aliases and a tower of brackets are refused with a position', () => {
  let bomb = 'a: &a [x, x, x, x, x, x, x, x, x]\n';
  for (const [i, k] of [...'bcdefghijk'].entries()) bomb += `${k}: &${k} [${Array(9).fill(`*${'abcdefghijk'[i]}`).join(', ')}]\n`;
  assert.match(String(value(bomb)), 'expand to more than');
  assert.match(String(value(`a: ${'['.repeat(1000)}${']'.repeat(1000)}`)), 'levels deep');
  assert.match(String(value(`a: ${'['.repeat(500_000)}`)), 'levels deep');
  assert.match(String(value(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`)), 'levels deep');
  assert.match(String(value(Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''))), 'levels deep');
  assert.match(String(value('- '.repeat(1000))), 'levels deep');
  assert.equal(value(`a: "${'['.repeat(1000)}"`), { a: '['.repeat(1000) }, 'brackets in a scalar are text');
});

test('control characters are no YAML', () => {
  const text = 'a: 1\nb: \u0000\n';
  const result = read(text, { start: 0, end: text.length });
  assert.ok('problem' in result);
  assert.is(result.problem.start, 8);
});

test('positions: values, keys, what is absent', () => {
  const text = 'metadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n      name: "http"\n    - 443\n  note: |\n    long\n    text\n  flow: {a: 1}\n  empty:\n';
  assert.is(found(text, ['metadata', 'name']), 'web');
  assert.is(found(text, ['metadata', 'name'], 'key'), 'name');
  assert.is(found(text, ['spec', 'ports', 0, 'name']), '"http"');
  assert.is(found(text, ['spec', 'ports', 1]), '443');
  assert.is(found(text, ['spec', 'ports']), 'ports', 'a list is pointed at by its key');
  assert.is(found(text, ['spec', 'ports', 0]), 'port', 'an item by its first key');
  assert.is(found(text, ['spec', 'ports', 0, 'protocol']), 'port');
  assert.is(found(text, ['spec', 'note']), 'note', 'a block scalar by its key');
  assert.is(found(text, ['spec', 'flow', 'a']), '1');
  assert.is(found(text, ['spec', 'empty']), 'empty');
  assert.is(found(text, ['spec', 'clusterIP']), 'spec');
  assert.is(found(text, ['status', 'a', 'b']), 'metadata', 'nothing there: the first key of the document');
});

test('positions: aliases, merges, duplicates', () => {
  const text = 'a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\nf: 1\nf: 2\n';
  assert.is(found(text, ['c']), '*x');
  assert.is(found(text, ['c', 'b']), '1');
  assert.is(found(text, ['d', 'b']), '1');
  assert.is(found(text, ['d', 'e']), '2');
  assert.is(new Positions(text, { start: 0, end: text.length }).find(['f']).start, text.lastIndexOf('2'));
});

test('lines and columns count UTF-16 units, and a byte order mark takes none', () => {
  const text = '\ufeffa: 1\r\nb: "\u{1f600}" # x\n';
  const lines = new Lines(text);
  assert.equal(lines.position(text.indexOf('a')), { line: 1, column: 1 });
  assert.equal(lines.position(text.indexOf('#')), { line: 2, column: 9 });
  assert.is(lines.text(1), 'a: 1');
  assert.is(lines.text(2), 'b: "\u{1f600}" # x');
});

test('bytes: UTF-8, UTF-16 with a mark, and what is neither', () => {
  const bytes = (...parts: (string | number[])[]) => new Uint8Array(parts.flatMap((p) => (typeof p === 'string' ? [...new TextEncoder().encode(p)] : p)));
  assert.equal(decode(bytes('a: é\n')), { text: 'a: é\n' });
  assert.equal(decode(bytes([0xff, 0xfe, 0x61, 0, 0x3a, 0])).text, '\ufeffa:');
  assert.equal(decode(bytes([0xfe, 0xff, 0, 0x61, 0, 0x3a])).text, '\ufeffa:');
  const { text, problem } = decode(bytes('a: 1\nb: é', [0xe9], 'x\n'));
  assert.is(text, 'a: 1\nb: é\ufffdx\n');
  assert.equal(problem, { message: 'byte 0xE9 is not UTF-8', line: 2, column: 5 });
  assert.is(decode(bytes([0xe2, 0x82])).problem?.column, 1, 'a sequence that is cut off');
});

const sort = (text: string, path = 'a.yaml'): string => {
  const { documents, unread, broken, skipped } = parseManifests(new Source({ path, text }));
  return [documents.length && `read ${documents.length}`, unread.length && `unread ${unread.length}`, broken.length && `broken ${broken.length}`, ...skipped.map((s) => `skipped ${s.line}: ${s.reason}`)].filter(Boolean).join('; ');
};

test('documents are told apart by a look', () => {
  assert.is(sort('apiVersion: v1\nkind: Service\nmetadata: {name: a}\n'), 'read 1');
  assert.is(sort('kind: Deployment\napiVersion: apps/v1\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: [\n'), 'read 1; unread 1');
  assert.is(sort('name: values\nreplicas: 3\nkind: of\n'), '');
  assert.is(sort('openapi: 3.0.0\ninfo: {a: [}\n'), '', 'broken YAML that is no manifest');
  assert.is(sort('apiVersion: v1\nkind: Service\nspec: [\n'), 'broken 1');
  assert.is(sort('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', 'a.json'), 'read 1');
  assert.is(sort('  apiVersion: v1\n  kind: Service\n'), 'read 1', 'an indented root');
  assert.is(sort('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n'), 'read 1', 'kubectl prints lists of all kinds');
  assert.is(sort('apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n'), 'unread 1');
  assert.is(sort('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n'), 'read 1');
  assert.is(sort('apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  template:\n    spec:\n      containers: []\n'), 'read 1', 'a custom kind with a Pod template');
  assert.is(sort('{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"template": {"spec": {"containers": []}}}}', 'a.json'), 'read 1', 'the same as JSON');
  assert.is(sort('resources: [a.yaml]\n', 'x/kustomization.yaml'), 'read 1', 'known by its name alone');
});

test('templates are skipped with the reason', () => {
  assert.match(sort('apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n'), /skipped 1: unrendered Go template/);
  assert.match(sort('{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n'), /skipped 1: unrendered Go template/);
  assert.match(sort('apiVersion: v1\nkind: Service\nmetadata:\n  name: #@ data.values.name\n'), /skipped 1: unrendered template: values by ytt/);
  assert.equal(sort('apiVersion: v1\nkind: Service\nmetadata:\n  name: db # a #@ b\n').includes('skipped'), false);
  assert.match(sort('{% if x %}\napiVersion: v1\nkind: Service\n{% endif %}\n'), /unrendered Jinja template/);
  assert.match(sort('apiVersion: v1\nkind: Service\nmetadata: {name: "{{ x }}"}\n'), /metadata.name is/);
  assert.match(sort('apiVersion: v1\nkind: Service\nmetadata:\n  name: ${NAME}\n'), /skipped/);
  assert.match(sort('apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n- apiVersion: v1\n  kind: Service\n'), /OpenShift Template|^unread/);
  assert.is(sort('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: b, args: ["{{ env }}"]}]\n'), 'read 1', 'braces in an argument are text');
});

/** The quick reader may decline, but never differ. */
function agree(text: string): boolean {
  const quick = readQuickly(text);
  if (!quick) return false;
  const full = readFully(text, { start: 0, end: text.length });
  assert.ok('value' in full, `the library refuses ${JSON.stringify(text)}`);
  assert.equal(quick.value, full.value);
  assert.equal(full.duplicates, []);
  return true;
}

test('the quick reader reads plain manifests', () => {
  for (const text of [
    'a: 1\nb: yes\nc:\nd: ~\n',
    'a:\n  b:\n    - 1\n    - c: d\n      e: f\n    -\n      g: h\n    - - i\n      - j\n',
    'a:\n- b\n- c: d\n# comment\n\ne: "x y" # comment\nf: \'z\'\ng: a#b c:d\n',
    'a: |\n  x\n    y\n\n  # z\n\nb: |-\n  c\nd: |+\n  e\n\nf: []\ng: {}\nh: [a, "b c", 5]\n',
    ' # after the marker\n\na.b/c-d: 0755\n',
  ]) {
    assert.ok(agree(text), text);
  }
});

test('the quick reader declines what is not plain', () => {
  for (const text of ['a: &x 1\n', 'a: *x\n', 'a: !!str 5\n', 'a: 1\na: 2\n', 'a: x\n  y\n', 'a: "x\n  y"\n', 'a: >\n  x\n', 'a: b: c\n', 'a:\n\tb: 1\n', 'a: {b: c}\n', '? a\n', 'a\n', '- a\nb: 1\n', 'a: 1\r\n', 'a:\n    b: 1\n  c: 2\n', 'a: "\\n"\n', 'a: @b\n', '<<: a\n', 'a: |\n  x', '']) {
    assert.is(readQuickly(text), undefined, text);
  }
});

test('the quick reader and the library agree on whatever both read', () => {
  const piece = fc.constantFrom('a', 'b: ', 'c:', 'kind: Pod', ': ', ' ', '  ', '    ', '- ', '-', '\n', '\n\n', '\n  ', '\n    ', '\n- ', '\n  - ', '#', ' # x', '|', '|-', '|+', '"', "'", '[', ']', '{}', ',', '1', '0x1F', 'yes', '~', '.', ':', '&a', '*a', '!', '%', '@', '?', '>', '\\', '\t', '\r', '---', 'é', '\u{1f600}', '\u00a0', '\u0085', '\u2028', '\ufeff');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => void agree(pieces.join(''))),
    { numRuns: 20_000 },
  );
  const files = entries(join(root, 'fixtures/rules')).flatMap((id) => fixturesIn(`fixtures/rules/${id}`).flatMap(({ files }) => files.flatMap((f) => documents(f.text))));
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(60), fc.constantFrom('', '\n', ' ', '  ', '- ', ': ', '#', '"', '|', '\n\n', '    '), (text, position, length, insert) => {
      const at = position % text.length;
      agree(text.slice(0, at) + insert + text.slice(at + length));
      agree(text);
    }),
    { numRuns: 5_000 },
  );
});

test.run();
