import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { committedFiles, GitError, mergeBase } from '../src/node/git.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';

const test = suite('diff, command line');
const gitTest = spawnSync('git', ['--version']).status === 0 ? test : test.skip;
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'init.defaultBranch=main', ...args], { cwd: folder, encoding: 'utf8' });
  assert.is(status, 0, stderr);
}

const [before, after] = ['before', 'after'].map((name) => readFileSync(join(root, `fixtures/diff-example/${name}.yaml`), 'utf8')) as [string, string];

test('two files, two folders, standard input', async () => {
  put('old/a.yaml', before);
  put('new/a.yaml', after);
  const rules = (out: string) => [...out.matchAll(/\[([\w-]+)\]$/gm)].map(([, rule]) => rule);
  const both = await headlint(['diff', join(folder, 'old'), join(folder, 'new'), '-f', 'compact']);
  assert.is(both.code, 1);
  assert.equal(rules(both.out), ['immutable-field', 'name-gone']);
  assert.equal(rules((await headlint(['diff', '-', join(folder, 'new'), '-f', 'compact'], { stdin: before })).out), ['immutable-field', 'name-gone']);
  assert.equal(rules((await headlint(['diff', '-q', join(folder, 'old/a.yaml'), join(folder, 'new/a.yaml'), '-f', 'compact'])).out), ['immutable-field']);
  assert.is((await headlint(['diff', join(folder, 'old'), join(folder, 'old')])).code, 0);
});

for (const [what, argv, message] of [
  ['three', ['a', 'b', 'c'], /two states are compared, not more: headlint diff OLD NEW/],
  ['standard input alone', ['-'], /git has nothing of standard input/],
  ['standard input and a revision', ['--git-base', 'HEAD', '-'], /git has nothing of standard input/],
  ['standard input twice', ['-', '-'], /only one of the two/],
  ['no such path', ['no/such', '.'], /no such file or folder/],
] as const) {
  test(`usage: ${what}`, async () => {
    const { code, err } = await headlint(['diff', ...argv]);
    assert.is(code, 2);
    assert.match(err, message);
  });
}

gitTest('a branch is compared with where it left the revision', () => {
  git('init', '-q');
  put('deploy/etcd.yaml', before);
  put('deploy/Ümlaut name.yaml', '# nothing\n');
  put('notes.txt', 'no manifest\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'feature');
  put('deploy/etcd.yaml', after);
  git('commit', '-qam', 'two');
  git('checkout', '-q', 'main');
  put('deploy/etcd.yaml', '# gone on main, later\n');
  git('commit', '-qam', 'three');
  git('checkout', '-q', 'feature');
  const bin = join(root, 'bin/headlint.js');
  const run = (...argv: string[]) => spawnSync(process.execPath, [bin, 'diff', ...argv], { cwd: folder, encoding: 'utf8' });
  const found = run('--git-base', 'main', '-f', 'compact');
  assert.is(found.status, 1, found.stderr);
  assert.match(found.stdout, /^deploy\/etcd\.yaml:\d+:\d+: error .*\[immutable-field\]\n.*\[name-gone\]\n$/);
  const inside = spawnSync(process.execPath, [bin, 'diff', '--git-base', 'main', '.'], { cwd: join(folder, 'deploy'), encoding: 'utf8' });
  assert.match(inside.stdout, /↳ [0-9a-f]{9}:etcd\.yaml:\d+:\d+ it was like this/, 'paths are as seen from here');
  const unknown = run('--git-base', 'nowhere');
  assert.is(unknown.status, 2);
  assert.match(unknown.stderr, /git knows no revision "nowhere"/);
  assert.is(run('--git-base', '--output=x').status, 2, 'a revision is no option of git');
  assert.equal(committedFiles(folder, mergeBase(folder, 'main'), ['.'], () => true).map(({ path, bytes }) => [path, bytes.length]).sort(), [
    ['deploy/etcd.yaml', Buffer.byteLength(before)],
    ['deploy/Ümlaut name.yaml', 10],
    ['notes.txt', 12],
  ]);
});

gitTest('without a word, what is not committed is compared with the last commit', () => {
  git('init', '-q');
  put('deploy/etcd.yaml', before);
  git('add', '.');
  git('commit', '-qm', 'one');
  put('deploy/etcd.yaml', after);
  const run = (...argv: string[]) => spawnSync(process.execPath, [join(root, 'bin/headlint.js'), 'diff', '-f', 'compact', ...argv], { cwd: folder, encoding: 'utf8' });
  for (const argv of [[], ['deploy'], ['deploy/etcd.yaml']]) {
    const { status, stdout, stderr } = run(...argv);
    assert.is(status, 1, stderr);
    assert.match(stdout, /\[immutable-field\]\n.*\[name-gone\]\n$/);
    assert.match(stderr, /^headlint: compared with the last commit/);
  }
});

const builds = spawnSync('git', ['--version']).status === 0 && ['kustomize', 'kubectl'].some((program) => spawnSync(program, ['--help']).status === 0);
const buildTest = builds ? test : test.skip;

buildTest('overlays are compared as they are built, on both sides', () => {
  git('init', '-q');
  put('base/kustomization.yaml', 'resources: [etcd.yaml]\nconfigMapGenerator: [{name: settings, files: [settings.conf]}]\n');
  put('base/etcd.yaml', before);
  put('base/settings.conf', 'a=1\n');
  put('overlays/a/kustomization.yaml', 'resources: [../../base]\nnamePrefix: a-\nreplicas: [{name: etcd, count: 3}]\n');
  put('overlays/b/kustomization.yaml', 'resources: [../../base]\nnamespace: b\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'feature');
  put('base/etcd.yaml', before.replace('serviceName: etcd', 'serviceName: etcd-peers'));
  put('overlays/a/kustomization.yaml', 'resources: [../../base]\nnamePrefix: a-\nreplicas: [{name: etcd, count: 1}]\n');
  const bin = join(root, 'bin/headlint.js');
  const run = (...argv: string[]) => spawnSync(process.execPath, [bin, 'diff', '--git-base', 'main', '-f', 'json', ...argv], { cwd: folder, encoding: 'utf8', env: { ...process.env, TMPDIR: put('tmp/x', '').slice(0, -2) } });
  const found = run();
  assert.is(found.status, 1, found.stderr);
  const { results } = JSON.parse(found.stdout) as { results: { file: string; line: number; rule: string; builds: string[]; message: string; related: { file: string }[] }[] };
  const refused = results.find(({ rule }) => rule === 'immutable-field')!;
  assert.equal([refused.file, refused.builds], ['base/etcd.yaml', ['overlays/a', 'overlays/b']]);
  assert.match(refused.message, /it was "(?:a-)?etcd", and is/);
  assert.match(refused.related[0]!.file, /^[0-9a-f]{9}:base\/etcd\.yaml$/);
  assert.match(run('overlays/a').stdout, /a-etcd-0\.a-etcd\.default\.svc/, 'a base outside of what is named is there on both sides');
  assert.is(run('--kustomize', 'never').stdout.includes('a-etcd'), false);
  assert.equal(readdirSync(join(folder, 'tmp')), ['x'], 'nothing is left behind');
  put('overlays/b/kustomization.yaml', 'resources: [../../base, gone.yaml]\n');
  const broken = run('overlays');
  assert.match(broken.stderr, /overlays\/b cannot be built, and is compared as its files stand: gone\.yaml does not exist/);
  assert.not.match(broken.stdout, /"namespace": "b"/, 'and not with what was built before');
});

gitTest('outside of a repository', () => {
  assert.throws(() => mergeBase(folder, 'main'), (error: Error) => error instanceof GitError && /knows no revision|not a git repository/.test(error.message));
});

test('the page shows what is said', async () => {
  const path = join(root, 'docs/diff.md');
  let page = readFileSync(path, 'utf8');
  for (const [block, command] of page.matchAll(/```console\n\$ headlint ([^\n]+)\n[\s\S]*?```/g)) {
    const { out } = await headlint(command!.split(' '));
    const said = `\`\`\`console\n$ headlint ${command}\n${out}\`\`\``;
    if (process.env['UPDATE'] === '1') page = page.replace(block!, () => said);
    else assert.is(block, said);
  }
  if (process.env['UPDATE'] === '1') writeFileSync(path, page);
});

test.run();
