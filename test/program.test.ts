import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../src/node/program.ts';
import { run } from '../src/node/run.ts';

const test = suite('programs');
const { PATH } = process.env;
const home = process.cwd();
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  for (const name of ['tool', 'tool.exe']) {
    writeFileSync(join(folder, name), '#!/bin/sh\necho "$1"\n');
    chmodSync(join(folder, name), 0o755);
  }
  process.chdir(folder);
});
test.after.each(() => {
  process.env['PATH'] = PATH;
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test('what lies in the current folder is run only if it is named by its path', () => {
  for (const path of ['', '.', `${delimiter}.${delimiter}`]) {
    process.env['PATH'] = path;
    assert.is(findProgram('tool'), undefined, path);
  }
  process.env['PATH'] = `.${delimiter}${folder}`;
  assert.match(findProgram('tool') ?? '', /[\\/]tool(?:\.exe)?$/);
  assert.ok(findProgram('./tool'));
  assert.is(findProgram('./none'), undefined);
});

(process.platform === 'win32' ? test.skip : test)('a path is from here, wherever the program is run', async () => {
  const { code, stdout } = await run('./tool', ['said'], { cwd: tmpdir(), env: { PATH }, timeout: 10_000, most: 1000 });
  assert.equal([code, stdout], [0, 'said\n']);
});

test.run();
