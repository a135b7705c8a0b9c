import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { unifiedDiff } from '../src/report/unified-diff.ts';

const test = suite('unified diff');
const gitTest = spawnSync('git', ['--version']).status === 0 ? test : test.skip;

test('shows what changes, with the lines around', () => {
  assert.is(unifiedDiff('a.yaml', 'same\n', 'same\n'), '');
  assert.is(
    unifiedDiff('deploy/a.yaml', 'kind: Service\nspec:\n  clusterIP: null\n', 'kind: Service\nspec:\n  clusterIP: None\n'),
    '--- a/deploy/a.yaml\n+++ b/deploy/a.yaml\n@@ -1,3 +1,3 @@\n kind: Service\n spec:\n-  clusterIP: null\n+  clusterIP: None\n',
  );
  assert.match(unifiedDiff('a.yaml', undefined, 'new\n'), '--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1 @@\n+new\n'.replace(' +1 ', ' +1,1 '));
  assert.match(unifiedDiff('a.yaml', 'old', undefined), /^--- a\/a\.yaml\n\+\+\+ \/dev\/null\n[^]*-old\n\\ No newline at end of file\n$/);
});

test('leads from the one text to the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '', '- c', '+d', '\\'), { maxLength: 30 }).chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff('a.yaml', before, after);
      assert.is(diff === '' ? before : applyPatch(before, diff), after);
    }),
  );
  const before = Array.from({ length: 12_000 }, (_, i) => `a${i}\n`).join('');
  const after = Array.from({ length: 12_000 }, (_, i) => `b${i}\n`).join('');
  assert.is(applyPatch(before, unifiedDiff('a.yaml', before, after)), after);
});

gitTest('is what git applies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headlint-'));
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    git('init', '-q');
    writeFileSync(join(folder, 'a.yaml'), 'a\nb\r\nc');
    writeFileSync(join(folder, 'gone.yaml'), 'x\n');
    writeFileSync(join(folder, 'patch'), unifiedDiff('a.yaml', 'a\nb\r\nc', 'a\nB\r\nc\n') + unifiedDiff('new.yaml', undefined, 'n\n') + unifiedDiff('gone.yaml', 'x\n', undefined));
    git('apply', 'patch');
    assert.is(readFileSync(join(folder, 'a.yaml'), 'utf8'), 'a\nB\r\nc\n');
    assert.is(readFileSync(join(folder, 'new.yaml'), 'utf8'), 'n\n');
    assert.not(existsSync(join(folder, 'gone.yaml')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
