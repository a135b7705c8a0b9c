import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, stringify } from 'yaml';
import { root } from './fixtures.ts';
import { attempts, diffAttempts, fixAttempts, generateArgs, generateAttempts, HookRepository, pushAttempts } from './hook-repository.ts';

/**
 * The hooks as pre-commit runs them, with the program of this checkout in the place of an installed one; the
 * installation by npm takes minutes and is tried by tools/try-pre-commit.ts.
 */
const test = suite('pre-commit');
const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as (Record<string, unknown> & { readonly id: string })[];
const hasGit = spawnSync('git', ['--version']).status === 0;
const hasPreCommit = hasGit && spawnSync('pre-commit', ['--version']).status === 0;
const realTest = hasPreCommit ? test : test.skip;

test('the hooks see the whole repository, whatever a commit touches', () => {
  for (const { id, pass_filenames, always_run, require_serial, language } of hooks) {
    assert.equal({ pass_filenames, always_run, require_serial, language }, { pass_filenames: false, always_run: true, require_serial: true, language: 'node' }, id);
  }
});

let folder = '';
const repositories = new Map<string, HookRepository>();
test.before(() => {
  if (!hasGit) return;
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'headlint'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/headlint.js')}' "$@"\n`);
  chmodSync(join(bin, 'headlint'), 0o755);
  if (!hasPreCommit) return;
  for (const hook of hooks) {
    const repository = new HookRepository(join(folder, hook.id), { PATH: `${bin}${delimiter}${process.env['PATH']}`, PRE_COMMIT_HOME: join(folder, 'home') });
    repository.put('.pre-commit-config.yaml', stringify({ repos: [{ repo: 'local', hooks: [{ ...hook, language: 'system', ...(hook.id === 'headlint-generate' && { args: generateArgs }) }] }] }));
    repository.run('pre-commit', ['install']);
    repositories.set(hook.id, repository);
  }
});
test.after(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const attemptsOf: Readonly<Record<string, typeof attempts>> = { headlint: attempts, 'headlint-fix': fixAttempts, 'headlint-diff': diffAttempts, 'headlint-generate': generateAttempts };

for (const { id } of hooks) {
  for (const attempt of attemptsOf[id]!) {
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

for (const way of ['pre-commit', 'git']) {
  const pushTest = way === 'git' && hasGit ? test : realTest;
  pushTest(`what is pushed, told by ${way}`, () => {
    const repository = new HookRepository(join(folder, `pushed-${way}`), { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, PRE_COMMIT_HOME: join(folder, 'home') });
    repository.addRemote();
    const hook = hooks.find(({ id }) => id === 'headlint-diff')!;
    if (way === 'git') {
      repository.put('.git/hooks/pre-push', '#!/bin/sh\nexec headlint diff --pushed --max-warnings=0\n');
      chmodSync(join(repository.folder, '.git/hooks/pre-push'), 0o755);
    } else {
      repository.put('.pre-commit-config.yaml', stringify({ repos: [{ repo: 'local', hooks: [{ ...hook, language: 'system' }] }] }));
      repository.run('pre-commit', ['install', '--hook-type', 'pre-push']);
    }
    repository.git('add', '.');
    repository.git('commit', '-qm', 'one');
    for (const { what, change, refused } of pushAttempts) {
      const { passed, output } = repository.push(...change(repository));
      assert.is(passed, !refused, `${what}: ${output}`);
      if (refused) assert.match(output, refused, what);
    }
    if (way === 'git') return;
    repository.git('checkout', '-q', 'other');
    assert.throws(() => repository.run('pre-commit', ['run', '--from-ref', 'main', '--to-ref', 'HEAD']), /immutable-field/);
    repository.run('pre-commit', ['run', '--all-files']);
  });
}

test.run();
