import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { version } from '../src/version.ts';
import { blocksOf } from './blocks.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';
import { npxOf } from './npx.ts';
import { serviceOf, statefulSetOf } from './hook-repository.ts';

const test = suite('integrations');
const blocks = ['README.md', 'docs/integrations.md'].flatMap((page) => blocksOf(join(root, page)).map((block) => ({ page, ...block })));
const home = process.cwd();
const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const bashTest = has('bash') ? test : test.skip;
const gitTest = has('bash') && has('git') ? test : test.skip;
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

for (const { page, section, file, text } of blocks) {
  const [command, args] = /npx --yes headlint@\S+ (lint\b[^\n|']*)/.exec(text) ?? [];
  if (command === undefined) continue;
  const reports = [...args!.matchAll(/ -f \w+=(\S+)/g)].map(([, name]) => name!);

  bashTest(`${page}, ${section}: ${command}`, () => {
    mkdirSync('bin');
    npxOf(join(folder, 'bin'));
    for (const [, path] of text.matchAll(/mkdir -p (\S+)/g)) mkdirSync(path!, { recursive: true });
    writeFileSync('deploy/two.yaml', serviceOf('two').replace('ports:', 'ports:\n    - port: 1'));
    const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, FORCE_COLOR: undefined };
    const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', command], { env, encoding: 'utf8' });
    assert.is(status, 1, stderr);
    assert.match(stdout, /unnamed-port/);
    for (const report of reports) assert.match(readFileSync(report, 'utf8'), /unnamed-port/);
    // A report that nobody collects is a slip of the pen.
    for (const report of reports) assert.ok(text.split(report).length > 2 || text.includes(`path: ${report.split('/')[0]}\n`), `${file}: ${report}`);
  });
}

for (const { page, section, file, text } of blocks) {
  const [command] = /npx --yes headlint@\S+ diff\b[^\n']*/.exec(text) ?? [];
  if (command === undefined) continue;

  gitTest(`${page}, ${section}: ${command}`, () => {
    mkdirSync('bin');
    npxOf(join(folder, 'bin'));
    const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, FORCE_COLOR: undefined, GITHUB_BASE_REF: 'main', CHANGE_TARGET: 'main' };
    const git = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { env, encoding: 'utf8' });
      assert.is(status, 0, stderr);
      return stdout.trim();
    };
    git('init', '-q');
    git('add', 'deploy');
    git('commit', '-qm', 'one');
    const start = git('rev-parse', 'HEAD');
    git('update-ref', 'refs/remotes/origin/main', start);
    writeFileSync('deploy/db.yaml', `${statefulSetOf('db', 'dbx')}---\n${serviceOf('db')}`);
    git('commit', '-qam', 'two');
    const script = command.replace('$(System.PullRequest.TargetBranchName)', 'main');
    const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], { env: { ...env, CI_MERGE_REQUEST_DIFF_BASE_SHA: start }, encoding: 'utf8' });
    assert.is(status, 1, stderr);
    assert.match(stdout, /immutable-field/);
    if (file!.includes('github')) assert.match(text, /fetch-depth: 0/);
  });
}

test('what is installed is this version', () => {
  const texts = blocks.map(({ text }) => text).join('\n');
  const named = [...texts.matchAll(/headlint(?:\.git)?[@#]v?([\w.-]+)|\/headlint\n +rev: v([\w.-]+)|\/headlint\/v([\w.-]+)\//g)].map((found) => found.slice(1).find(Boolean));
  assert.ok(named.length >= 10);
  assert.equal([...new Set(named)], [version]);
});

test('workflows give the action what it takes', () => {
  const { inputs, outputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: object; outputs: object };
  const steps = blocks.filter(({ file }) => file?.startsWith('.github/')).flatMap(({ text }) => (parse(text) as { jobs: Record<string, { steps: { uses?: string; with?: object }[] }> }).jobs['headlint']!.steps);
  const used = steps.filter(({ uses }) => uses?.startsWith('headlint/'));
  assert.ok(used.length >= 2);
  for (const step of used) for (const name of Object.keys(step.with ?? {})) assert.ok(name in inputs, name);
  for (const [, name] of JSON.stringify(steps).matchAll(/steps\.headlint\.outputs\.(\w+)/g)) assert.ok(name! in outputs, name);
});

test('MegaLinter starts headlint with arguments that it has', async () => {
  const [linter] = (parse(readFileSync(join(root, 'mega-linter-plugin-headlint/headlint.megalinter-descriptor.yml'), 'utf8')) as { linters: { cli_lint_extra_args: string[]; cli_sarif_args: string[]; cli_lint_extra_args_after: string[]; install: { dockerfile: string[] } }[] }).linters;
  const sarif = linter!.cli_sarif_args.map((word) => word.replace('{{SARIF_OUTPUT_FILE}}', 'out.sarif'));
  const { code, err } = await headlint([...linter!.cli_lint_extra_args, ...sarif, ...linter!.cli_lint_extra_args_after]);
  assert.is(code, 0, err);
  assert.is(JSON.parse(readFileSync('out.sarif', 'utf8')).version, '2.1.0');
  assert.match(linter!.install.dockerfile.join(), `headlint@${version}`);
});

test('the hooks that pages name exist', () => {
  const hooks = (parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as { id: string }[]).map(({ id }) => id);
  const named = blocks.filter(({ file }) => file === '.pre-commit-config.yaml').flatMap(({ text }) => (parse(text) as { repos: { repo: string; hooks: { id: string }[] }[] }).repos.flatMap(({ hooks }) => hooks.map(({ id }) => id)));
  assert.ok(named.length);
  for (const id of named) assert.ok(hooks.includes(id), id);
});

test.run();
