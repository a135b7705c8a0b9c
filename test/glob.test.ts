import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { glob, GlobError } from '../src/glob.ts';
import '../tools/seed.mjs';

const table: readonly (readonly [pattern: string, matched: readonly string[], others: readonly string[]])[] = [
  ['*.yaml', ['a.yaml', '.yaml'], ['a/b.yaml', 'a.yml', 'aXyaml']],
  ['a?c', ['abc', 'aéc', 'a😀c'], ['ac', 'a/c', 'abbc']],
  ['**', ['a', 'a/b'], ['../a']],
  ['**/a', ['a', 'b/a', 'b/c/a'], ['ba', 'a/b']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb']],
  ['a**b', ['ab', 'axyb'], ['a/b']],
  ['*a*b*', ['ab', 'xaxbx', 'aab'], ['ba']],
  ['[a-c]', ['a', 'c'], ['d', '-']],
  ['[!a-c]', ['d'], ['a', '']],
  ['[^a]x', ['bx'], ['ax']],
  ['[]a]', [']', 'a'], ['b']],
  ['[a-]', ['a', '-'], ['b']],
  ['a/{b,c/d}.yaml', ['a/b.yaml', 'a/c/d.yaml'], ['a/c.yaml']],
  ['x{,y{1,2}}', ['x', 'xy1', 'xy2'], ['xy', 'x1']],
  ['{a}', ['{a}'], ['a']],
  ['a+(b)|$^.c', ['a+(b)|$^.c'], ['abb', 'a+(b)|$^xc']],
];

for (const [pattern, matched, others] of table) {
  test(pattern, () => {
    for (const path of matched) assert.ok(glob(pattern)(path), `matches ${path}`);
    for (const path of others) assert.not.ok(glob(pattern)(path), `does not match ${path}`);
  });
}

test('says why a text is no glob', () => {
  for (const pattern of ['[a', 'a/[b/c]', '{a', '{a,{b}', '{0,1}'.repeat(11), 'a'.repeat(1001)]) assert.throws(() => glob(pattern), (error: unknown) => error instanceof GlobError, pattern);
});

test('many stars do not take forever', () => {
  const path = `${'a'.repeat(250)}c`;
  assert.not.ok(glob('*a'.repeat(200))(path));
  assert.not.ok(glob('**/*a*/'.repeat(100) + 'b')(Array.from({ length: 500 }, () => 'aaaa').join('/')));
});

/** What a glob means, tried in every way. */
function means([segment, ...rest]: readonly string[], path: readonly string[], isFirst = true): boolean {
  if (segment === undefined) return path.length === 0;
  if (segment !== '**') return path.length > 0 && meansWithin(segment, path[0]!) && means(rest, path.slice(1), false);
  if (!rest.length && !isFirst) return path.length > 0;
  return means(rest, path, false) || (path.length > 0 && means([segment, ...rest], path.slice(1), isFirst));
}

function meansWithin(segment: string, text: string): boolean {
  if (segment === '') return text === '';
  if (segment.startsWith('*')) return meansWithin(segment.slice(1), text) || (text !== '' && meansWithin(segment, text.slice(1)));
  return text !== '' && (segment[0] === '?' || segment[0] === text[0]) && meansWithin(segment.slice(1), text.slice(1));
}

const oneOf = (...words: string[]) => fc.constantFrom(...words);
const segment = fc.oneof(fc.array(oneOf('a', 'b', '?', '*'), { minLength: 1, maxLength: 5 }).map((steps) => steps.join('').replace(/^\*\*+$/, '*')), fc.constant('**'));

test('matches what the words of a glob mean', () => {
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.array(fc.array(oneOf('a', 'b'), { minLength: 1, maxLength: 4 }).map((letters) => letters.join('')), { minLength: 1, maxLength: 6 }), (pattern, path) => {
      assert.is(glob(pattern.join('/'))(path.join('/')), means(pattern, path));
    }),
    { numRuns: 2000 * Number(process.env['RUNS'] ?? 1) },
  );
});

test.run();
