import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { headlint } from './command.ts';

const test = suite('--fix');
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** `none` is mended beyond doubt, the missing name of the port is a guess. */
const broken = '# kafka\r\napiVersion: v1\r\nkind: Service\r\nmetadata: {name: kafka}\r\nspec:\r\n  clusterIP: none   # headless\r\n  sessionAffinity: ClientIP\r\n  ports: [{name: client, port: 9092}]\r\n  selector: {app: kafka}\r\n---\r\napiVersion: v1\r\nkind: Pod\r\nmetadata: {name: kafka, labels: {app: kafka}}\r\nspec: {containers: [{name: kafka, image: kafka}]}\r\n';
const mended = broken.replace('none ', 'None ').replace('  sessionAffinity: ClientIP\r\n', '');

function put(name: string, text: string | Buffer = broken): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test('writes what is safe, reports what is left, and says how much', async () => {
  const path = put('a.yaml');
  chmodSync(path, 0o604);
  const { code, out: stdout, err: stderr } = await headlint(['lint', '--fix', '-f', 'compact', folder]);
  assert.is(readFileSync(path, 'utf8'), mended);
  assert.is(statSync(path).mode & 0o777, 0o604);
  assert.is(stderr, 'headlint: fixed 2 findings in 1 file\n');
  assert.is(stdout, '');
  assert.is(code, 0);
  const again = await headlint(['lint', '--fix', '-f', 'compact', folder]);
  assert.equal([again.code, again.out, again.err], [0, '', '']);
});

test('shows a diff and writes nothing', async () => {
  const path = put('a.yaml');
  const { code, out: stdout, err: stderr } = await headlint(['lint', '--fix-dry-run', folder]);
  assert.is(readFileSync(path, 'utf8'), broken);
  assert.match(stdout, /^--- a\/.*a\.yaml\n\+\+\+ b\/.*a\.yaml\n@@ -3,8 \+3,7 @@\n/);
  assert.match(stdout, '\n-  clusterIP: none   # headless\r\n-  sessionAffinity: ClientIP\r\n+  clusterIP: None   # headless\r\n');
  assert.is(stderr, 'headlint: 2 findings in 1 file would be fixed\n');
  assert.is(code, 1);
  writeFileSync(path, mended);
  const clean = await headlint(['lint', '--fix-dry-run', folder]);
  assert.equal([clean.code, clean.out, clean.err], [0, '', 'headlint: nothing to fix\n']);
});

test('guesses only where it is asked to', async () => {
  const path = put('a.yaml', mended.replace('name: client, ', ''));
  const safe = await headlint(['lint', '--fix', folder]);
  assert.match(safe.out, /unnamed-headless-port[^]*Can be mended: 1 with --fix --unsafe-fixes\.\n$/);
  const dry = await headlint(['lint', '--fix-dry-run', folder]);
  assert.match(dry.err, '--unsafe-fixes would mend one more finding');
  const { err: stderr } = await headlint(['lint', '--fix', '--unsafe-fixes', folder]);
  assert.match(stderr, 'fixed 1 finding in 1 file');
  assert.not.match(readFileSync(path, 'utf8'), '{port: 9092}');
  const none = await headlint(['lint', '--fix-dry-run', put('empty.yaml', '')]);
  assert.match(none.err, /^headlint: nothing to lint/, 'one thing is said, and not that nothing is to fix');
  const alone = await headlint(['lint', '--unsafe-fixes', folder]);
  assert.is(alone.code, 2);
  assert.match(alone.err, '--unsafe-fixes goes with --fix');
});

test('standard input goes to standard output', async () => {
  const { code, out: stdout, err: stderr } = await headlint(['lint', '--fix', '-f', 'compact', '-'], { stdin: broken });
  assert.equal([code, stdout, stderr], [0, mended, 'headlint: fixed 2 findings in 1 file\n']);
  const wrong = mended.replace('{name: kafka}', '{name: Kafka_}');
  const kept = await headlint(['lint', '--fix', '-f', 'compact', '-'], { stdin: wrong });
  assert.is(kept.out, wrong);
  assert.match(kept.err, 'invalid-name');
  assert.is(kept.code, 1);
});

test('leaves alone what it must not write, and says so', async () => {
  const utf16 = Buffer.from(`\ufeff${broken}`, 'utf16le');
  const wide = put('in/wide.yaml', utf16);
  const locked = put('in/locked.yaml');
  chmodSync(locked, 0o444);
  const away = put('out/away.yaml');
  symlinkSync('../out/away.yaml', join(folder, 'in/link.yaml'));
  const { code, out: stdout, err: stderr } = await headlint(['lint', '--fix', '-f', 'compact', join(folder, 'in')]);
  assert.is(code, 2);
  assert.match(stderr, /wide\.yaml is not UTF-8 and was left as it is/);
  assert.match(stderr, /locked\.yaml is read-only and was left as it is/);
  assert.match(stderr, /link\.yaml leads to .*away\.yaml, which is outside/);
  assert.equal(readFileSync(wide), utf16);
  for (const path of [locked, away]) assert.is(readFileSync(path, 'utf8'), broken);
  assert.is(stdout.match(/invalid-cluster-ip/g)?.length, 3);
});

test('with a file named, no other is changed', async () => {
  mkdirSync(join(folder, '.git'));
  const [a, b] = [put('a.yaml'), put('b.yaml')];
  await headlint(['lint', '--fix', a]);
  assert.is(readFileSync(a, 'utf8'), mended);
  assert.is(readFileSync(b, 'utf8'), broken);
});

test('JSON says what the fixes are', async () => {
  const path = put('a.yaml');
  const { out: stdout } = await headlint(['lint', '-f', 'json', folder]);
  const { results } = JSON.parse(stdout) as { results: { fix?: { title: string; safety: string; edits: { file: string; start: number; end: number; text: string }[] } }[] };
  const fix = results[0]!.fix!;
  assert.equal([fix.safety, fix.edits.length, fix.edits[0]!.text], ['safe', 1, 'None']);
  assert.is(broken.slice(fix.edits[0]!.start, fix.edits[0]!.end), 'none');
  assert.is(fix.edits[0]!.file, path);
});

test.run();
