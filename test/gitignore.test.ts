import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { discover } from '../src/node/discover.ts';
import { ignores, parseIgnore } from '../src/node/gitignore.ts';
import '../tools/seed.mjs';

const table: readonly (readonly [text: string, ignored: readonly string[], others: readonly string[]])[] = [
  ['a.yaml', ['a.yaml', 'x/a.yaml'], ['ba.yaml', 'a.yaml/b']],
  ['/a.yaml', ['a.yaml'], ['x/a.yaml']],
  ['x/a.yaml', ['x/a.yaml'], ['y/x/a.yaml']],
  ['a/', [], ['a', 'a/b']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'x/a/b']],
  ['*.yaml\n!kept.yaml', ['a.yaml'], ['kept.yaml', 'x/kept.yaml']],
  ['# a\n\\#b\n\\!c', ['#b', '!c'], ['# a']],
  ['a   \nb\\ ', ['a', 'b '], ['b']],
  ['a\r\nb\r\n', ['a', 'b'], []],
  ['\ufeffa', ['a'], []],
  ['{a,b}', ['{a,b}'], ['a']],
  ['[a', [], ['[a', 'a']],
];

test('of folders alone', () => {
  assert.is(ignores(parseIgnore('a/'), 'x/a', true), true);
});

for (const [text, ignored, others] of table) {
  test(JSON.stringify(text), () => {
    const rules = parseIgnore(text);
    for (const path of ignored) assert.is(ignores(rules, path, false), true, path);
    for (const path of others) assert.is.not(ignores(rules, path, false), true, path);
  });
}

const hasGit = spawnSync('git', ['--version']).status === 0;
const names = ['a.yaml', 'b.yaml', 'ab.yaml', '#x.yaml', '!a.yaml', '[a].yaml', 'a b.yaml'];
const folders = ['', 'a', 'b', 'a/a', 'a/b', 'b/a', 'a/b/a', 'b/a/b', 'a.yaml.d'];

(hasGit ? test : test.skip)('leaves out what git leaves out', () => {
  const root = mkdtempSync(join(tmpdir(), 'headlint-'));
  try {
    const git = (...args: string[]) => spawnSync('git', ['-c', 'core.ignoreCase=false', '-c', 'core.excludesFile=', ...args], { cwd: root, encoding: 'utf8' }).stdout;
    git('init', '-q');
    for (const folder of folders) {
      mkdirSync(join(root, folder), { recursive: true });
      for (const name of names) writeFileSync(join(root, folder, name), '');
    }
    const word = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]', '.yaml', '\\#', '\\*', '**', ' '), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(''))
      // Of these git makes more than it says.
      .filter((text) => !/[^*]\*\*|\*\*[^*]/.test(text));
    const line = fc.tuple(fc.constantFrom('', '', '!', '#'), fc.constantFrom('', '', '/', '**/'), fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '/', '/**', ' ')).map(([sign, start, words, end]) => sign + start + words.join('/') + end);
    const files = fc.record({ '.gitignore': fc.array(line, { maxLength: 5 }), 'a/.gitignore': fc.array(line, { maxLength: 2 }) });
    fc.assert(
      fc.property(files, (ignoreFiles) => {
        for (const [path, lines] of Object.entries(ignoreFiles)) writeFileSync(join(root, path), lines.map((each) => `${each}\n`).join(''));
        const theirs = git('ls-files', '-z', '--others', '--exclude-standard').split('\0').filter((path) => path.endsWith('.yaml')).sort();
        const ours = discover([root], { gitignore: true }).map((path) => relative(root, path).replaceAll('\\', '/')).sort();
        assert.equal(ours, theirs);
        // Named, a folder below has the files above it count.
        assert.equal(discover([join(root, 'a')], { gitignore: true }).map((path) => relative(root, path).replaceAll('\\', '/')).sort(), theirs.filter((path) => dirname(path).split('/')[0] === 'a'));
      }),
      { numRuns: 60 * Number(process.env['RUNS'] ?? 1) },
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test.run();
