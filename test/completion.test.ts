import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { vocabulary } from '../src/cli/completion/vocabulary.ts';
import { commands } from '../src/cli/commands.ts';
import { shells } from '../src/cli/options.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import { formats } from '../src/report/index.ts';
import { headlint } from './command.ts';

const test = suite('completion');
const folder = mkdtempSync(join(tmpdir(), 'headlint-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const scripts = new Map<string, string>();
for (const shell of shells) {
  const file = join(folder, `headlint.${shell}`);
  writeFileSync(file, (await headlint(['completion', shell])).out);
  scripts.set(shell, file);
}

const installed = (shell: string) => (process.env['PATH'] ?? '').split(delimiter).some((each) => existsSync(join(each, shell)));
const run = (shell: string, ...args: string[]) => spawnSync(shell, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb' } });

/** What each shell offers for a line that ends here. */
const asked: [string, string[] | ((offered: string[]) => boolean)][] = [
  ['headlint expl', ['explain']],
  ['headlint lint --format sar', ['sarif']],
  ['headlint lint -f sarif -f j', ['json', 'junit']],
  ['headlint lint --color=n', ['never']],
  ['headlint lint --max', ['--max-warnings']],
  ['headlint lint -k 1.33 --quie', ['--quiet']],
  ['headlint dns -f ', ['table', 'json', 'zone']],
  ['headlint resolve --type S', ['SRV']],
  ['headlint explain unnamed-', ruleMetas().map(({ id }) => id).filter((id) => id.startsWith('unnamed-'))],
  ['headlint new ', (offered) => offered.includes('stateful')],
  ['headlint completion z', ['zsh']],
];

const check = (offered: string[], expected: (typeof asked)[number][1], line: string) => {
  if (typeof expected === 'function') assert.ok(expected(offered), `${line}: ${offered.join(' ')}`);
  else assert.equal(offered.sort(), [...expected].sort(), line);
};

if (installed('bash')) {
  test('bash offers what fits', () => {
    for (const [line, expected] of asked) {
      // As readline splits it: an equals sign is a word of its own.
      const words = line.split(/ |(=)/).filter((word) => word !== undefined);
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const { stdout, stderr } = run('bash', '--norc', '-c', `source "$0"; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _headlint; printf '%s\\n' "\${COMPREPLY[@]}"`, scripts.get('bash')!);
      assert.is(stderr, '');
      check(stdout.trimEnd().split('\n'), expected, line);
    }
  });
}

if (installed('fish')) {
  test('fish offers what fits', () => {
    for (const [line, expected] of asked) {
      const { stdout, stderr } = run('fish', '--no-config', '-c', `source ${scripts.get('fish')}; complete -C ${JSON.stringify(line)}`);
      assert.is(stderr, '');
      check(stdout.trimEnd().split('\n').map((each) => each.split('\t')[0]!.replace(/^--color=/, '')), expected, line);
    }
  });
}

if (installed('zsh')) {
  test('zsh reads the script', () => {
    const { status, stderr } = run('zsh', '-f', '-c', 'autoload -U compinit && compinit -u -D && source $0 && whence -w _headlint', scripts.get('zsh')!);
    assert.is(stderr, '');
    assert.is(status, 0);
  });
}

test('every script has every command, option, format, rule and preset', async () => {
  const words = await vocabulary();
  assert.equal(words.map(({ name }) => name), Object.keys(commands));
  for (const [shell, file] of scripts) {
    const { out } = await headlint(['completion', shell]);
    for (const { name, options } of words) for (const { long } of options) assert.ok(out.includes(name) && out.includes(long), `${shell}: ${name} --${long} (${file})`);
    for (const each of [...Object.keys(formats), ...ruleMetas().map(({ id }) => id), 'kustomize', 'always', '1.35', 'stateful']) assert.match(out, new RegExp(`\\b${each.replace('.', '\\.')}\\b`), shell);
  }
});

test('what is offered is taken', async () => {
  for (const { name, options, takesArguments } of await vocabulary()) {
    for (const { long, values } of options) {
      for (const value of values ?? []) {
        const { err } = await headlint([name, `--${long}`, value, ...(name === 'resolve' ? ['a.b'] : []), ...(takesArguments && name !== 'new' ? ['no/such/path'] : ['--no-such-option'])]);
        assert.not.match(err, new RegExp(`"${value}"`), `${name} --${long} ${value}`);
      }
    }
  }
});

test('a shell that is none', async () => {
  const { code, err } = await headlint(['completion', 'zhs']);
  assert.is(code, 2);
  assert.match(err, /there is no completion for "zhs"; did you mean zsh\?/);
  assert.match((await headlint(['completion'])).err, /say for which shell: bash, zsh, fish, powershell/);
});

test.run();
