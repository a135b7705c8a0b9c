// Builds dist: the schema validators, the bundles of the command line and the two libraries, and their types.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
run('--import', 'tsx', 'tools/gen-validators.ts');
run('--import', 'tsx', 'tools/gen-spec-validator.ts');
run('--import', 'tsx', 'tools/gen-config-validator.ts');
run('tools/gen-presets.mjs');
/**
 * What is loaded when it is asked for is asked for by the program, so that all the program starts with is there. esbuild
 * does not know, and would cut that into dozens of files, one for each set of parts that share something: each takes its
 * time to load. An import that nothing uses tells it.
 */
const lazyParts = {
  name: 'lazy parts',
  setup({ onResolve, onLoad }) {
    const program = resolve(root, 'src/cli');
    onResolve({ filter: /^\.\.?\// }, ({ kind, importer, resolveDir, path }) => (kind === 'dynamic-import' && importer.startsWith(program + sep) ? { path: resolve(resolveDir, path), namespace: 'lazy' } : undefined));
    onLoad({ filter: /./, namespace: 'lazy' }, ({ path }) => ({ contents: `import { run as _ } from ${JSON.stringify(resolve(program, 'run.ts'))};\nexport * from ${JSON.stringify(path)};`, resolveDir: dirname(path) }));
  },
};
const common = { absWorkingDir: root, outdir: 'dist', bundle: true, format: 'esm', minify: true, legalComments: 'none', metafile: true };
const forNode = await build({
  ...common,
  entryPoints: { cli: 'src/cli/run.ts', index: 'src/index.ts' },
  splitting: true,
  plugins: [lazyParts],
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
bundleTypes();
writeFileSync(new URL('../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), notices([forNode, forAll]));

/** Declarations come along like code: what ours take from kubernetes-types is copied, so that nobody has to install it. */
function bundleTypes() {
  const dist = new URL('../dist/', import.meta.url);
  const wanted = new Set();
  const rewrite = (file, text) =>
    text.replace(/(from ['"])(kubernetes-types\/|\.\.?\/)([^'"]+)(['"])/g, (whole, before, base, path, after) => {
      const isOurs = !file.startsWith('kubernetes-types/');
      if (isOurs && base !== 'kubernetes-types/') return whole;
      const target = isOurs ? `kubernetes-types/${path}` : `${posix.join(posix.dirname(file), base, path)}.js`;
      wanted.add(target.replace(/\.js$/, '.d.ts'));
      const relative = posix.relative(posix.dirname(file), target);
      return `${before}${relative.startsWith('.') ? relative : `./${relative}`}${after}`;
    });
  for (const file of readdirSync(dist, { recursive: true }).map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.d.ts'))) {
    writeFileSync(new URL(file, dist), rewrite(file, readFileSync(new URL(file, dist), 'utf8')));
  }
  // The set grows while it is gone through.
  for (const file of wanted) {
    const text = readFileSync(new URL(`../node_modules/${file}`, import.meta.url), 'utf8');
    mkdirSync(new URL(posix.dirname(file), dist), { recursive: true });
    // Without the documentation of the API, which is ten times as long as the types.
    writeFileSync(new URL(file, dist), rewrite(file, text.replace(/^ *\/\*\*.*?\*\/\n/gms, '')));
  }
}


/** The licences of the packages that are part of the bundles, which all ask for their text to come along. */
function notices(results) {
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = new Set(['kubernetes-types', ...inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [])]);
  return [...packages]
    .sort()
    .map((name) => {
      const folder = new URL(`../node_modules/${name}/`, import.meta.url);
      const { version, license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      // Its text is ours, where the package does not bring it along.
      if (!file && license === 'Apache-2.0') return `${name} ${version} (${license})\n\n${readFileSync(new URL('../LICENSE', import.meta.url), 'utf8').trim()}\n`;
      if (!file) throw new Error(`${name} has no licence file`);
      return `${name} ${version} (${license})\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
    })
    .join('\n----\n\n');
}
