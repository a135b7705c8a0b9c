import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCall } from '../src/cli/call.ts';
import { commands } from '../src/cli/commands.ts';
import { groups, lintOptions, type Option } from '../src/cli/options.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import { version } from '../src/version.ts';
import { headlint } from './command.ts';
import { root } from './fixtures.ts';

const test = suite('cli');
const bin = join(root, 'bin/headlint.js');
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const service = (spec: string, name = 'web') => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
const clean = service('selector: {app: web}, ports: [{port: 80}]');
const twoPorts = 'selector: {app: web}, ports: [{port: 80}, {port: 81}]';
const error = service(twoPorts);
const warning = `apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {service.alpha.kubernetes.io/tolerate-unready-endpoints: "true"}}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n`;

test('exit codes: 0 clean or only warnings, 1 errors or too many warnings, 2 usage', async () => {
  const file = put('a.yaml', clean);
  assert.equal((await headlint(['lint', file])).code, 0);
  writeFileSync(file, warning);
  assert.is((await headlint(['lint', file])).code, 0);
  assert.is((await headlint(['lint', '--max-warnings', '1', file])).code, 0);
  const tooMany = await headlint(['lint', '--max-warnings=0', file]);
  assert.is(tooMany.code, 1);
  assert.match(tooMany.err, '1 warning is more than --max-warnings 0');
  writeFileSync(file, error);
  assert.is((await headlint(['lint', file])).code, 1);
});

test('--exit-zero: findings are no failure, mistakes in the call are', async () => {
  const file = put('a.yaml', error);
  assert.is((await headlint(['lint', '--exit-zero', file])).code, 0);
  assert.is((await headlint(['lint', '--exit-zero', '--max-warnings', '0', put('b.yaml', warning)])).code, 0);
  assert.is((await headlint(['lint', '--exit-zero', 'no/such/path'])).code, 2);
});

test('what is not YAML at all is said, where there is nothing else', async () => {
  const { code, err } = await headlint(['lint', '-'], { stdin: 'fine: yes\n---\nError: cannot load values.yaml: {\n' });
  assert.is(code, 2);
  assert.match(err, /<stdin>:3: skipped, not YAML: /);
  assert.match((await headlint(['resolve', 'a.b', put('x.yaml', 'a: [\n')])).err, /x\.yaml:1: skipped, not YAML: /);
});

test('what is not manifests is told for what it is', async () => {
  const said = async (stdin: string) => (await headlint(['lint', '-'], { stdin })).err;
  assert.match(await said('NAME    READY   AGE\nkafka   3/3     2d\n'), /<stdin>:1: this is a table; kubectl prints objects with -o yaml or -o json\n/);
  assert.match(await said('[{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}]'), /<stdin>:1: this is objects in a list/);
  assert.match((await headlint(['lint', put('specs/kafka.headlint.yaml', 'name: kafka\n')])).err, /kafka\.headlint\.yaml:1: this is a spec; headlint generate/);
});

test('dns and resolve say what they could not read', async () => {
  const file = put('broken.yaml', `${warning}---\napiVersion: v1\nkind: Service\nspec: [\n`);
  const { code, err } = await headlint(['dns', file]);
  assert.is(code, 0);
  assert.match(err, /^headlint: .*broken\.yaml:\d+ was not read: /);
});

test('what live objects refer to and nobody asked for', async () => {
  const live = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a, uid: x}\nspec: {serviceName: a, selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: "a:1"}]}}}\n';
  const { code, out, err } = await headlint(['lint', '-'], { stdin: live });
  assert.is(code, 0);
  assert.match(out, /^No findings in 1 object in 1 file\.\n$/);
  assert.match(err, /^headlint: the input has no Services of the cluster, .*kubectl get services/);
  assert.is((await headlint(['lint', '-q', '-'], { stdin: live })).err, '');
});

test('--quiet leaves the errors', async () => {
  const file = put('a.yaml', `${error}---\n${warning.replace('name: web', 'name: other')}`);
  const { code, out } = await headlint(['lint', '-q', '-f', 'compact', file]);
  assert.is(code, 1);
  assert.is(out.trimEnd().split('\n').length, 1);
  assert.match(out, ' error ');
});

const usage: [string, string[], RegExp][] = [
  ['a path that does not exist', ['lint', 'no/such/path'], /no\/such\/path: no such file or folder/],
  ['no path', ['dns'], /say what to read/],
  ['an unknown format', ['lint', '-f', 'txt', '.'], /there is no format "txt"; did you mean text\?/],
  ['a format that resembles none', ['lint', '-f', 'spreadsheet', '.'], /there is no format "spreadsheet": text, compact, json, /],
  ['two formats in one place', ['lint', '-f', 'json', '-f', 'text', '.'], /the formats json and text cannot share standard output; give each its file, as in -f text=FILE/],
  ['two formats in one file', ['lint', '-f', 'json', '-f', 'text', '-o', 'out', '.'], /cannot share out/],
  ['a file twice', ['lint', '-f', 'json=a.out', '-f', 'sarif=./a.out', '.'], /a\.out is to be read and to be written, or written twice/],
  ['a report over its input', ['lint', '-o', 'package.json', 'package.json'], /package\.json is to be read and to be written/],
  ['a report over a manifest', ['lint', '-o', join(root, 'fixtures/example/kafka.yaml'), '.'], /may be a manifest; no report is written over it/],
  ['a file for no format', ['lint', '-f', 'json=a.out', '-o', 'b.out', '.'], /every format has its file already/],
  ['a format without its file', ['lint', '-f', 'json=', '.'], /-f json= takes a file/],
  ['a namespace that is none', ['lint', '-n', 'Prod', '.'], /--namespace takes the name of a namespace: "Prod" contains upper-case letters/],
  ['an empty namespace', ['dns', '--namespace=', '.'], /--namespace takes the name of a namespace: ""/],
  ['a domain that is none', ['lint', '--cluster-domain', 'a..b', '.'], /--cluster-domain takes the domain .*: "a\.\.b" is not a DNS name/],
  ['an unknown format of another command', ['dns', '-f', 'jsn', '.'], /there is no format "jsn"; did you mean json\?/],
  ['an unknown format of the rules', ['rules', '-f', 'xml'], /there is no format "xml": text, json, markdown/],
  ['an unknown option', ['lint', '--formt', 'json', '.'], /there is no option --formt of lint; did you mean --format\?/],
  ['an option without its value', ['lint', '-f'], /^headlint: -f takes a value$/m],
  ['an option with another in the place of its value', ['lint', '--namespace', '-q', '.'], /--namespace takes a value$/m],
  ['a value that ends as its option', ['lint', '-fpdf', '.'], /there is no format "pdf"/],
  ['a value for a switch', ['lint', '--quiet=yes', '.'], /--quiet takes no value$/m],
  ['an unknown short option among others', ['lint', '-qx', '.'], /there is no option -x of lint$/m],
  ['three dashes', ['lint', '---', '.'], /there is no option --- of lint$/m],
  ['a common option as a command', ['version'], /there is no command "version"; did you mean --version\?/],
  ['a name for standard input that is not read', ['lint', '--stdin-filename', 'a.yaml', '.'], /--stdin-filename is for standard input/],
  ['an unknown option before the path', ['lint', '--wrong', '.'], /there is no option --wrong of lint$/m],
  ['an option of another command', ['lint', '--from', 'a/b', '.'], /there is no option --from of lint/],
  ['an unknown short option', ['lint', '-x', '.'], /there is no option -x of lint$/m],
  ['an unknown command', ['lnt', '.'], /there is no command "lnt"; did you mean lint\?/],
  ['a path without a command', ['deploy/'], /to lint a path, write headlint lint deploy\//],
  ['options and a path without a command', ['-f', 'json', 'deploy/'], /to lint a path, write headlint lint deploy\//],
  ['no rule to explain', ['explain'], /say which rule/],
  ['no name to resolve', ['resolve'], /say which name/],
  ['one rule too many', ['explain', 'unnamed-port', 'other'], /explain takes no "other"/],
  ['an unknown rule', ['explain', 'unnamed-prt'], /there is no rule "unnamed-prt"; did you mean unnamed-port\?/],
  ['a version out of range', ['lint', '-k', '1.12', '.'], /Kubernetes "1.12" is not known; headlint knows 1.29 to/],
  ['a version that is none', ['lint', '-k', 'latest', '.'], /"latest" is not known/],
  ['a limit that is no number', ['lint', '--max-warnings', 'few', '.'], /--max-warnings takes a whole number, not "few"/],
  ['a limit below zero', ['lint', '--max-warnings=-1', '.'], /--max-warnings takes a whole number/],
  ['a colour that is none', ['lint', '--color=red', '.'], /--color takes always, never or auto/],
];
for (const [what, argv, message] of usage) {
  test(`usage: ${what}`, async () => {
    const { code, out, err } = await headlint(argv);
    assert.is(code, 2);
    assert.is(out, '');
    assert.match(err, message);
    assert.not.match(err, /\n {4}at /, 'no stack trace');
  });
}

test('several reports: one to standard output, the others to files', async () => {
  const file = put('a.yaml', error);
  const [sarif, markdown] = [join(folder, 'new/reports/out.sarif'), put('summary.md', 'of yesterday')];
  chmodSync(markdown, 0o640);
  const { code, out, err } = await headlint(['lint', '-f', 'compact', '-f', `sarif=${sarif}`, '--format', `markdown=${markdown}`, file]);
  assert.is(code, 1);
  assert.is(err, '');
  assert.match(out, /\[unnamed-port\]\n$/);
  const [run] = JSON.parse(readFileSync(sarif, 'utf8')).runs;
  assert.is(run.results[0].ruleId, 'unnamed-port');
  assert.match(run.tool.driver.rules.find((rule: { id: string }) => rule.id === 'unnamed-port').help.markdown, '## How to fix');
  assert.match(readFileSync(markdown, 'utf8'), /^### headlint: 1 error/);
  assert.is(statSync(markdown).mode & 0o777, 0o640);
  assert.equal(readdirSync(join(folder, 'new/reports')), ['out.sarif'], 'nothing is left beside it');
});

test('--output-file takes the report, without colour unless that is asked for', async () => {
  const [file, to] = [put('a.yaml', error), join(folder, 'out.txt')];
  const { code, out } = await headlint(['lint', '-o', to, file], { isTerminal: true, env: { FORCE_COLOR: '1' } });
  assert.is(code, 1);
  assert.is(out, '');
  assert.match(readFileSync(to, 'utf8'), '1 error');
  assert.not.match(readFileSync(to, 'utf8'), '\u001b');
  await headlint(['lint', '-o', to, '--color=always', file]);
  assert.match(readFileSync(to, 'utf8'), '\u001b');
  assert.is(JSON.parse((await headlint(['lint', '-f=json', file])).out).version, 1, 'an equals sign behind a letter');
  assert.match((await headlint(['lint', '-o', '-', file])).out, '1 error');
});

test('a report that cannot be written is said in a sentence, and the others are there', async () => {
  const file = put('a.yaml', error);
  const { code, out, err } = await headlint(['lint', '-f', `sarif=${file}/out.sarif`, '-f', 'compact', file]);
  assert.is(code, 2);
  assert.match(out, 'unnamed-port');
  assert.match(err, /^headlint: .*out\.sarif cannot be written: its folder is a file\n/);
});

test('a pipe stays one, and gets the report', () => {
  if (process.platform === 'win32') return;
  put('a.yaml', error);
  const { stderr, stdout } = spawnSync('sh', ['-c', 'mkfifo pipe && { cat pipe & "$0" "$1" lint -f json=pipe a.yaml; wait; test -p pipe && echo still; }', process.execPath, bin], { cwd: folder, encoding: 'utf8' });
  assert.is(stderr, '');
  assert.is(JSON.parse(stdout.replace(/still\n$/, '')).results.length, 1);
  assert.match(stdout, /still\n$/);
});

test('services get paths from the root of the repository, wherever headlint is called', () => {
  put('.git/HEAD', '');
  put('deploy/a.yaml', error);
  symlinkSync('deploy/a.yaml', join(folder, 'link.yaml'));
  const run = (cwd: string, format: string, path: string) => spawnSync(process.execPath, [bin, 'lint', '-f', format, path], { cwd: join(folder, cwd), encoding: 'utf8' }).stdout;
  assert.match(run('deploy', 'github', '.'), '::error file=deploy/a.yaml,line=4,');
  assert.match(run('.', 'github', 'link.yaml'), 'file=deploy/a.yaml,');
  assert.match(run('deploy', 'sarif', join(folder, 'deploy')), '"uri": "deploy/a.yaml"');
  assert.match(run('deploy', 'compact', '.'), /^a\.yaml:4:/);
});

test('what is named steers no terminal', async () => {
  const { code, err } = await headlint(['lint', join(folder, 'a\u001b[31mb.yaml')]);
  assert.is(code, 2);
  assert.match(err, /a\ufffd\[31mb\.yaml: no such file/);
  put('c\u001b[31m/notes.yaml', 'a: 1\n');
  assert.not.match((await headlint(['lint', join(folder, 'c\u001b[31m')])).err, /\u001b/);
});

test('nothing to lint is an error, with a hint', async () => {
  const empty = await headlint(['lint', folder]);
  assert.is(empty.code, 2);
  assert.match(empty.err, /nothing to lint: no .yaml, .yml or .json file/);
  put('values.yaml', 'replicas: 3\n');
  assert.match((await headlint(['lint', folder])).err, /no Kubernetes manifest in 1 file /);
  put('.git/HEAD', '');
  put('a.json', '[{"apiVersion": "v1", "kind": "Service"}]');
  assert.not.match((await headlint(['lint', join(folder, 'values.yaml')])).err, /a\.json/, 'the rest of the project is not what was asked about');
  rmSync(join(folder, 'a.json'));
  put('t.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ x }}\n');
  const templates = await headlint(['lint', folder, '-f', 'json']);
  assert.is(templates.code, 0, 'a template is a manifest, skipped and counted');
  assert.is(JSON.parse(templates.out).summary.skipped.length, 1);
  rmSync(join(folder, 't.yaml'));
  assert.is((await headlint(['lint', '--allow-empty', folder])).code, 0);
});

test('headlint alone explains itself', async () => {
  const { code, out, err } = await headlint([]);
  assert.is(code, 2);
  assert.is(out, '');
  assert.match(err, /^ {2}lint \[paths\.\.\] /m);
  const help = await headlint(['--help']);
  assert.is(help.code, 0);
  const lines = help.out.trimEnd().split('\n');
  assert.ok(lines.length < 24 && lines.every((line) => line.length <= 80), 'help fits a screen of 24 lines and 80 columns');
  for (const name of Object.keys(commands)) assert.match(help.out, new RegExp(`^ {2}${name}\\b.* {2}\\S`, 'm'));
  assert.is((await headlint(['--version'])).out, `${version}\n`);
  assert.is((await headlint(['lint', '--help'])).code, 0);
});

test('rules are listed and explained', async () => {
  const list = await headlint(['rules']);
  assert.is(list.out.trimEnd().split('\n').length, ruleMetas().length);
  const wide = (await headlint(['rules'], { isTerminal: true })).out.split('\n').filter((line) => line.length > 80);
  assert.equal(wide, [], 'a terminal of 80 columns');
  assert.is((await headlint(['rules', '-f', 'markdown'])).out.trimEnd().split('\n').length, ruleMetas().length + 2);
  const json = JSON.parse((await headlint(['rules', '-f', 'json'])).out) as { id: string; fixable?: string; options?: Record<string, { default: unknown }> }[];
  assert.is(json.length, ruleMetas().length);
  assert.is(json.find(({ id }) => id === 'truncated-dns-answer')?.options?.['addresses']?.default, 29);
  assert.is(json.find(({ id }) => id === 'missing-governing-service')?.fixable, 'unsafe');
  for (const { id } of ruleMetas()) assert.match((await headlint(['explain', id])).out, new RegExp(`^# ${id}\n`));
});

test('folders: recursive, by extension, without node_modules, .git and what .gitignore names', async () => {
  put('.git/HEAD', '');
  put('.gitignore', 'ignored/\n*.gen.yaml\n!kept.gen.yaml\n');
  for (const path of ['a.yaml', 'b/c.yml', 'b/d/e.json', 'b/notes.txt', 'node_modules/x/a.yaml', '.git/x.yaml', 'ignored/a.yaml', 'b/x.gen.yaml', 'b/kept.gen.yaml']) put(path, path.endsWith('json') ? '{"apiVersion": "v1", "kind": "Pod", "metadata": {}}' : service(''));
  put('b/d/.gitignore', 'local.yaml\n');
  put('b/d/local.yaml', service(''));
  const files = async (...argv: string[]) => {
    const { out } = await headlint(['lint', '-f', 'json', ...argv]);
    return JSON.parse(out).summary.files as number;
  };
  assert.is(await files(folder), 4);
  assert.is(await files('--no-gitignore', folder), 7);
  assert.is(await files(join(folder, 'b')), 3, 'the .gitignore of the repository counts below it');
  assert.is(await files(join(folder, 'ignored/a.yaml')), 1, 'a named file is linted');
  assert.is(await files(join(folder, 'a.yaml'), folder), 4, 'each file once');
  assert.is(await files(join(folder, 'b/notes.txt'), join(folder, 'a.yaml')), 2, 'a named file of any name');
});

(existsSync('/dev/zero') ? test : test.skip)('what never ends is refused in a sentence', async () => {
  const file = put('a.yaml', clean);
  const endless = await headlint(['lint', file, '/dev/zero']);
  assert.is(endless.code, 0);
  assert.match(endless.out, /skipped \/dev\/zero:1: cannot be read: it is larger than 128 MiB/);
  assert.match((await headlint(['lint', '-c', '/dev/zero', file])).err, /the configuration \/dev\/zero cannot be read: it is larger than 1 MiB/);
  assert.match((await headlint(['lint', '--suppressions-location', '/dev/zero', file])).err, /\/dev\/zero cannot be read: it is no file/);
  const spec = put('web.headlint.yaml', 'name: web\nimage: nginx:1.29\nports: {http: 80}\n');
  assert.match((await headlint(['generate', spec, '-o', '/dev/zero'])).err, /\/dev\/zero cannot be written over: it is no file/);
  symlinkSync('/dev/zero', join(folder, '.gitignore'));
  assert.is((await headlint(['lint', folder])).code, 0);
  assert.match(spawnSync(process.execPath, [bin, 'lint', '-'], { stdio: [openSync('/dev/zero', 'r'), 'pipe', 'pipe'], encoding: 'utf8' }).stderr, /standard input cannot be read: it is larger than 128 MiB/);
});

test('symbolic links: loops end, links to files are followed', async () => {
  put('a/a.yaml', error);
  symlinkSync('..', join(folder, 'a/loop'));
  symlinkSync('nowhere', join(folder, 'a/dead.yaml'));
  symlinkSync('self.yaml', join(folder, 'a/self.yaml'));
  symlinkSync('a.yaml', join(folder, 'a/link.yaml'));
  const { out } = await headlint(['lint', '-f', 'json', folder]);
  assert.is(JSON.parse(out).summary.files, 1, 'the same file, once');
});

test('standard input', async () => {
  const { code, out } = await headlint(['lint', '-', '-f', 'compact'], { stdin: error });
  assert.is(code, 1);
  assert.match(out, /^<stdin>:4:39: error .*\[unnamed-port\]\n$/);
  assert.match((await headlint(['lint', '-', '--stdin-filename', 'x.yaml', '--no-project', '-f', 'compact'], { stdin: error })).out, /^x\.yaml:/);
  assert.is((await headlint(['lint', '-'], { stdin: '' })).code, 2);
});

test('CRLF, byte order marks and UTF-16 are read like the rest', async () => {
  const plain = (await headlint(['lint', '-f', 'compact', put('a.yaml', error)])).out;
  const at = (out: string) => out.replace(/^[^:]*:/gm, '');
  assert.is(at((await headlint(['lint', '-f', 'compact', put('a.yaml', `\ufeff${error.replaceAll('\n', '\r\n')}`)])).out), at(plain));
  assert.is(at((await headlint(['lint', '-f', 'compact', put('a.yaml', Buffer.from(`\ufeff${error}`, 'utf16le'))])).out), at(plain));
});

test('bytes that are not UTF-8 are a finding, the rest is linted', async () => {
  const file = put('a.yaml', Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9]), Buffer.from(`\n${error}`)]));
  const { out } = await headlint(['lint', '-f', 'compact', file]);
  assert.match(out, /:1:6: warning .*0xE9.*\[invalid-encoding\]/);
  assert.match(out, /:5:39: error .*\[unnamed-port\]/);
});

test('a syntax error is a finding, and the other documents are linted', async () => {
  const { code, out } = await headlint(['lint', '-f', 'compact', put('a.yaml', `apiVersion: v1\nkind: Service\nmetadata: [\n---\n${error}`)]);
  assert.is(code, 1);
  assert.match(out, /:\d+:\d+: error .*\[yaml-syntax\]\n.*\[unnamed-port\]\n$/);
});

test('colour: on a terminal, by flag, by environment', async () => {
  const file = put('a.yaml', error);
  const colored = async (argv: string[], io = {}) => /\u001b\[/.test((await headlint(['lint', file, ...argv], io)).out);
  assert.is(await colored([]), false);
  assert.is(await colored([], { isTerminal: true }), true);
  assert.is(await colored([], { isTerminal: true, env: { NO_COLOR: '1' } }), false);
  assert.is(await colored([], { isTerminal: true, env: { TERM: 'dumb' } }), false);
  assert.is(await colored([], { env: { FORCE_COLOR: '1' } }), true);
  assert.is(await colored(['--color', 'always'], { env: { NO_COLOR: '1' } }), true);
  assert.is(await colored(['--color=never'], { isTerminal: true }), false);
  assert.is(await colored(['--no-color'], { isTerminal: true }), false);
  assert.is(await colored(['--color', '-q']), true);
  assert.is(await colored(['--color']), true);
});

test('the quick reader of arguments and yargs have the same options', async () => {
  const file = put('a.yaml', `${error}---\n${warning.replace('name: web', 'name: other')}`);
  assert.ok(readCall(['lint', '-qf', 'json', file]));
  assert.is(readCall(['lint', '--help']), undefined);
  assert.ok(readCall(['lint']), 'this folder');
  assert.is(readCall(['resolve']), undefined);
  const help = (await headlint(['lint', '--help'])).out;
  for (const name of Object.keys(lintOptions)) assert.match(help, `--${name}`);
  for (const [name, { options }] of Object.entries(commands)) {
    const rows = (await headlint([name, '--help'])).out.split('\n').filter((line) => /^ {6,}(?!--)\S/.test(line) && !/^ {2,}-\w, /.test(line));
    assert.equal(rows.filter((row) => !/json|markdown/.test(row)), [], `${name}: a line for each of ${Object.keys(options).length} options at 80 columns`);
  }
  assert.equal(help.match(/^[A-Z][\w ]+:$/gm), ['Arguments:', ...groups.filter((group) => Object.values<Option>(lintOptions).some((option) => option.group === group)).map((group) => `${group}:`)], 'every option under a heading');
  // yargs takes what parseArgs does not, and does the same with it.
  assert.equal(await headlint(['--color', 'never', 'lint', '-f', 'json', '-q', file]), await headlint(['lint', '--color', 'never', '-f', 'json', '-q', file]));
});

test('as a process: output, exit code, a pipe that closes', () => {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, NODE_OPTIONS: undefined };
  const file = put('a.yaml', error);
  const run = spawnSync(process.execPath, [bin, 'lint', file], { encoding: 'utf8', env });
  assert.is(run.status, 1);
  assert.match(run.stdout, 'unnamed-port');
  assert.is(run.stderr, '');
  const piped = spawnSync('sh', ['-c', `cat "$1" | "$0" "$2" lint - --format json | head -c 10`, process.execPath, file, bin], { encoding: 'utf8', env });
  assert.is(piped.stderr, '');
  assert.is(piped.stdout, '{\n  "versi');
});

test('what is piped may take its time', () => {
  const run = spawnSync('sh', ['-c', '{ sleep 1; cat "$1"; } | "$0" "$2" lint - -f compact', process.execPath, put('a.yaml', error), bin], { encoding: 'utf8' });
  assert.is(run.stderr, '');
  assert.is(run.status, 1);
  assert.match(run.stdout, /^<stdin>:/);
});

test('much output through a pipe arrives whole', () => {
  put('a.yaml', Array.from({ length: 500 }, (_, i) => service(twoPorts, `web-${i}`)).join('---\n'));
  const run = spawnSync(process.execPath, [bin, 'lint', folder, '-f', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.is(run.status, 1);
  assert.ok(run.stdout.length > 4 * 65_536, 'more than a pipe holds');
  assert.is(JSON.parse(run.stdout).results.length, 500);
});

test('the same bytes every time', () => {
  const run = () => spawnSync(process.execPath, [bin, 'lint', relative(process.cwd(), join(root, 'fixtures/rules')), '-f', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  assert.is(run(), run());
});

test('output that cannot be written is said in a sentence', () => {
  if (!existsSync('/dev/full')) return;
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'lint', put('a.yaml', error)], { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  assert.is(status, 2);
  assert.match(stderr, /^headlint: the output cannot be written: ENOSPC[^\n]*\n$/);
});

test('the package runs from its tarball', () => {
  const env = { ...process.env, npm_config_ignore_scripts: 'true', npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const [{ filename, files }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const names = (files as { path: string }[]).map((f) => f.path);
  assert.ok(names.includes('dist/cli.js') && names.includes('docs/rules/unnamed-port.md') && names.includes('schemas/report.schema.json'));
  assert.not.ok(names.some((name) => /^(?:src|test|fixtures|tools)\//.test(name)));
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', join(folder, filename)], { env, stdio: 'ignore' });
  const installed = join(folder, 'node_modules/headlint');
  const run = spawnSync(process.execPath, [join(installed, 'bin/headlint.js'), 'lint', put('a.yaml', error), '-f', 'compact'], { encoding: 'utf8' });
  assert.is(run.status, 1, run.stderr);
  assert.match(run.stdout, '[unnamed-port]');
  assert.match(spawnSync(process.execPath, [join(installed, 'bin/headlint.js'), 'explain', 'unnamed-port'], { encoding: 'utf8' }).stdout, /^# unnamed-port/);
  put('use.mjs', "import { lint } from 'headlint/core';\nimport { lintPaths } from 'headlint';\nconst { summary } = lintPaths(['a.yaml']);\nconsole.log(lint([]).summary.errors, summary.errors);\n");
  assert.is(spawnSync(process.execPath, ['use.mjs'], { cwd: folder, env: { ...env, FORCE_COLOR: '0' }, encoding: 'utf8' }).stdout, '0 1\n');
  assert.is(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version, version);
});

test.run();
