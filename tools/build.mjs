// Builds dist: the schema validators, the bundles of the command line and the two libraries, and their types.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
run('--import', 'tsx', 'tools/gen-validators.ts');
const common = { absWorkingDir: root, outdir: 'dist', bundle: true, format: 'esm', minify: true, legalComments: 'none', metafile: true };
const forNode = await build({
  ...common,
  entryPoints: { cli: 'src/cli/run.ts', index: 'src/index.ts' },
  splitting: true,
  platform: 'node',
  target: 'node20',
  // The same library as modules: without the wrappers of CommonJS the program starts several milliseconds sooner.
  alias: { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
  // yargs is CommonJS inside and asks for Node's own modules.
  banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
});
// The core asks nothing of Node: it is for browsers and editors.
const forAll = await build({ ...common, entryPoints: { core: 'src/core.ts' }, platform: 'browser', target: 'es2022' });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
writeFileSync(new URL('../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), notices([forNode, forAll]));

/** The licences of the packages that are part of the bundles, which all ask for their text to come along. */
function notices(results) {
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = new Set(inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  return [...packages]
    .sort()
    .map((name) => {
      const folder = new URL(`../node_modules/${name}/`, import.meta.url);
      const { version, license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no licence file`);
      return `${name} ${version} (${license})\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
    })
    .join('\n----\n\n');
}
