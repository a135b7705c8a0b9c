import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import { gather } from '../src/node/gather.ts';
import { lintPaths } from '../src/node/lint-paths.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';

const test = suite('gather');
const home = process.cwd();
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
  process.chdir(folder);
});
test.after.each(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, env, encoding: 'utf8' });
  assert.is(status, 0, stderr);
}
const hasGit = spawnSync('git', ['--version']).status === 0;
const gitTest = hasGit ? test : test.skip;

const service = (name: string, spec = 'clusterIP: None, selector: {app: db}, ports: [{name: db, port: 80}]') => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
const statefulSet = (serviceName: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: ${serviceName}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db, ports: [{name: db, containerPort: 80}]}]}
`;
const broken = service('two', 'selector: {app: db}, ports: [{port: 80}, {port: 81}]');

/** A repository: a StatefulSet and its Service in folders of their own, and somebody else's mistake. */
function repository(): void {
  put('.git/HEAD', '');
  put('apps/sets/db.yaml', statefulSet('db'));
  put('apps/services/db.yaml', service('db'));
  put('other/broken.yaml', broken);
}

const compact = async (...argv: string[]) => {
  const { code, out, err } = await headlint(['lint', '-f', 'compact', ...argv]);
  return `${out}${err}${code}`;
};

test('a named file is reported on, and its repository is known', async () => {
  repository();
  assert.is(await compact('apps/sets/db.yaml'), '0');
  assert.match(await compact('--no-project', 'apps/sets/db.yaml'), /missing-governing-service/);
  const { out } = await headlint(['lint', '-f', 'json', 'apps/sets/db.yaml', 'other/broken.yaml']);
  const { results, summary } = JSON.parse(out);
  assert.equal(results.map((d: Diagnostic) => `${d.file} ${d.rule}`), ['other/broken.yaml unnamed-port']);
  assert.is(summary.files, 2, 'what is only known is not counted');
  assert.is(summary.objects, 2);
});

test('a finding elsewhere whose other end is in the named file is reported', async () => {
  repository();
  put('apps/services/db.yaml', service('db-headless'));
  const said = await compact('apps/services/db.yaml');
  assert.match(said, /^apps\/sets\/db\.yaml:5:16: warning .*missing-governing-service\]\n0$/);
  assert.is(await compact('apps/services/db.yaml', '-q'), '0');
});

test('a folder is what it was: known and reported on, and nothing beside it', async () => {
  repository();
  assert.match(await compact('apps/sets'), /missing-governing-service/);
  assert.is(await compact('apps'), '0');
  assert.match(await compact(), /other\/broken\.yaml.*unnamed-port/, 'no path is this folder');
});

test('paths are written as the named ones are, and stand to each other as the files do', async () => {
  repository();
  put('apps/services/db.yaml', service('db-headless'));
  const found = async (cwd: string, ...argv: string[]) => {
    process.chdir(join(folder, cwd));
    const { out } = await headlint(['lint', '-f', 'json', ...argv]);
    const [{ file, related, message }] = JSON.parse(out).results;
    return [file, related[0].file, message];
  };
  const [, , message] = await found('.', 'apps/sets/db.yaml');
  assert.equal(await found('apps/sets', 'db.yaml'), ['db.yaml', '../services/db.yaml', message]);
  assert.equal(await found('apps/sets', './db.yaml'), ['./db.yaml', '../services/db.yaml', message]);
  assert.equal(await found('other', join(folder, 'apps/sets/db.yaml')), [join(folder, 'apps/sets/db.yaml'), join(folder, 'apps/services/db.yaml'), message]);
});

test('standard input stands for a file of the repository', async () => {
  repository();
  const { code, out } = await headlint(['lint', '-f', 'compact', '-', '--stdin-filename', 'apps/sets/db.yaml'], { stdin: statefulSet('dc') });
  assert.is(code, 0);
  assert.match(out, /^apps\/sets\/db\.yaml:5:16: warning .*"db".*\n$/);
  const created = (name: string, text: string, ...argv: string[]) => headlint(['lint', '-f', 'compact', '-', '--stdin-filename', name, ...argv], { stdin: text });
  assert.is((await created('apps/sets/new.yaml', statefulSet('db').replace('name: db}', 'name: dc}'))).out, '', 'a file that is not saved yet');
  assert.match((await created('nowhere/yet/new.yaml', statefulSet('dx'), '--no-project')).out, /^nowhere\/yet\/new\.yaml:/);
  assert.match((await created('apps/sets/db.yaml', statefulSet('db'), '--no-project')).out, /missing-governing-service/);
  put('apps/services/db.yaml', service('db-headless'));
  assert.is((await created('apps/services/db.yaml', service('db'), 'apps')).out, '', 'in the place of the file in a folder');
});

test('standard input for a file that the configuration leaves out is left out', async () => {
  repository();
  put('headlint.config.yaml', 'ignore: [other]\n');
  const { code, err } = await headlint(['lint', '-', '--stdin-filename', 'other/broken.yaml'], { stdin: broken });
  assert.is(code, 2);
  assert.match(err, /nothing to lint.*Nor does what headlint\.config\.yaml ignores/s);
});

test('outside of a repository a file is alone', async () => {
  put('sets/db.yaml', statefulSet('db'));
  put('services/db.yaml', service('db'));
  assert.match(await compact('sets/db.yaml'), /missing-governing-service/);
  assert.is(await compact('sets/db.yaml', 'services/db.yaml'), '0');
});

test('the folder of a configuration is a project, in a repository of many', () => {
  repository();
  put('apps/headlint.config.yaml', '');
  const { paths, reportOn, base } = gather(['apps/sets/db.yaml'], { gitignore: true, project: true });
  assert.equal(paths.filter((path) => path.endsWith('db.yaml') || path.includes('broken')), ['apps/services/db.yaml', 'apps/sets/db.yaml']);
  assert.equal(reportOn, ['apps/sets/db.yaml']);
  assert.is(base, join(folder, 'apps'));
});

test('a home folder that is kept in git is no project', () => {
  repository();
  const { HOME } = process.env;
  process.env['HOME'] = folder;
  try {
    assert.is(gather(['apps/sets/db.yaml'], { gitignore: true, project: true }).reportOn, undefined);
  } finally {
    process.env['HOME'] = HOME;
  }
});

test('a link is reported on by its own name, once', async () => {
  repository();
  symlinkSync('../other/broken.yaml', join(folder, 'apps/link.yaml'));
  assert.match(await compact('apps/link.yaml'), /^apps\/link\.yaml:4.*\n1$/);
});

test('a file that is not there is said to be', async () => {
  repository();
  assert.match(await compact('apps/gone.yaml'), 'apps/gone.yaml: no such file or folder');
});

test('the library knows the repository, too', () => {
  repository();
  assert.equal(lintPaths(['apps/sets/db.yaml']).results, []);
  assert.is(lintPaths(['apps/sets']).results.length, 1);
});

test('reporting on a file is reporting on all, less what has no end in it', () => {
  const rules = join(root, 'fixtures/rules');
  const projects = readdirSync(rules).flatMap((rule) => readdirSync(join(rules, rule)).flatMap((name) => (/\.\w+$/.test(name) ? [] : [join(rule, name)])));
  assert.ok(projects.length > 20);
  for (const project of projects) {
    const files = readdirSync(join(rules, project), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ya?ml|json)$/.test(path))
      .map((path) => ({ path, text: readFileSync(join(rules, project, path), 'utf8') }));
    const { results } = lint(files);
    for (const { path } of files) {
      const ends = ({ file, related }: Diagnostic) => [file, ...related.map((r) => r.file)].includes(path);
      assert.equal(lint(files, { reportOn: [path] }).results, results.filter(ends), `${project}/${path}`);
    }
  }
});

gitTest('--tracked: what git does not track does not count', async () => {
  put('db.yaml', statefulSet('db'));
  put('service.yaml', service('db'));
  put('two words/ä.yaml', broken);
  put('gone.yaml', service('gone'));
  git('init', '-q');
  git('add', 'db.yaml', 'two words', 'gone.yaml');
  rmSync(join(folder, 'gone.yaml'));
  assert.match(await compact('.'), /^two words\/ä\.yaml.*\n1$/);
  for (const argv of [['.'], ['db.yaml']]) assert.match(await compact('--tracked', ...argv), /db\.yaml:5:16: .*missing-governing-service/, 'the Service was forgotten');
  git('add', '.');
  assert.is(await compact('--tracked', 'db.yaml'), '0');
  process.chdir('two words');
  assert.match(await compact('--tracked'), /^ä\.yaml:4.*\n1$/, 'of a folder below the root');
});

gitTest('--tracked in a hook: the index of the commit counts, whatever git says of its directory', async () => {
  put('deploy/db.yaml', statefulSet('db'));
  put('deploy/service.yaml', service('db'));
  put('other/db.yaml', statefulSet('nothing'));
  git('init', '-q');
  git('add', 'deploy');
  git('-C', 'other', 'init', '-q');
  git('-C', 'other', 'add', '.');
  const index = join(folder, '.git/next-index');
  const { GIT_DIR, GIT_INDEX_FILE } = process.env;
  try {
    Object.assign(process.env, { GIT_DIR: join(folder, '.git'), GIT_INDEX_FILE: '.git/index' });
    assert.is(await compact('--tracked', 'deploy'), '0');
    assert.match(await compact('--tracked', 'other'), /^other\/db\.yaml:5:16: .*missing-governing-service/);
    // As git commit PATH does it.
    process.env['GIT_INDEX_FILE'] = index;
    spawnSync('git', ['add', 'deploy/db.yaml'], { cwd: folder, env: { ...env, GIT_INDEX_FILE: index } });
    assert.match(await compact('--tracked', 'deploy'), /missing-governing-service/);
  } finally {
    for (const [name, value] of Object.entries({ GIT_DIR, GIT_INDEX_FILE })) if (value === undefined) delete process.env[name];
  }
});

gitTest('--tracked runs nothing that the repository configures', async () => {
  put('db.yaml', service('db', 'type: ExternalName, externalName: db.example.com'));
  git('init', '-q');
  git('add', '.');
  git('config', 'core.fsmonitor', `touch ${join(folder, 'ran')}; true`);
  assert.is(await compact('--tracked', '.'), '0');
  assert.not.ok(existsSync(join(folder, 'ran')));
});

gitTest('--tracked outside of a repository is wrong usage', async () => {
  put('db.yaml', service('db'));
  assert.match(await compact('--tracked', '.'), /^headlint: git cannot tell which files it tracks in \.: not a git repository.*\n.*\n2$/s);
});

test.run();
