import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './fixtures.ts';

/** What each folder of src may import from, beside itself. Files at the top of src are under their own name. */
const layers: Readonly<Record<string, readonly string[]>> = {
  diagnostic: [],
  kinds: [],
  installers: ['kinds'],
  spelling: [],
  glob: [],
  version: [],
  schema: ['spelling'],
  parse: ['diagnostic', 'kinds'],
  edit: ['diagnostic', 'parse'],
  model: ['diagnostic', 'installers', 'kinds', 'spelling', 'parse', 'schema'],
  remedy: ['edit', 'model'],
  names: ['diagnostic', 'spelling', 'parse', 'model', 'remedy'],
  policies: ['diagnostic', 'model', 'names'],
  governing: ['parse', 'model', 'names'],
  rule: ['diagnostic', 'model', 'names', 'remedy'],
  rules: ['diagnostic', 'kinds', 'spelling', 'parse', 'model', 'names', 'policies', 'governing', 'rule', 'remedy'],
  lint: ['render', 'diagnostic', 'kinds', 'spelling', 'version', 'parse', 'model', 'names', 'edit', 'rule', 'remedy', 'rules'],
  config: ['glob', 'diagnostic', 'spelling', 'version', 'schema', 'parse', 'model', 'rule', 'lint'],
  dns: ['diagnostic', 'spelling', 'parse', 'model'],
  render: ['diagnostic', 'kinds', 'parse', 'model'],
  diff: ['diagnostic', 'kinds', 'parse', 'model', 'names', 'dns', 'rule', 'lint'],
  report: ['diagnostic', 'version', 'parse', 'rule', 'lint', 'dns'],
  generate: ['diagnostic', 'spelling', 'version', 'schema', 'parse', 'model', 'lint', 'dns'],
  derive: ['diagnostic', 'spelling', 'version', 'model', 'lint', 'generate'],
  presets: ['version'],
  core: ['diff', 'diagnostic', 'version', 'parse', 'lint', 'config', 'dns', 'report', 'generate', 'rule'],
  node: ['glob', 'model', 'render', 'diagnostic', 'parse', 'lint', 'config'],
  index: ['core', 'node'],
  cli: ['render', 'diff', 'diagnostic', 'spelling', 'version', 'parse', 'model', 'names', 'governing', 'lint', 'config', 'dns', 'report', 'generate', 'derive', 'presets', 'node'],
};

/** Packages that the part without Node may use, beside types. */
const packages = new Set(['yaml', 'diff']);

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

const layerOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, ''));

for (const file of files) {
  test(`imports of ${file}`, () => {
    const layer = layerOf(file);
    const allowed = layers[layer];
    assert.ok(allowed, `src/${file} belongs to no layer`);
    const text = readFileSync(join(root, 'src', file), 'utf8');
    const imports = [...text.matchAll(/^(?:import|export|\})[^'"\n=]*from '([^']+)';$|\bawait import\('([^']+)'\)/gm)];
    for (const specifier of imports.map(([, still, lazy]) => still ?? lazy)) {
      if (specifier!.startsWith('.')) {
        const target = layerOf(posix.join(posix.dirname(file), specifier!));
        assert.ok(target === layer || allowed.includes(target), `${layer} must not know ${target} (${specifier})`);
      } else if (layer !== 'node' && layer !== 'cli' && layer !== 'index') {
        assert.ok(packages.has(specifier!) || specifier!.startsWith('kubernetes-types/'), `${file} must not need ${specifier}`);
      }
    }
  });
}

test('the core bundle asks nothing of Node', () => {
  const bundle = readFileSync(join(root, 'dist/core.js'), 'utf8');
  assert.not.match(bundle, /from ?["']node:|import\(["']node:|require\(["'](?:node:|fs|path)/);
});

test.run();
