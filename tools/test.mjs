// Builds, runs every test, and closes with one line that counts: N passed, N failed.
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
execFileSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' });

// uvu colours even where NO_COLOR is set, and hands that down to what the tests start.
const env = { ...process.env };
delete env['FORCE_COLOR'];
const pattern = process.argv[2] ?? '\\.test\\.ts$';
const child = spawn(process.execPath, ['--import', 'tsx', '--import', './tools/seed.mjs', 'node_modules/uvu/bin.js', 'test', pattern, '--no-color'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
let output = '';
child.stdout.on('data', (chunk) => {
  output += chunk;
  process.stdout.write(chunk);
});
child.on('close', (code) => {
  const count = (label) => Number(new RegExp(`${label}: +(\\d+)`).exec(output)?.[1] ?? 0);
  const total = count('Total');
  const passed = count('Passed');
  // A file that does not load has no count of its own.
  const failed = Math.max(total - passed, code ? 1 : 0);
  console.log(`${passed} passed, ${failed} failed, ${count('Skipped')} skipped`);
  process.exitCode = failed || !passed ? 1 : 0;
});
