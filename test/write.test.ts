import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WriteError, writeText } from '../src/node/write.ts';
import { root } from './fixtures.ts';

const test = suite<{ folder: string }>('write');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'headlint-write-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const refuses = (work: () => void, sentence: RegExp) => assert.throws(work, (error: unknown) => error instanceof WriteError && sentence.test(error.message));

test('replaces a file, keeps its mode, and leaves nothing beside it', ({ folder }) => {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, 'old\n');
  chmodSync(path, 0o640);
  writeText(path, '\ufeffnew ü\r\n', { before: 'old\n', within: [folder] });
  assert.equal(readFileSync(path, 'utf8'), '\ufeffnew ü\r\n');
  assert.is(statSync(path).mode & 0o777, 0o640);
  assert.equal(readdirSync(folder), ['a.yaml']);
});

test('writes a new file, and no file over one that is there', ({ folder }) => {
  const path = join(folder, 'a.yaml');
  writeText(path, 'new\n', { within: [folder] });
  assert.is(readFileSync(path, 'utf8'), 'new\n');
  refuses(() => writeText(path, 'again\n', { within: [folder] }), /is there already/);
  refuses(() => writeText(join(folder, 'none/a.yaml'), '', { within: [folder] }), /its folder is gone/);
});

test('leaves a file alone that has changed, or is gone', ({ folder }) => {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, 'other\n');
  refuses(() => writeText(path, 'new\n', { before: 'old\n', within: [folder] }), /has changed since it was read/);
  assert.is(readFileSync(path, 'utf8'), 'other\n');
  rmSync(path);
  refuses(() => writeText(path, 'new\n', { before: 'old\n', within: [folder] }), /is gone/);
  assert.equal(readdirSync(folder), []);
});

test('leaves a file alone that is not UTF-8', ({ folder }) => {
  const path = join(folder, 'a.yaml');
  const utf16 = Buffer.from('\ufeffold\n', 'utf16le');
  writeFileSync(path, utf16);
  refuses(() => writeText(path, 'new\n', { before: '\ufeffold\n', within: [folder] }), /not UTF-8/);
  assert.equal(readFileSync(path), utf16);
  writeFileSync(path, Buffer.from([0x61, 0xff]));
  refuses(() => writeText(path, 'new\n', { before: 'a\ufffd', within: [folder] }), /not UTF-8/);
});

test('leaves a read-only file alone', ({ folder }) => {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, 'old\n');
  chmodSync(path, 0o444);
  refuses(() => writeText(path, 'new\n', { before: 'old\n', within: [folder] }), /read-only/);
  assert.is(readFileSync(path, 'utf8'), 'old\n');
});

test('writes through a symbolic link within the folder, and not out of it', ({ folder }) => {
  const [inside, outside] = [join(folder, 'in'), join(folder, 'out')];
  for (const each of [inside, outside]) {
    mkdirSync(each);
    writeFileSync(join(each, 'a.yaml'), 'old\n');
  }
  symlinkSync('a.yaml', join(inside, 'link.yaml'));
  symlinkSync('../out/a.yaml', join(inside, 'away.yaml'));
  symlinkSync('loop.yaml', join(inside, 'loop.yaml'));
  writeText(join(inside, 'link.yaml'), 'new\n', { before: 'old\n', within: [inside] });
  assert.is(readFileSync(join(inside, 'a.yaml'), 'utf8'), 'new\n');
  assert.equal(readdirSync(inside), ['a.yaml', 'away.yaml', 'link.yaml', 'loop.yaml']);
  refuses(() => writeText(join(inside, 'away.yaml'), 'new\n', { before: 'old\n', within: [inside] }), /outside of what was given/);
  assert.is(readFileSync(join(outside, 'a.yaml'), 'utf8'), 'old\n');
  refuses(() => writeText(join(inside, 'loop.yaml'), 'new\n', { before: 'old\n', within: [inside] }), /circle/);
  // A dangling link is no free place either.
  symlinkSync('nowhere.yaml', join(inside, 'dangling.yaml'));
  refuses(() => writeText(join(inside, 'dangling.yaml'), 'new\n', { within: [inside] }), /is there already/);
});

test('loses nothing where the file cannot grow', ({ folder }) => {
  if (process.platform === 'win32') return;
  const path = join(folder, 'a.yaml');
  const before = 'old\n'.repeat(1000);
  writeFileSync(path, before);
  const time = new Date(1e12);
  utimesSync(path, time, time);
  // A limit of one block stands for a full disk.
  const program = `import { writeText } from ${JSON.stringify(join(root, 'src/node/write.ts'))};
    try { writeText(${JSON.stringify(path)}, 'new'.repeat(9000), { before: 'old\\n'.repeat(1000), within: [${JSON.stringify(folder)}] }); } catch (error) { console.log(error.message); }`;
  const output = execFileSync('sh', ['-c', 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"', process.execPath, '--import', 'tsx', '--input-type=module', '-e', program], { encoding: 'utf8', cwd: root, env: { ...process.env, TSX_DISABLE_CACHE: '1' } });
  assert.match(output, /a\.yaml cannot be written: it is larger than files may be here/);
  assert.is(readFileSync(path, 'utf8'), before);
  assert.is(statSync(path).mtimeMs, 1e12);
  assert.equal(readdirSync(folder), ['a.yaml']);
});

test('no other folder than those given', ({ folder }) => {
  refuses(() => writeText(join(folder, 'a.yaml'), 'new\n', { within: [join(folder, 'none')] }), /outside/);
  assert.not(existsSync(join(folder, 'a.yaml')));
});

test.run();
