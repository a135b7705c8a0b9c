import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, stringify } from 'yaml';
import { root } from './fixtures.ts';
import { attempts, fixAttempts, HookRepository } from './hook-repository.ts';

/**
 * The hooks as pre-commit runs them, with the program of this checkout in the place of an installed one; the
 * installation by npm takes minutes and is tried by tools/try-pre-commit.ts.
 */
const test = suite('pre-commit');
const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as (Record<string, unknown> & { readonly id: string })[];
const hasPreCommit = spawnSync('pre-commit', ['--version']).status === 0;
const realTest = hasPreCommit ? test : test.skip;

test('the hooks see the whole repository, whatever a commit touches', () => {
  for (const { id, pass_filenames, always_run, require_serial, language } of hooks) {
    assert.equal({ pass_filenames, always_run, require_serial, language }, { pass_filenames: false, always_run: true, require_serial: true, language: 'node' }, id);
  }
});

let folder = '';
const repositories = new Map<string, HookRepository>();
test.before(() => {
  if (!hasPreCommit) return;
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'headlint'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/headlint.js')}' "$@"\n`);
  chmodSync(join(bin, 'headlint'), 0o755);
  for (const hook of hooks) {
    const repository = new HookRepository(join(folder, hook.id), { PATH: `${bin}${delimiter}${process.env['PATH']}`, PRE_COMMIT_HOME: join(folder, 'home') });
    repository.put('.pre-commit-config.yaml', stringify({ repos: [{ repo: 'local', hooks: [{ ...hook, language: 'system' }] }] }));
    repository.run('pre-commit', ['install']);
    repositories.set(hook.id, repository);
  }
});
test.after(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

for (const { id } of hooks) {
  for (const attempt of id === 'headlint-fix' ? fixAttempts : attempts) {
    realTest(`${id}: ${attempt.what}`, () => {
      const repository = repositories.get(id)!;
      const { passed, output } = repository.try(attempt);
      assert.is(passed, !attempt.refused, output);
      if (attempt.refused) assert.match(output, attempt.refused);
      assert.is(attempt.after?.(repository), undefined, output);
      repository.reset();
    });
  }
}

test.run();
