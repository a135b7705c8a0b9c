import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CheckedOut } from '../src/node/commit.ts';
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

test('of two namesakes in one file nobody knows which became which', async () => {
  put('old/a.yaml', `${before}---\n${after}`);
  const { code, out } = await headlint(['diff', join(folder, 'old'), join(folder, 'old'), '-f', 'compact']);
  assert.equal([code, out], [0, '']);
});

for (const [what, argv, message] of [
  ['three', ['a', 'b', 'c'], /two states are compared, not more: headlint diff OLD NEW/],
  ['standard input alone', ['-'], /git has nothing of standard input/],
  ['standard input and a revision', ['--git-base', 'HEAD', '-'], /git has nothing of standard input/],
  ['standard input twice', ['-', '-'], /only one of the two/],
  ['--pushed and --git-head', ['--pushed', '--git-head', 'HEAD'], /exclude each other/],
  ['nothing at all', ['schemas/kubernetes', 'bin'], /nothing to compare: no/],
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
  assert.equal([...committedFiles(folder, mergeBase(folder, 'main'), ['.'], () => true)].map(({ path, bytes }) => [path, bytes.length]).sort(), [
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

/** The command in the folder, its findings as `severity rule file:line`. */
async function diffHere(argv: readonly string[], stdin = ''): Promise<{ code: number; err: string; found: string[] }> {
  const home = process.cwd();
  process.chdir(folder);
  try {
    const { code, out, err } = await headlint(['diff', '-f', 'compact', ...argv], { stdin });
    return { code, err, found: [...out.matchAll(/^(.+:\d+):\d+: (\w+) .*\[([\w-]+)\]$/gm)].map(([, place, severity, rule]) => `${severity} ${rule} ${place!.replace(/^[0-9a-f]{9}:/, '<base>:')}`) };
  } finally {
    process.chdir(home);
  }
}

gitTest('what is there on one side alone', async () => {
  git('init', '-q');
  const unborn = await diffHere([]);
  assert.is(unborn.code, 2, 'nothing is there at all');
  put('deploy/etcd.yaml', before);
  const first = await diffHere([]);
  assert.equal([first.code, first.found], [0, []]);
  assert.match(first.err, /there is no commit yet/);
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'feature');
  git('rm', '-qr', 'deploy');
  const gone = ['info name-gone <base>:deploy/etcd.yaml:4'];
  for (const argv of [['deploy/'], ['deploy/etcd.yaml'], ['.'], [], [join(folder, 'deploy')]]) assert.equal((await diffHere(['--git-base', 'main', ...argv])).found, gone, argv.join());
  put('later/Ünd so/etcd.yaml', after);
  const moved = ['error immutable-field later/Ünd so/etcd.yaml:19', 'warning name-gone later/Ünd so/etcd.yaml:20'];
  assert.equal((await diffHere(['--git-base', 'main', 'deploy', 'later'])).found, moved);
  assert.equal((await diffHere(['--git-base', 'main', 'later'])).found, [], 'a folder that is new');
  const slip = await diffHere(['--git-base', 'main', 'depoly']);
  assert.is(slip.code, 2);
  assert.match(slip.err, /depoly: no such file or folder, neither now nor before/);
  git('add', '.');
  git('commit', '-qm', 'two');
  rmSync(join(folder, 'later'), { recursive: true });
  assert.equal((await diffHere(['--git-base', 'main', '--git-head', 'feature'])).found, moved, 'of a commit, whatever the working tree has');
  assert.equal((await diffHere(['--git-base', 'main', '--git-head', 'feature', 'deploy'])).found, gone);
  assert.is((await diffHere(['--git-head', 'feature'])).code, 2);
});

gitTest('of a file that is named, the rest of the repository is known', async () => {
  const at = before.indexOf('---\napiVersion: v1\nkind: ConfigMap');
  git('init', '-q');
  put('deploy/etcd.yaml', before.slice(0, at));
  put('deploy/users.yaml', before.slice(at + 4));
  put('deploy/other.yaml', before.replaceAll('etcd', 'other'));
  git('add', '.');
  git('commit', '-qm', 'one');
  put('deploy/other.yaml', after.replaceAll('etcd', 'other'));
  put('deploy/elsewhere.yaml', before.slice(0, at));
  rmSync(join(folder, 'deploy/etcd.yaml'));
  assert.equal((await diffHere(['deploy/etcd.yaml'])).found, [], 'it is in another file now');
  put('deploy/elsewhere.yaml', after.slice(0, after.indexOf('---\napiVersion: v1\nkind: ConfigMap')));
  assert.equal((await diffHere(['deploy/elsewhere.yaml'])).found, ['error immutable-field deploy/elsewhere.yaml:19', 'warning name-gone deploy/elsewhere.yaml:20']);
  assert.equal((await diffHere(['deploy/users.yaml'])).found, ['warning name-gone deploy/elsewhere.yaml:20'], 'it uses what goes');
  assert.is((await diffHere(['.'])).found.length, 4);
});

gitTest('a path is a path, a folder may be newer than a commit, and a bare repository has commits', async () => {
  git('init', '-q');
  put(':etcd.yaml', before);
  put('kustomization.yaml', 'resources: []\n');
  git('add', '--all');
  git('commit', '-qm', 'one');
  put(':etcd.yaml', after);
  git('commit', '-qam', 'two');
  const found = ['error immutable-field :etcd.yaml:19', 'warning name-gone :etcd.yaml:20'];
  const between = ['--git-base', 'HEAD~1', '--git-head', 'HEAD'];
  process.env['GIT_ICASE_PATHSPECS'] = '1';
  try {
    assert.equal((await diffHere([...between, ':etcd.yaml'])).found, found);
  } finally {
    delete process.env['GIT_ICASE_PATHSPECS'];
  }
  mkdirSync(join(folder, 'later'));
  const later = spawnSync(process.execPath, [join(root, 'bin/headlint.js'), 'diff', '-f', 'compact', ...between, '..'], { cwd: join(folder, 'later'), encoding: 'utf8' });
  assert.match(later.stdout, /^\.\.\/:etcd\.yaml:19:\d+: error .*\[immutable-field\]$/m, later.stderr);
  const bare = mkdtempSync(join(tmpdir(), 'headlint-bare-'));
  git('clone', '-q', '--bare', '.', bare);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/headlint.js'), 'diff', '-f', 'compact', ...between], { cwd: bare, encoding: 'utf8' });
  rmSync(bare, { recursive: true });
  assert.is(status, 1, stderr);
  assert.match(stdout, /^:etcd\.yaml:19:\d+: error .*\[immutable-field\]$/m);
});

gitTest('what a partial clone lacks is not fetched, nor is what it configures for that run', async () => {
  git('init', '-q', 'origin');
  put('origin/a.yaml', before);
  git('-C', 'origin', 'add', '.');
  git('-C', 'origin', 'commit', '-qm', 'before');
  put('origin/a.yaml', after);
  git('-C', 'origin', 'commit', '-qam', 'after');
  git('-C', 'origin', 'config', 'uploadpack.allowFilter', 'true');
  git('clone', '-q', '--filter=blob:none', `file://${join(folder, 'origin')}`, 'clone');
  const marked = join(folder, 'marked');
  put('mark.sh', `#!/bin/sh\ntouch '${marked}'\n`);
  git('-C', 'clone', 'config', 'remote.origin.uploadpack', `sh '${join(folder, 'mark.sh')}'`);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/headlint.js'), 'diff', '--git-base', 'HEAD~1'], { cwd: join(folder, 'clone'), encoding: 'utf8' });
  assert.is(status, 2);
  assert.match(stderr, /a partial clone has not fetched all of it, and headlint fetches nothing; git fetch --refetch --no-filter gets it/);
  assert.not.ok(existsSync(marked));
});

gitTest('what a sparse checkout leaves out is not gone', async () => {
  git('init', '-q');
  put('a/etcd.yaml', before);
  put('b/etcd.yaml', before.replaceAll('etcd', 'etcd-b'));
  git('add', '.');
  git('commit', '-qm', 'one');
  git('sparse-checkout', 'set', 'a');
  assert.equal((await diffHere([])).found, []);
  rmSync(join(folder, 'a/etcd.yaml'));
  assert.equal((await diffHere([])).found, ['info name-gone <base>:a/etcd.yaml:4']);
});

gitTest('line breaks of the system change nothing', async () => {
  git('init', '-q');
  put('etcd.yaml', before);
  git('add', '.');
  git('commit', '-qm', 'one');
  put('etcd.yaml', before.replaceAll('\n', '\r\n'));
  assert.equal((await diffHere([])).found, []);
});

gitTest('a pointer of LFS is no manifest, and that is said', async () => {
  git('init', '-q');
  put('etcd.yaml', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  put('etcd.yaml', before);
  const home = process.cwd();
  process.chdir(folder);
  const { out } = await headlint(['diff']);
  process.chdir(home);
  assert.match(out, /skipped [0-9a-f]{9}:etcd\.yaml:1: git has a pointer of LFS here/);
});

test('a file that cannot be read is not gone', async () => {
  put('old/a.yaml', before);
  put('new/a.yaml', `${after}---\napiVersion: v1\nkind: Service\nmetadata: {name: x\n`);
  put('old/b.yaml', before.replaceAll('etcd', 'other'));
  put('new/b.yaml', after.replaceAll('etcd', 'other'));
  assert.equal((await diffHere(['old', 'new'])).found, ['error immutable-field new/b.yaml:19', 'warning name-gone new/b.yaml:20']);
  const home = process.cwd();
  process.chdir(folder);
  const { out } = await headlint(['diff', 'old', 'new']);
  process.chdir(home);
  assert.match(out, /skipped new\/a\.yaml:4\d: not YAML: /);
});

test('comments and annotations count where they stand', async () => {
  put('old/a.yaml', before);
  put('new/a.yaml', after.replace('  podManagementPolicy', '  # headlint-disable-next-line immutable-field -- is created anew\n  podManagementPolicy'));
  const some = ['warning name-gone new/a.yaml:21'];
  assert.equal((await diffHere(['old', 'new'])).found, some);
  assert.is((await diffHere(['old', 'new'])).code, 0);
  assert.is((await diffHere(['old', 'new', '--max-warnings', '0'])).code, 1);
  assert.is((await diffHere(['old', 'new', '--max-warnings', '0', '--exit-zero'])).code, 0);
  assert.is((await diffHere(['old', 'new', '--no-inline-config'])).code, 1);
  put('new/a.yaml', after.replace('  name: etcd\nspec:\n  serviceName', '  name: etcd\n  annotations:\n    ignore.headlint.dev/immutable-field: by hand\n    ignore.headlint.dev/name-gone: by hand\nspec:\n  serviceName'));
  assert.equal((await diffHere(['old', 'new'])).found, []);
  put('old/a.yaml', before.replace('  name: etcd\n', '  name: etcd\n  annotations: {ignore.headlint.dev/name-gone: for tests only}\n'));
  put('new/a.yaml', '# nothing\n');
  assert.equal((await diffHere(['old', 'new'])).found, [], 'what may go says so itself');
});

test('settings count for old files under their plain names', async () => {
  put('old/a.yaml', before);
  put('new/b.yaml', '# nothing\n');
  put('headlint.config.yaml', 'overrides:\n  - files: [old/**]\n    rules: {name-gone: error}\n');
  assert.equal((await diffHere(['old', 'new'])).found, ['error name-gone old/a.yaml:4']);
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
  const run = (...argv: string[]) => spawnSync(process.execPath, [bin, 'diff', '--git-base', 'main', '-f', 'json', ...argv], { cwd: folder, encoding: 'utf8', env: { ...process.env, TMPDIR: put('tmp/x', '').slice(0, -2), NODE_DISABLE_COMPILE_CACHE: '1' } });
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
  assert.match(broken.stderr, /^headlint: overlays\/b\/kustomization\.yaml: it cannot be built: gone\.yaml does not exist.*; compared as they stand$/m);
  assert.not.match(broken.stdout, /"namespace": "b"/, 'and not with what was built before');
});

gitTest('what a link leads to is compared, and what has a history of its own is not', () => {
  git('init', '-q');
  put('deploy/etcd.yaml', before);
  symlinkSync('deploy', join(folder, 'prod'));
  git('add', '.');
  git('commit', '-qm', 'one');
  put('deploy/etcd.yaml', after);
  put('sub/.git', 'gitdir: ../.git/modules/sub\n');
  put('sub/etcd.yaml', after);
  const run = (path: string) => spawnSync(process.execPath, [join(root, 'bin/headlint.js'), 'diff', '-f', 'compact', path], { cwd: folder, encoding: 'utf8' });
  assert.match(run('prod').stdout, /^deploy\/etcd\.yaml:.*immutable-field/m);
  assert.match(run('prod/etcd.yaml').stdout, /^deploy\/etcd\.yaml:.*immutable-field/m);
  for (const path of ['sub', 'sub/etcd.yaml', root]) {
    const { status, stderr } = run(path);
    assert.is(status, 2);
    assert.match(stderr, /is not of this repository, or is a submodule of it: run headlint diff there/);
  }
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

(process.platform === 'win32' ? test.skip : gitTest)('a commit with paths that lead out of it is written nowhere else, and odd ones are told', () => {
  git('init', '-q');
  const write = (type: string, input: Buffer | string) => spawnSync('git', ['hash-object', '-w', '--literally', '-t', type, '--stdin'], { cwd: folder, input, encoding: 'utf8' }).stdout.trim();
  const entry = (mode: string, name: string, id: string) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  const file = entry('100644', 'a.yaml', write('blob', 'a: 1\n'));
  const inside = write('tree', file);
  const tree = write('tree', Buffer.concat([entry('40000', '..', inside), entry('40000', '.GIT', inside), file]));
  const commit = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit-tree', '-m', 'x', tree], { cwd: folder, encoding: 'utf8' }).stdout.trim();
  for (const [entries, message] of [
    [[entry('100644', 'b', write('blob', 'a: 1\n')), entry('40000', 'b', inside)], /git has b\/a\.yaml in [0-9a-f]+, which cannot be written .*its folder is a file; --kustomize never/],
    [[entry('100644', `${'x'.repeat(300)}.yaml`, write('blob', 'a: 1\n'))], /git has x+… in .*its name is too long/],
    [[entry('100644', 'b.yaml', '1'.repeat(40))], /git lacks b\.yaml of/],
  ] as const) {
    const { stdout } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit-tree', '-m', 'x', write('tree', Buffer.concat(entries))], { cwd: folder, encoding: 'utf8' });
    const home = process.cwd();
    process.chdir(folder);
    try {
      assert.throws(() => new CheckedOut(stdout.trim(), ''), (error: Error) => error instanceof GitError && message.test(error.message));
    } finally {
      process.chdir(home);
    }
  }
  const here = process.cwd();
  const temporary = process.env['TMPDIR'];
  mkdirSync(join(folder, 'temporary'));
  process.chdir(folder);
  process.env['TMPDIR'] = join(folder, 'temporary');
  try {
    const checkedOut = new CheckedOut(commit, '');
    const [only, ...others] = readdirSync(join(folder, 'temporary'));
    assert.equal(others, []);
    assert.equal(readdirSync(join(folder, 'temporary', only!)).sort(), ['.git', 'a.yaml']);
    assert.equal(readdirSync(join(folder, 'temporary', only!, '.git')), []);
    checkedOut.remove();
  } finally {
    process.chdir(here);
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
});

test.run();
