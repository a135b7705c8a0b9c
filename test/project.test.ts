import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { configNames, findProject } from '../src/node/project.ts';

const test = suite<{ folder: string }>('project', { folder: '' });
test.before.each((context) => {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function put(path: string, text = ''): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test('the nearest configuration upwards counts, no further than the repository', ({ folder }) => {
  const repository = join(folder, 'repository');
  mkdirSync(join(repository, '.git'), { recursive: true });
  mkdirSync(join(repository, 'a/b'), { recursive: true });
  put(join(folder, 'headlint.config.yaml'));
  assert.equal(findProject(join(repository, 'a/b')), { root: repository, config: undefined });
  put(join(repository, '.headlint.yaml'));
  assert.equal(findProject(join(repository, 'a/b')), { root: repository, config: join(repository, '.headlint.yaml') });
  put(join(repository, 'a/headlint.config.json'), '{}');
  assert.equal(findProject(join(repository, 'a/b')), { root: join(repository, 'a'), config: join(repository, 'a/headlint.config.json') });
  assert.is(findProject(repository).root, repository);
});

test('in a worktree .git is a file', ({ folder }) => {
  put(join(folder, '.git'), 'gitdir: elsewhere');
  put(join(folder, 'headlint.config.yml'));
  mkdirSync(join(folder, 'a'));
  assert.is(findProject(join(folder, 'a')).config, join(folder, 'headlint.config.yml'));
});

test('outside of a repository only the folder itself is looked at', ({ folder }) => {
  put(join(folder, 'headlint.config.yaml'));
  mkdirSync(join(folder, 'a'));
  assert.equal(findProject(join(folder, 'a')), { root: join(folder, 'a'), config: undefined });
  assert.is(findProject(folder).config, join(folder, 'headlint.config.yaml'));
});

test('package.json counts where it has the key, and a folder is no file', ({ folder }) => {
  put(join(folder, 'package.json'), '{"dependencies": {"headlint": "1"}}');
  mkdirSync(join(folder, 'headlint.config.yaml'));
  assert.is(findProject(folder).config, undefined);
  put(join(folder, 'package.json'), '{"headlint": {}}');
  assert.is(findProject(folder).config, join(folder, 'package.json'));
  put(join(folder, 'package.json'), '{"headlint": ');
  assert.is(findProject(folder).config, undefined);
});

test('of several in one folder the first in the list counts', ({ folder }) => {
  for (const name of [...configNames].reverse()) {
    put(join(folder, name), '{"headlint": {}}');
    assert.is(findProject(folder).config, join(folder, name));
  }
});

test.run();
