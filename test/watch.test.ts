import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ruleMetas } from '../src/lint/metas.ts';
import { headlint } from './command.ts';

const test = suite('watch');
const folder = mkdtempSync(join(tmpdir(), 'headlint-'));
for (let i = 0; i < 20; i += 1) writeFileSync(join(folder, `${i}.yaml`), `apiVersion: v1\nkind: Service\nmetadata: {name: web-${i}}\nspec: {selector: {app: web}, ports: [{port: 80}, {port: 81}]}\n`);
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A clock that jumps with every look. */
const clock = (by: number) => {
  let at = 0;
  return () => (at += by);
};
const lint = (io: Parameters<typeof headlint>[1], ...argv: string[]) => headlint(['lint', '-f', 'compact', ...argv, folder], io);

test('a slow run shows how far it is, on one line that goes away', async () => {
  const { out, err } = await lint({ isErrorTerminal: true, now: clock(60) });
  assert.match(err, /^\r\u001b\[Kheadlint: parse manifests, \d+ of 20(?:\r\u001b\[Kheadlint: [\w ]+(?:, \d+ of \d+)?)+\r\u001b\[K$/);
  assert.match(err, 'run rules, ');
  assert.is(out.trimEnd().split('\n').length, 20);
});

test('a quick run shows nothing, nor does one that nobody sees', async () => {
  assert.is((await lint({ isErrorTerminal: true, now: clock(1) })).err, '');
  assert.is((await lint({ isTerminal: true, now: clock(60) })).err, '', 'standard error in a pipe');
  for (const env of [{ CI: 'true' }, { PRE_COMMIT: '1' }, { TERM: 'dumb' }]) assert.is((await lint({ isErrorTerminal: true, now: clock(60), env })).err, '', JSON.stringify(env));
});

test('it goes away before anything is said', async () => {
  const { err } = await headlint(['lint', join(folder, '..', 'no-such')], { isErrorTerminal: true, now: clock(2000) });
  assert.match(err, /^headlint: .*no-such/);
  const none = mkdtempSync(join(tmpdir(), 'headlint-'));
  assert.match((await headlint(['lint', none], { isErrorTerminal: true, now: clock(2000) })).err, /headlint: read files.*\r\u001b\[Kheadlint: nothing to lint/s);
  rmSync(none, { recursive: true });
});

test('--stats: what there was and where the time went, on standard error', async () => {
  const { code, out, err } = await lint({ now: clock(1) }, '--stats');
  assert.is(code, 1);
  assert.is(out, (await lint({})).out);
  const lines = err.trimEnd().split('\n');
  assert.match(lines[0]!, new RegExp(`^headlint: 20 files, 20 objects, ${ruleMetas().length} rules in \\d+\\.\\d ms$`));
  const phases = lines.slice(1).filter((line) => /^ {2}\S/.test(line)).map((line) => [/^ +(.*?) {2}/.exec(line)![1], Number(/([\d.]+) ms$/.exec(line)![1])] as const);
  assert.equal(phases.map(([name]) => name), ['start', 'read files', 'parse manifests', 'relate objects', 'run rules', 'find positions', 'write reports']);
  assert.is(phases.reduce((sum, [, time]) => sum + time, 0), Number(/in ([\d.]+) ms/.exec(lines[0]!)![1]), 'the phases are all of it');
  assert.is(phases.find(([name]) => name === 'parse manifests')![1], 20, 'a tick for each file');
  assert.is(lines.filter((line) => /^ {4}[a-z-]+ +[\d.]+ ms$/.test(line)).length, 3, 'the slowest rules');
});

test.run();
