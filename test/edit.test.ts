import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import type { FieldPath } from '../src/diagnostic.ts';
import type { FieldChange, Plain } from '../src/edit/change.ts';
import { Editor } from '../src/edit/editor.ts';
import { compose } from '../src/parse/compose.ts';
import { split } from '../src/parse/split.ts';
import { read } from '../src/parse/yaml.ts';

/** `EDITS=100` runs the property that many times as often. */
const runs = 2000 * Number(process.env['EDITS'] ?? 1);

/** The text after a change of its nth document; undefined where it has no place for it. */
function changed(text: string, change: FieldChange, nth = 0): string | undefined {
  const chunk = split(text)[nth]!;
  const composed = compose(text, chunk);
  if ('message' in composed) throw new Error(composed.message);
  const edits = new Editor(text, chunk, composed).edits(change);
  return edits && [...edits].sort((a, b) => b.start - a.start).reduce((before, { start, end, text: put }) => before.slice(0, start) + put + before.slice(end), text);
}

function valueOf(text: string, nth = 0): unknown {
  const result = read(text, split(text)[nth]!);
  return 'value' in result ? result.value : assert.unreachable(`${result.problem.message}: ${text}`);
}

const cases: [name: string, before: string, change: FieldChange, after: string | undefined][] = [
  ['a value', 'a:\n  b: none # why\n', { do: 'set', path: ['a', 'b'], value: 'None' }, 'a:\n  b: None # why\n'],
  ['a value in its quotes', "a: 'none'\nb: \"x\"\n", { do: 'set', path: ['a'], value: 'None' }, "a: 'None'\nb: \"x\"\n"],
  ['a value in JSON', '{"a": {"b": null}}', { do: 'set', path: ['a', 'b'], value: 'None' }, '{"a": {"b": "None"}}'],
  ['nothing, with a comment behind it', 'a:   # why\nb: 1\n', { do: 'set', path: ['a'], value: 'None' }, 'a: None   # why\nb: 1\n'],
  ['nothing in a file with a byte order mark and CRLF', '\ufeffa:\r\nb: 1\r\n', { do: 'set', path: ['a'], value: { c: 'd' } }, '\ufeffa:\r\n  c: d\r\nb: 1\r\n'],
  ['a text that YAML would misread', 'a: x\n', { do: 'set', path: ['a'], value: 'yes' }, 'a: "yes"\n'],
  ['a text as it was written', 'a: 0755\n', { do: 'set', path: ['a'], value: '0755' }, 'a: "0755"\n'],
  ['a flow value', 'a: {b: [1, 2]} # c\n', { do: 'set', path: ['a', 'b'], value: ['x'] }, 'a: {b: [x]} # c\n'],
  ['an alias, here alone', 'a: &x 1\nb: *x\nc: *x\n', { do: 'set', path: ['b'], value: 2 }, 'a: &x 1\nb: 2\nc: *x\n'],
  ['what an alias stands for', 'a: &x 1\nb: *x\n', { do: 'set', path: ['a'], value: 2 }, undefined],
  ['a field behind an alias', 'a: &x\n  b: 1\nc: *x\n', { do: 'set', path: ['c', 'b'], value: 2 }, undefined],
  ['a field of an anchor in use', 'a: &x\n  b: 1\nc: *x\n', { do: 'set', path: ['a', 'b'], value: 2 }, undefined],
  ['an anchor that nothing uses', 'a: &x\n  b: 1\n', { do: 'set', path: ['a', 'b'], value: 2 }, 'a: &x\n  b: 2\n'],
  ['a merged field, here alone', 'a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n', { do: 'set', path: ['c', 'b'], value: 3 }, 'a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n  b: 3\n'],
  ['a field before a merge', 'a: &x\n  b: 1\nc:\n  b: 2\n  <<: *x\n', { do: 'set', path: ['c', 'b'], value: 3 }, undefined],
  ['a merged field away', 'a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n', { do: 'remove', path: ['c', 'd'] }, undefined],
  ['a new field', 'a:\n    b: 1 # c\n    # d\nz: 1\n', { do: 'set', path: ['a', 'e'], value: true }, 'a:\n    b: 1 # c\n    e: true\n    # d\nz: 1\n'],
  ['a new field at the end without a line break', 'a:\n  b: 1', { do: 'set', path: ['a', 'e'], value: true }, 'a:\n  b: 1\n  e: true'],
  ['a new field behind a text of lines', 'a:\n  b: |\n    x\n\n    y\n\nz: 1\n', { do: 'set', path: ['a', 'e'], value: 1 }, 'a:\n  b: |\n    x\n\n    y\n  e: 1\n\nz: 1\n'],
  ['a new field behind a text of lines without end', 'a:\n  b: |\n    x', { do: 'set', path: ['a', 'e'], value: 1 }, undefined],
  ['a first field in an item', 'a:\n- b: 1\n- c: 2\n', { do: 'set', path: ['a', 1, 'name'], value: 'x', first: true }, 'a:\n- b: 1\n- name: x\n  c: 2\n'],
  ['a first field in JSON', '{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}\n', { do: 'set', path: ['a', 0, 'name'], value: 'x', first: true }, '{\n  "a": [\n    {\n      "name": "x",\n      "b": 1\n    }\n  ]\n}\n'],
  ['a field with maps around it', 'a:\n    b: 1\n', { do: 'set', path: ['a', 'c', 'd', 'e'], value: 1 }, 'a:\n    b: 1\n    c:\n        d:\n            e: 1\n'],
  ['a field in an empty map', 'a: {}\n', { do: 'set', path: ['a', 'c'], value: { d: 'x' } }, 'a: {c: {d: x}}\n'],
  ['a field in compact JSON', '{"a":{"b":1}}', { do: 'set', path: ['a', 'c'], value: { d: ['x', 1] } }, '{"a":{"b":1,"c":{"d":["x",1]}}}'],
  ['a field in a flow map', 'a: {b: 1}\n', { do: 'set', path: ['a', 'c'], value: 'x, y' }, 'a: {b: 1, c: "x, y"}\n'],
  ['a field away, and its comment', 'a: 1\nb: 2 # c\n# d\ne: 3\n', { do: 'remove', path: ['b'] }, 'a: 1\n# d\ne: 3\n'],
  ['the first field of an item away', 'a:\n  - b: 1 # x\n    c: 2\n', { do: 'remove', path: ['a', 0, 'b'] }, 'a:\n  - c: 2\n'],
  ['the first field of an item with a comment behind it', 'a:\n  - b: 1\n    # x\n    c: 2\n', { do: 'remove', path: ['a', 0, 'b'] }, undefined],
  ['the only field, and its map', 'a:\n  b:\n    c: 1\n  d: 1\n', { do: 'remove', path: ['a', 'b', 'c'] }, 'a:\n  d: 1\n'],
  ['one of two that have the same name', 'a: 1\na: 2\nb: 3\n', { do: 'remove', path: ['a'] }, undefined],
  ['a field of a flow map away', 'a: {b: 1, c: 2}\n', { do: 'remove', path: ['a', 'c'] }, 'a: {b: 1}\n'],
  ['a line of JSON away', '{\n  "a": 1,\n  "b": [\n    2\n  ],\n  "c": 3\n}\n', { do: 'remove', path: ['b'] }, '{\n  "a": 1,\n  "c": 3\n}\n'],
  ['an item away', 'a:\n- b\n-   c: 1\n    d: 2\n- e\n', { do: 'remove', path: ['a', 1] }, 'a:\n- b\n- e\n'],
  ['a key', 'a:\n  "b": 1\n', { do: 'rename', path: ['a', 'b'], key: 'c' }, 'a:\n  "c": 1\n'],
  ['a part of a text', 'a: "http://x.y:80" # x.y\n', { do: 'rewrite', path: ['a'], part: 'x.y', nth: 0, text: 'z' }, 'a: "http://z:80" # x.y\n'],
  ['a part of lines', 'a: |\n  x.y\n  x.y\n', { do: 'rewrite', path: ['a'], part: 'x.y', nth: 1, text: 'z' }, 'a: |\n  x.y\n  z\n'],
  ['a part that escapes hide', 'a: "x.\\u0079 x.y"\n', { do: 'rewrite', path: ['a'], part: 'x.y', nth: 1, text: 'z' }, undefined],
  ['an item', 'a:\n  -  b: 1\n     c: 2\n', { do: 'add', path: ['a'], value: { d: 1, e: [2] } }, 'a:\n  -  b: 1\n     c: 2\n  -  d: 1\n     e:\n       - 2\n'],
  ['an item behind another', 'a: [b, c]\n', { do: 'add', path: ['a'], value: 'd', after: 0 }, 'a: [b, d, c]\n'],
  ['an item in a list that is not there', 'a:\n- b: 1\n', { do: 'add', path: ['c'], value: 'd' }, 'a:\n- b: 1\nc:\n- d\n'],
  ['an item before another', 'a:\n- b: 1\n# x\n- c: 2 # y\n', { do: 'advance', path: ['a', 1], before: 0 }, 'a:\n- c: 2 # y\n- b: 1\n# x\n'],
  ['an item of JSON before another', '{"a": [1, 2, 3]}', { do: 'advance', path: ['a', 2], before: 0 }, '{"a": [3, 1, 2]}'],
  ['a field in another map', 'a:\n  b: {x: 1}\n  c: 2\nd:\n  e: 3\n', { do: 'move', path: ['a', 'b'], to: ['d', 'b'] }, 'a:\n  c: 2\nd:\n  e: 3\n  b:\n    x: 1\n'],
  ['a document', 'a: 1\n---\nb: 2\n', { do: 'append', value: { c: 'on' } }, 'a: 1\n---\nc: "on"\n---\nb: 2\n'],
  ['a document at the end', 'a: 1', { do: 'append', value: { c: { d: 1 } } }, 'a: 1\n---\nc:\n  d: 1\n'],
  ['a document behind JSON', '{"a": 1}', { do: 'append', value: { c: 1 } }, undefined],
  ['a map on the line of the marker', '--- {a: 1}\n', { do: 'set', path: ['a'], value: 2 }, '--- {a: 2}\n'],
  ['what has a tag', 'a: !!str 1\n', { do: 'set', path: ['a'], value: 2 }, undefined],
  ['a key with a question mark', '? a\n: 1\nb: 2\n', { do: 'remove', path: ['a'] }, undefined],
];

for (const [name, before, change, after] of cases) {
  test(`${change.do}: ${name}`, () => assert.is(changed(before, change), after));
}

test('a document in the middle of a file', () => {
  assert.is(changed('a: 1\n---\nb: 2\n---\nc: 3\n', { do: 'set', path: ['b'], value: 9 }, 1), 'a: 1\n---\nb: 9\n---\nc: 3\n');
});

/** What a change makes of a value. */
function applied(value: Plain, change: FieldChange): Plain {
  const copy = structuredClone(value);
  const at = (path: FieldPath) => path.reduce<any>((node, step) => node[step], copy);
  const path = 'path' in change ? change.path : [];
  const [parent, last] = [at(path.slice(0, -1)), path.at(-1)!];
  switch (change.do) {
    case 'set':
      parent[last] = change.value;
      break;
    case 'remove':
      remove(copy, path);
      break;
    case 'rename':
      parent[change.key] = parent[last];
      delete parent[last];
      break;
    case 'rewrite':
      parent[last] = parent[last].replace(change.part, () => change.text);
      break;
    case 'add':
      at(path).splice(change.after === undefined ? at(path).length : change.after + 1, 0, change.value);
      break;
    case 'advance':
      parent.splice(change.before, 0, ...parent.splice(last as number, 1));
      break;
    default:
      throw new Error(change.do);
  }
  return copy;
}

function remove(root: any, path: FieldPath): void {
  const parent = path.slice(0, -1).reduce((node, step) => node[step], root);
  if (Object.keys(parent).length === 1 && path.length > 1) remove(root, path.slice(0, -1));
  else if (Array.isArray(parent)) parent.splice(path.at(-1) as number, 1);
  else delete parent[path.at(-1)!];
}

const word = fc.constantFrom('web', 'None', 'yes', '0755', '1.10', '~', 'a b', "it's", 'say "x"', '#no', 'a: b', '- x', '', ' x', 'ü', '{x}', '12:30', 'x #y', '%', '@a', 'null', '10.0.0.1', 'two\nlines', 'end\n');
const leaf = fc.oneof(word, fc.constantFrom(80, 0, -1, true, false, null));
const key = fc.constantFrom('name', 'port', 'spec', 'yes', 'a.b/c', 'x y', 'labels');
const { tree } = fc.letrec<{ tree: Plain }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { minLength: 1, maxLength: 3 }), fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true })),
}));
const object = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const style = fc.record({ how: fc.constantFrom('block', 'block', 'block', 'flow', 'json', 'compact'), indent: fc.constantFrom(2, 4, 3), indentSeq: fc.boolean(), crlf: fc.boolean(), bom: fc.boolean(), comments: fc.boolean(), end: fc.boolean(), marker: fc.boolean() });

type Style = typeof style extends fc.Arbitrary<infer S> ? S : never;

function written(value: unknown, { how, indent, indentSeq, crlf, bom, comments, end, marker }: Style): string {
  let text = how === 'json' ? JSON.stringify(value, undefined, indent) : how === 'compact' ? JSON.stringify(value) : stringify(value, { schema: 'yaml-1.1', indent, indentSeq, lineWidth: 0, collectionStyle: how === 'flow' ? 'flow' : 'any', aliasDuplicateObjects: false });
  if (comments && how === 'block') text = text.replace(/^((?:[^"'|>\n]|"[^"\n]*")*: (?!.*[|>"'])[^\n]+)$/gm, '$1 # c').replace(/^( *)(?=[a-z][a-z.\/]*:)/m, '$1# own\n$1');
  text = text.trimEnd() + (end ? '\n' : '');
  if (marker) text = `---\n${text}${end ? '' : '\n'}---\nlast: 1\n`;
  return (bom ? '\ufeff' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text);
}

function pathsOf(value: Plain, path: FieldPath = []): FieldPath[] {
  const below = value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([step, item]) => pathsOf(item as Plain, [...path, Array.isArray(value) ? Number(step) : step])) : [];
  return path.length ? [path, ...below] : below;
}

test('a changed text reads as the changed value, whatever its style', () => {
  let [asked, done] = [0, 0];
  fc.assert(
    fc.property(object, style, fc.nat(), fc.constantFrom('set', 'new', 'remove', 'rename', 'rewrite', 'add', 'advance'), fc.oneof(word, tree), fc.boolean(), (value, how, pick, what, put, first) => {
      const text = written(value, how);
      const start = valueOf(text) as Plain;
      const paths = pathsOf(start);
      const at = (path: FieldPath) => path.reduce<any>((node, step) => node[step], start);
      const fits: Record<string, (path: FieldPath) => boolean> = {
        set: (path) => at(path) === null || typeof at(path) !== 'object',
        new: (path) => at(path) !== null && typeof at(path) === 'object' && !Array.isArray(at(path)) && at(path)['fresh'] === undefined,
        remove: () => paths.length > 1,
        rename: (path) => typeof path.at(-1) === 'string',
        rewrite: (path) => typeof at(path) === 'string' && at(path).includes('e'),
        add: (path) => Array.isArray(at(path)),
        advance: (path) => typeof path.at(-1) === 'number' && (path.at(-1) as number) > 0,
      };
      const candidates = paths.filter(fits[what]!);
      if (!candidates.length) return;
      const path = candidates[pick % candidates.length]!;
      const changes: Record<string, FieldChange> = {
        set: { do: 'set', path, value: put },
        new: { do: 'set', path: [...path, 'fresh'], value: put, first },
        remove: { do: 'remove', path },
        rename: { do: 'rename', path, key: 'fresh' },
        rewrite: { do: 'rewrite', path, part: 'e', nth: 0, text: 'z' },
        add: { do: 'add', path, value: put },
        advance: { do: 'advance', path, before: 0 },
      };
      const change = changes[what]!;
      asked += 1;
      const after = changed(text, change);
      if (after === undefined) return;
      done += 1;
      const story = `${JSON.stringify(change)}\n${JSON.stringify(text)}\n${JSON.stringify(after)}`;
      assert.equal(valueOf(after), applied(start, change), story);
      assert.is(after.startsWith('\ufeff'), how.bom, story);
      if (how.crlf) assert.not.match(after, /[^\r]\n/, story);
      if (how.marker) assert.equal(valueOf(after, 1), { last: 1 }, story);
      const comments = (of: string) => of.match(/# (?:c|own)\b/g)?.length;
      if (what !== 'remove') assert.is(comments(after), comments(text), story);
    }),
    { numRuns: runs },
  );
  assert.ok(done > asked * 0.7, `${done} of ${asked} changes found a place`);
});

test.run();
