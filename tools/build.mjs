// Builds dist: the schema validators, the bundles of the command line and the two libraries, and their types.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
run('--import', 'tsx', 'tools/gen-validators.ts');
const common = { absWorkingDir: root, outdir: 'dist', bundle: true, format: 'esm', minify: true, legalComments: 'none' };
await build({
  ...common,
  entryPoints: { cli: 'src/cli/run.ts', index: 'src/index.ts' },
  splitting: true,
  platform: 'node',
  target: 'node20',
  // yaml and yargs are CommonJS inside and ask for Node's own modules.
  banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
});
// The core asks nothing of Node: it is for browsers and editors.
await build({ ...common, entryPoints: { core: 'src/core.ts' }, platform: 'browser', target: 'es2022' });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
