import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { version } from '../src/version.ts';
import { blocksOf } from './blocks.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';
import { serviceOf, statefulSetOf } from './hook-repository.ts';

const test = suite('integrations');
const blocks = ['README.md', 'docs/integrations.md'].flatMap((page) => blocksOf(join(root, page)).map((block) => ({ page, ...block })));
const home = process.cwd();
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  mkdirSync(join(folder, 'deploy'));
  writeFileSync(join(folder, 'deploy/db.yaml'), `${statefulSetOf('db')}---\n${serviceOf('db')}`);
  process.chdir(folder);
});
test.after.each(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

for (const { page, section, file, text } of blocks.filter(({ file }) => file !== undefined)) {
  if (/\.(?:ya?ml|json)$/.test(file!)) test(`${page}, ${section}: ${file} can be read`, () => void parse(text));

  for (const [, args] of text.matchAll(/\bheadlint (lint\b[^"\n]*)/g)) {
    test(`${page}, ${section}: headlint ${args}`, async () => {
      // Whether git tracks the files is tried elsewhere.
      const argv = args!.trim().split(/\s+/).flatMap((word) => (word === '--tracked' ? [] : word === '{staged_files}' ? ['deploy/db.yaml'] : [word]));
      const { code, err } = await headlint(argv);
      assert.is(code, 0, err);
    });
  }
}

test('what is installed is this version', () => {
  const texts = blocks.map(({ text }) => text).join('\n');
  const named = [...texts.matchAll(/headlint@v?([\w.-]+)|\/headlint\n +rev: v([\w.-]+)/g)].map(([, npm, rev]) => npm ?? rev);
  assert.ok(named.length >= 2);
  assert.equal([...new Set(named)], [version]);
});

test('the hooks that pages name exist', () => {
  const hooks = (parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as { id: string }[]).map(({ id }) => id);
  const named = blocks.filter(({ file }) => file === '.pre-commit-config.yaml').flatMap(({ text }) => (parse(text) as { repos: { repo: string; hooks: { id: string }[] }[] }).repos.flatMap(({ hooks }) => hooks.map(({ id }) => id)));
  assert.ok(named.length);
  for (const id of named) assert.ok(hooks.includes(id), id);
});

test.run();
