/**
 * Tries the recipes of docs/integrations.md for lint-staged, lefthook and husky with the real programs, commit by commit and push by push.
 *   npm install --prefix /tmp/runners lint-staged lefthook husky
 *   node --import tsx tools/try-runners.ts /tmp/runners/node_modules/.bin
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocksOf } from '../test/blocks.ts';
import { attempts, HookRepository, pushAttempts } from '../test/hook-repository.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = process.argv[2];
if (!bin) throw new Error('say where lint-staged, lefthook and husky are: node --import tsx tools/try-runners.ts node_modules/.bin');
const scratch = mkdtempSync(join(tmpdir(), 'headlint-runners-'));
const recipes = blocksOf(join(root, 'docs/integrations.md'));
const withoutUnstaged = ['partially staged: the mistake is not staged', 'partially staged: only the work tree is mended'];

/** Each recipe, how it becomes a hook of git, and what it cannot see. */
const runners = [
  { name: 'lint-staged', file: '.lintstagedrc.json', hook: 'npx lint-staged', misses: ['the Service deleted, and nothing else'] },
  { name: 'husky', file: '.husky/pre-commit', setup: ['husky'], misses: withoutUnstaged },
  { name: 'lefthook', file: 'lefthook.yml', setup: ['lefthook', 'install'], misses: [] },
  { name: 'lefthook {staged_files}', file: 'lefthook.yml', nth: 1, setup: ['lefthook', 'install'], misses: ['the Service deleted, and nothing else'] },
  { name: 'husky, before a push', file: '.husky/pre-push', setup: ['husky'], pushes: true, misses: [] },
  { name: 'lefthook, before a push', file: 'lefthook.yml', nth: 2, setup: ['lefthook', 'install'], pushes: true, misses: ['a branch that is not checked out'] },
] as { name: string; file: string; nth?: number; hook?: string; setup?: string[]; pushes?: boolean; misses: string[] }[];

let failed = 0;
try {
  for (const [i, { name, file, nth = 0, hook, setup, pushes, misses }] of runners.entries()) {
    console.log(`\n${name}`);
    const folder = join(scratch, String(i));
    const local = join(folder, 'node_modules/.bin');
    const repository = new HookRepository(folder, { PATH: `${local}${delimiter}${process.env['PATH']}`, CI: undefined });
    mkdirSync(local, { recursive: true });
    for (const each of ['lint-staged', 'lefthook', 'husky']) symlinkSync(realpathSync(join(bin, each)), join(local, each));
    symlinkSync(join(root, 'bin/headlint.js'), join(local, 'headlint'));
    repository.put('.gitignore', 'node_modules\n');
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    repository.put(file, recipes.filter((block) => block.file === file)[nth]!.text);
    if (setup) repository.run(setup[0]!, setup.slice(1));
    if (hook) {
      repository.put('.git/hooks/pre-commit', `#!/bin/sh\n${hook}\n`);
      chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755);
    }
    if (pushes) {
      repository.addRemote();
      repository.git('add', '.');
      repository.git('commit', '-qm', 'one');
      for (const { what, change, refused } of pushAttempts) {
        const { passed, output, seconds } = repository.push(...change(repository));
        const isMissed = misses.includes(what);
        const wrong = (passed === !refused) === isMissed || (!isMissed && refused && !refused.test(output));
        if (wrong) failed += 1;
        console.log(`  ${wrong ? '✗' : isMissed ? '○' : '✓'} push ${what}: ${passed ? 'passed' : 'refused'}, ${seconds.toFixed(1)} s${wrong ? `\n${output}` : ''}`);
      }
      continue;
    }
    for (const attempt of attempts) {
      const { what, passed, output, seconds } = repository.try(attempt);
      const isMissed = misses.includes(what);
      const wrong = (passed === !attempt.refused) === isMissed || attempt.after?.(repository);
      if (wrong) failed += 1;
      console.log(`  ${wrong ? '✗' : isMissed ? '○' : '✓'} ${what}: ${passed ? 'passed' : 'refused'}, ${seconds.toFixed(1)} s${wrong ? `\n${output}` : ''}`);
      repository.reset();
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
