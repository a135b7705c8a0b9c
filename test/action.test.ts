import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { version } from '../src/version.ts';
import { npxOf } from './npx.ts';
import { root } from './fixtures.ts';
import { serviceOf, statefulSetOf } from './hook-repository.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[] };
}

/** The step of action.yml, run as GitHub's runner does: bash, a file for outputs, one for the summary. */
const test = suite('action');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const [step, ...others] = action.runs.steps;
const hasBash = spawnSync('bash', ['--version']).status === 0;
const bashTest = hasBash ? test : test.skip;
const gitTest = hasBash && spawnSync('git', ['--version']).status === 0 ? test : test.skip;

let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  for (const name of ['bin', 'temp', 'workspace/deploy']) mkdirSync(join(folder, name), { recursive: true });
  npxOf(join(folder, 'bin'));
  writeFileSync(join(folder, 'workspace/deploy/db.yaml'), `${statefulSetOf('db')}---\n${serviceOf('db')}`);
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(join(folder, 'workspace', path, '..'), { recursive: true });
  writeFileSync(join(folder, 'workspace', path), text);
}

function run(given: Readonly<Record<string, string>> = {}) {
  const env = Object.fromEntries(
    Object.entries(step!.env).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)![1]!;
      return [name, given[input] ?? action.inputs[input]!.default];
    }),
  );
  const script = join(folder, 'step.sh');
  writeFileSync(script, step!.run);
  const output = join(folder, 'output');
  const summary = join(folder, 'summary');
  writeFileSync(output, '');
  writeFileSync(summary, '');
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: join(folder, 'workspace'),
    env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: join(folder, 'temp'), GITHUB_ACTIONS: 'true', CI: 'true', ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr, outputs: readFileSync(output, 'utf8'), summary: readFileSync(summary, 'utf8') };
}

test('inputs reach the script as variables only, and each does', () => {
  assert.equal(others, []);
  assert.not.match(step!.run, '${{');
  const used = Object.values(step!.env).map((value) => /inputs\.([\w-]+)/.exec(value)?.[1]);
  assert.equal(used.sort(), Object.keys(action.inputs).sort());
  for (const name of Object.keys(step!.env)) assert.match(step!.run, new RegExp(`\\$\\{?${name}\\b`));
  for (const [name, { value }] of Object.entries(action.outputs)) assert.is(value, `\${{ steps.lint.outputs.${name} }}`);
});

bashTest('a clean repository', () => {
  const { code, out, outputs, summary, err } = run();
  assert.is(code, 0, err);
  assert.match(out, 'No findings');
  assert.is(outputs, 'errors=0\nwarnings=0\nsarif=headlint.sarif\n');
  assert.match(summary, 'no findings');
  assert.is(JSON.parse(readFileSync(join(folder, 'workspace/headlint.sarif'), 'utf8')).version, '2.1.0');
  assert.match(readFileSync(join(folder, 'npx'), 'utf8'), `--yes headlint@${version} lint`);
});

gitTest('with a base, what an update breaks is told as well', () => {
  const git = (...args: string[]) => assert.is(spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: join(folder, 'workspace') }).status, 0, args.join(' '));
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'feature');
  assert.is(run({ 'git-base': 'main' }).code, 0);
  put('deploy/db.yaml', `${statefulSetOf('db').replace('spec:', 'spec:\n  podManagementPolicy: Parallel')}---\n${serviceOf('db')}`);
  assert.is(run().code, 0);
  const { code, out, summary, outputs, err } = run({ 'git-base': 'main' });
  assert.is(code, 1, err);
  assert.match(out, /^::error file=deploy\/db\.yaml,line=\d+,.*immutable-field/m);
  assert.match(summary, /no findings[\s\S]*immutable-field/);
  assert.match(outputs, 'errors=0', 'the outputs are those of lint');
  assert.is(run({ 'git-base': 'main', 'fail-on': 'never' }).code, 0);
  assert.is(run({ 'git-base': 'nowhere', 'fail-on': 'never' }).code, 2);
});

bashTest('findings: annotations, a summary, outputs, and when to fail', () => {
  put('deploy/db.yaml', statefulSetOf('db', 'dbx'));
  const warned = run();
  assert.is(warned.code, 0, warned.err);
  assert.match(warned.out, /^::warning file=deploy\/db\.yaml,line=6,.*missing-governing-service/m);
  assert.is(warned.outputs, 'errors=0\nwarnings=1\nsarif=headlint.sarif\n');
  assert.match(warned.summary, /\| warning \| deploy\/db.yaml:6:16/);
  assert.is(run({ 'fail-on': 'warning' }).code, 1);
  put('deploy/two.yaml', serviceOf('two').replace('ports:', 'ports:\n    - port: 1'));
  const failed = run();
  assert.is(failed.code, 1);
  assert.match(failed.outputs, /^errors=[1-9]/);
  const reported = run({ 'fail-on': 'never', annotations: 'false', summary: 'false' });
  assert.is(reported.code, 0);
  assert.not.match(reported.out, '::error');
  assert.is(reported.summary, '');
});

bashTest('paths and arguments, one a line, are nothing but words', () => {
  put('two words/$(touch ran)/db.yaml', statefulSetOf('db', 'dbx'));
  const { code, out, outputs, err } = run({ paths: 'two words/$(touch ran)\ndeploy\n', args: '--max-warnings\n0\n', sarif: "it's.sarif", config: '' });
  assert.is(code, 1, err);
  assert.match(out, 'two words/');
  assert.match(outputs, "sarif=it's.sarif");
  assert.ok(existsSync(join(folder, "workspace/it's.sarif")));
  assert.not.ok(existsSync(join(folder, 'workspace/ran')));
});

bashTest('a configuration', () => {
  put('deploy/db.yaml', statefulSetOf('db', 'dbx'));
  put('ci.yaml', 'rules: {missing-governing-service: error}\n');
  assert.is(run({ config: 'ci.yaml', paths: 'deploy' }).code, 1);
});

bashTest('wrong usage is said, and fails whatever it fails on', () => {
  assert.is(run({ paths: 'nowhere', 'fail-on': 'never' }).code, 2);
  const { code, out } = run({ 'fail-on': 'sometimes' });
  assert.is(code, 2);
  assert.match(out, '::error title=headlint::fail-on takes error, warning or never');
  assert.is(run({ sarif: '' }).code, 2);
});

test.run();
