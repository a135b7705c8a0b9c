/**
 * Installs the hooks from this work tree with the real pre-commit and npm, as a user's first commit does, and commits;
 * then tells how long a commit takes in a repository of 300 manifests.
 *   node --import tsx tools/try-pre-commit.ts             with the node and npm in PATH
 *   node --import tsx tools/try-pre-commit.ts FOLDER…     with those in each folder, such as node 22 with npm 12
 * Needs pre-commit, git and the npm registry. Takes a minute for each npm.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempts, diffAttempts, fixAttempts, generateArgs, generateAttempts, HookRepository, pushAttempts, serviceOf, statefulSetOf, type Attempt, type PushAttempt } from '../test/hook-repository.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'headlint-hooks-'));
const rev = 'v0.0.0-try';
let failed = 0;

try {
  console.log(said('pre-commit', ['--version'], process.env['PATH']!));
  const hooks = new HookRepository(join(scratch, 'hooks'), {});
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const name of names) cpSync(join(root, name), join(hooks.folder, name), { recursive: true, preserveTimestamps: true });
  hooks.git('add', '-A');
  hooks.git('commit', '-q', '-m', 'all');
  hooks.git('tag', rev);
  const folders = process.argv.slice(2).map((folder) => resolve(folder));
  for (const [i, folder] of (folders.length ? folders : [dirname(process.execPath)]).entries()) {
    const path = `${folder}${delimiter}${process.env['PATH']}`;
    console.log(`\nnode ${said('node', ['--version'], path)}, npm ${said('npm', ['--version'], path)}`);
    tryOut(join(scratch, String(i)), path, hooks.folder);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

function tryOut(folder: string, path: string, hooks: string): void {
  // The registry that this machine uses, without the rest of its home.
  const registry = said('npm', ['config', 'get', 'registry'], path);
  for (const [hook, tried] of [['headlint', attempts], ['headlint-fix', fixAttempts], ['headlint-diff', diffAttempts], ['headlint-generate', generateAttempts]] as const) {
    const repository = new HookRepository(join(folder, hook), { PATH: path, PRE_COMMIT_HOME: join(folder, 'home'), npm_config_registry: registry });
    repository.put('.pre-commit-config.yaml', `repos:\n  - repo: ${hooks}\n    rev: ${rev}\n    hooks:\n      - id: ${hook}\n${hook === 'headlint-generate' ? `        args: ${JSON.stringify(generateArgs)}\n` : ''}`);
    repository.run('pre-commit', ['install']);
    const started = performance.now();
    try {
      repository.run('pre-commit', ['install-hooks']);
    } catch (error) {
      failed += 1;
      console.log(`  ✗ install: ${(error as Error).message}`);
      return;
    }
    console.log(`  ${hook}\n  ✓ install: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    for (const attempt of tried) tryOne(repository, attempt);
    if (hook === 'headlint') measure(repository, path);
  }
  const repository = new HookRepository(join(folder, 'pushed'), { PATH: path, PRE_COMMIT_HOME: join(folder, 'home') });
  repository.addRemote();
  repository.put('.pre-commit-config.yaml', `repos:\n  - repo: ${hooks}\n    rev: ${rev}\n    hooks:\n      - id: headlint-diff\n`);
  repository.run('pre-commit', ['install', '--hook-type', 'pre-push']);
  repository.git('add', '.');
  repository.git('commit', '-qm', 'one');
  for (const attempt of pushAttempts) tryPush(repository, attempt);
}

function tryPush(repository: HookRepository, { what, change, refused }: PushAttempt): void {
  const { passed, output, seconds } = repository.push(...change(repository));
  const wrong = passed !== !refused || (refused && !refused.test(output));
  if (wrong) failed += 1;
  console.log(`  ${wrong ? '✗' : '✓'} push ${what}: ${passed ? 'passed' : 'refused'}, ${seconds.toFixed(1)} s${wrong ? `\n${output}` : ''}`);
}

function tryOne(repository: HookRepository, attempt: Attempt): void {
  const { what, passed, output, seconds } = repository.try(attempt);
  const wrong = passed !== !attempt.refused || (attempt.refused && !attempt.refused.test(output)) || attempt.after?.(repository);
  if (wrong) failed += 1;
  console.log(`  ${wrong ? '✗' : '✓'} ${what}: ${passed ? 'passed' : 'refused'}, ${seconds.toFixed(1)} s${wrong ? `\n${output}` : ''}`);
  repository.reset();
}

/** From `git commit` to its verdict, the median of nine, against what else takes its time. */
function measure(repository: HookRepository, path: string): void {
  for (let i = 0; i < 150; i += 1) {
    repository.put(`shard-${i}-service.yaml`, serviceOf(`shard-${i}`));
    repository.put(`shard-${i}.yaml`, statefulSetOf(`shard-${i}`));
  }
  repository.git('add', '.');
  repository.git('commit', '-q', '-m', '300 manifests');
  let n = 3;
  const commit = (...args: string[]) => () => {
    repository.put('shard-0.yaml', statefulSetOf('shard-0').replace('replicas: 3', `replicas: ${(n += 1)}`));
    repository.git('commit', '-q', '-a', '-m', 'scale', ...args);
  };
  const run = (...args: string[]) => () => void execFileSync('node', args, { cwd: repository.folder, env: { ...process.env, PATH: path } });
  const median = (act: () => void) => {
    const times = Array.from({ length: 9 }, () => {
      const started = performance.now();
      act();
      return performance.now() - started;
    });
    return times.sort((a, b) => a - b)[4]!;
  };
  const bin = join(root, 'bin/headlint.js');
  const [verdict, unchecked, lint, bare] = [commit(), commit('--no-verify'), run(bin, 'lint', '--tracked', '.'), run('-e', '0')].map(median) as [number, number, number, number];
  const ms = (time: number) => `${Math.round(time)} ms`;
  console.log(`  a commit among 300 manifests: ${ms(verdict)}; unchecked ${ms(unchecked)}, headlint lint ${ms(lint)} (ratio ${(verdict / lint).toFixed(1)}), bare node ${ms(bare)} (ratio ${(verdict / bare).toFixed(1)})`);
}

function said(command: string, args: readonly string[], path: string): string {
  return execFileSync(command, args, { env: { ...process.env, PATH: path }, encoding: 'utf8' }).trim();
}
