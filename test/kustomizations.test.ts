import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findRoots } from '../src/node/kustomizations.ts';
import { complaintIn } from '../src/render/kustomize/complaint.ts';

const test = suite('kustomizations');
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): string[] {
  const paths = Object.keys(files).map((path) => join(folder, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return paths.filter((path) => /ustomization(?:\.ya?ml)?$/.test(path));
}

function rootsOf(files: Readonly<Record<string, string>>, allowed: { remote?: boolean; helm?: boolean } = {}) {
  return findRoots(put(files), { textOf: (path) => readFileSync(path, 'utf8'), boundaryOf: () => folder, remote: false, helm: false, ...allowed }).map(({ file, obstacle, missing, reads }) => ({
    file: relative(folder, file),
    ...(obstacle && { obstacle: obstacle.replace(folder, '.') }),
    ...(missing && { missing: missing.path }),
    reads: [...reads].map((path) => relative(folder, path)),
  }));
}

const said = (files: Readonly<Record<string, string>>, allowed = {}) => rootsOf(files, allowed).map(({ file, obstacle, missing }) => [file, obstacle ?? missing ?? ''].join(': '));
const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';

test('components may be made of components, and of what they are made is read', () => {
  const [root] = rootsOf({ 'kustomization.yaml': 'components: [a]\n', 'a/kustomization.yaml': `${component}components: [../b]\n`, 'b/kustomization.yaml': `${component}patches: [{path: p.yaml}]\n`, 'b/p.yaml': '' });
  assert.equal(root!.reads, ['kustomization.yaml', 'a/kustomization.yaml', 'b/kustomization.yaml', 'b/p.yaml']);
});

test('a component that nothing draws in is left, and so is what needs more than is allowed', () => {
  assert.equal(said({ 'a/kustomization.yaml': component }), ['a/kustomization.yaml: it is a component, and nothing here draws it in']);
  const chart = { 'kustomization.yaml': 'helmCharts: [{name: web, valuesFile: gone.yaml}]\nhelmGlobals: {chartHome: charts}\n' };
  assert.equal(said(chart), ['kustomization.yaml: it inflates Helm charts, which kustomize does with --enable-helm only']);
  assert.equal(said(chart, { helm: true }), ['kustomization.yaml: gone.yaml']);
  const fetched = { 'kustomization.yaml': 'helmCharts: [{name: web, repo: "https://example.com", version: 1.2.0}]\n' };
  assert.equal(said(fetched, { helm: true }), ['kustomization.yaml: it inflates a chart that is not in charts/web-1.2.0/web, and nothing is fetched']);
  assert.equal(said(fetched, { helm: true, remote: true }), ['kustomization.yaml: ']);
  assert.equal(said({ ...fetched, 'charts/web-1.2.0/web/Chart.yaml': '' }, { helm: true }), ['kustomization.yaml: ']);
  assert.equal(said({ 'kustomization.yaml': 'generators: [g.yaml]\n', 'g.yaml': 'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: a}\nname: web\n' }), ['kustomization.yaml: it inflates Helm charts, which kustomize does with --enable-helm only']);
});

const elsewhere = ['https://example.com/x.yaml', 'github.com/org/repo//deploy?ref=v1', 'git@github.com:org/repo.git', 'ssh://git@example.com/repo', 'git::https://example.com/repo', 'file:///tmp/repo//base', 'example.com/org/repo.git', 's3::https://s3.amazonaws.com/bucket', 'gh:org/repo//base', 'dev.azure.com/org/project/_git/repo', 'example.com/org/repo?version=v1'];
for (const field of ['resources: [%]', 'bases: [%]', 'components: [%]', 'crds: [%]', 'configurations: [%]', 'generators: [%]', 'transformers: [%]', 'validators: [%]', 'patchesStrategicMerge: [%]', 'patches: [{path: %}]', 'patchesJson6902: [{path: %}]', 'replacements: [{path: %}]', 'openapi: {path: %}', 'configMapGenerator: [{name: a, files: [key=%]}]', 'secretGenerator: [{name: a, envs: [%]}]', 'configMapGenerator: [{name: a, env: %}]']) {
  test(`nothing is fetched for ${field}, unless it is allowed`, () => {
    for (const url of elsewhere) {
      const files = { 'kustomization.yaml': `${field.replace(/[^ [{]*%/, (entry) => JSON.stringify(entry.replace('%', url)))}\n` };
      assert.equal(said(files), [`kustomization.yaml: it draws in ${url}, and nothing is fetched`]);
      assert.equal(said(files, { remote: true }), ['kustomization.yaml: ']);
    }
  });
}

for (const [kind, field] of [['ConfigMapGenerator', 'files: [key=%]'], ['SecretGenerator', 'envs: [%]'], ['PatchTransformer', 'path: %'], ['PatchJson6902Transformer', 'path: %'], ['PatchStrategicMergeTransformer', 'paths: [%]'], ['ReplacementTransformer', 'replacements: [{path: %}]']]) {
  test(`nothing is fetched for a ${kind} of its own, in a file or in the kustomization`, () => {
    const configuration = (path: string) => `apiVersion: builtin\nkind: ${kind}\nmetadata:\n  name: a\n${field!.replace('%', path)}\n`;
    const inFile = { 'kustomization.yaml': 'transformers: [t.yaml]\n', 't.yaml': `apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: a-\n---\n${configuration('http://127.0.0.1/x')}` };
    assert.equal(said(inFile), ['kustomization.yaml: it draws in http://127.0.0.1/x, and nothing is fetched']);
    assert.equal(said({ 'kustomization.yaml': `generators:\n- |\n${configuration('/etc/passwd').replace(/^/gm, '  ')}\n` }), ['kustomization.yaml: it draws in /etc/passwd, which is outside of .']);
    const second = `apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: a-\n---\n${configuration('/etc/passwd')}`;
    assert.equal(said({ 'kustomization.yaml': `transformers:\n- |\n${second.replace(/^/gm, '  ')}\n` }), ['kustomization.yaml: it draws in /etc/passwd, which is outside of .']);
    assert.equal(said({ ...inFile, 't.yaml': configuration('gone') }), ['kustomization.yaml: '], 'it may be named from elsewhere');
  });
}

test('nothing is read outside, by whatever field and way', () => {
  for (const field of ['resources: [%]', 'configMapGenerator: [{name: a, files: [key=%]}]', 'secretGenerator: [{name: a, envs: [%]}]', 'patches: [{path: %}]', 'openapi: {path: %}', 'helmCharts: [{name: a, valuesFile: %}]', 'helmCharts: [{name: a, additionalValuesFiles: [%]}]', 'helmGlobals: {chartHome: %}']) {
    for (const path of ['/etc/passwd', `${relative(join(folder, 'a'), '/etc/passwd')}`, 'link', 'inner/passwd', '/dev/zero']) {
      mkdirSync(join(folder, 'a'), { recursive: true });
      for (const [name, target] of [['link', '/etc/passwd'], ['inner', '/etc']]) spawnSync('ln', ['-sfn', target!, join(folder, 'a', name!)]);
      assert.equal(said({ 'a/kustomization.yaml': `${field.replace('%', path)}\n` }, { helm: true }), [`a/kustomization.yaml: it draws in ${path}, which is outside of .`]);
    }
  }
});

(process.platform === 'win32' ? test.skip : test)('a pipe, which would never end, is not read', () => {
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  mkdirSync(join(folder, 'base'));
  spawnSync('mkfifo', [join(folder, 'base/kustomization.yaml')]);
  for (const path of ['pipe', 'base']) assert.equal(said({ 'kustomization.yaml': `resources: [${path}]\n` }), [`kustomization.yaml: it draws in ${path}, which is neither a file nor a folder`]);
});

test('links within the repository are followed, also to one that is drawn in twice', () => {
  put({ 'real/kustomization.yaml': 'resources: [web.yaml]\n', 'real/web.yaml': '' });
  symlinkSync(join(folder, 'real'), join(folder, 'base'));
  const [root, ...others] = rootsOf({ 'overlay/kustomization.yaml': 'resources: [../base]\n' });
  assert.equal(root!.reads, ['overlay/kustomization.yaml', 'base/kustomization.yaml', 'base/web.yaml']);
  assert.equal(others, []);
});

test('a chart with links that lead outside is not inflated', () => {
  put({ 'charts/web/Chart.yaml': '' });
  symlinkSync('/etc/passwd', join(folder, 'charts/web/leak'));
  assert.equal(said({ 'kustomization.yaml': 'helmCharts: [{name: web}]\n' }, { helm: true }), ['kustomization.yaml: it inflates charts/web, with a link that leads outside of .']);
});

test('what a configuration names is seen from the folder of the kustomization that lists it', () => {
  const configuration = 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\npath: patches/p.yaml\n';
  const [byFile] = rootsOf({ 'a/kustomization.yaml': 'transformers: [inner/t.yaml]\n', 'a/inner/t.yaml': configuration, 'a/patches/p.yaml': '', 'a/inner/patches/p.yaml': '' });
  assert.equal(byFile!.reads, ['a/kustomization.yaml', 'a/inner/t.yaml', 'a/patches/p.yaml']);
  const [byFolder] = rootsOf({ 'b/kustomization.yaml': 'transformers: [inner]\n', 'b/inner/kustomization.yaml': 'resources: [t.yaml]\n', 'b/inner/t.yaml': configuration, 'b/patches/p.yaml': '' });
  assert.equal(byFolder!.reads, ['b/kustomization.yaml', 'b/inner/kustomization.yaml', 'b/inner/t.yaml', 'b/patches/p.yaml']);
});

test('a long chain of kustomizations takes linear time', () => {
  const chain = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}/kustomization.yaml`, `resources: [../${i + 1}]\n`]));
  put(chain);
  let looks = 0;
  const textOf = (path: string) => {
    looks += 1;
    return chain[relative(folder, path)];
  };
  const roots = findRoots(Object.keys(chain).map((path) => join(folder, path)), { textOf, boundaryOf: () => folder, remote: false, helm: false });
  assert.equal(roots.map(({ reads }) => reads.size), [400]);
  assert.is(looks, 400);
});

test('a circle has one root, and a folder too', () => {
  assert.equal(said({ 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n', 'c/kustomization.yaml': 'resources: [../c]\n' }), ['a/kustomization.yaml: ', 'c/kustomization.yaml: ']);
  assert.equal(said({ 'd/kustomization.yaml': '', 'd/Kustomization': '' }), ['d/kustomization.yaml: ']);
});

test('aliases that grow and kustomizations of any type are no reason to stop', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 12 }, (_, i) => `${'bcdefghijklm'[i]}: &${'bcdefghijklm'[i]} [${Array.from({ length: 10 }, () => `*${'abcdefghijkl'[i]}`).join(', ')}]`), 'resources: *m'].join('\n');
  for (const text of ['', '# nothing', '- a\n- b\n', '1', 'resources: 5\n', 'resources: [5, null, {a: b}]\npatches: [null, 5]\nconfigMapGenerator: {a: b}\nhelmCharts: 1\n', 'resources: [a\n', bomb]) {
    assert.equal(said({ 'kustomization.yaml': text }), ['kustomization.yaml: '], text.slice(0, 40));
  }
});

/** As kustomize 5.7.1 and kubectl 1.32 print it of an overlay whose base is in `/repo/base`. */
const chain = "accumulating resources: accumulation err='accumulating resources from '../repo/overlay': '/repo/overlay' must resolve to a file': recursed accumulation of path '/repo/overlay': accumulating resources: accumulation err='accumulating resources from '../base': '/repo/base' must resolve to a file': ";
const recursed = `${chain}recursed accumulation of path '/repo/base': `;
const complaints: readonly [string, string, string | undefined, string | undefined][] = [
  [`${chain}couldn't make target for path '/repo/base': invalid Kustomization: json: unknown field "nosuch"`, 'invalid Kustomization: json: unknown field "nosuch"', '/repo/base', 'nosuch'],
  [`${chain}couldn't make target for path '/repo/base': invalid Kustomization: json: cannot unmarshal number into Go struct field Kustomization.namePrefix of type string`, 'invalid Kustomization: json: cannot unmarshal number into Go struct field Kustomization.namePrefix of type string', '/repo/base', 'namePrefix'],
  [`${chain}couldn't make target for path '/repo/base': kustomization.yaml is empty`, 'kustomization.yaml is empty', '/repo/base', undefined],
  [`${recursed}trouble configuring builtin PatchTransformer with config: \`\npath: p.yaml\n\`: unable to parse SM or JSON patch from [path: "p.yaml"]`, 'trouble configuring builtin PatchTransformer with config: ` path: p.yaml `: unable to parse SM or JSON patch from [path: "p.yaml"]', '/repo/base', 'p.yaml'],
  [`${recursed}accumulating resources: accumulating resources from 'bad.yaml': MalformedYAMLError: yaml: line 3: mapping values are not allowed in this context in File: bad.yaml`, 'MalformedYAMLError: yaml: line 3: mapping values are not allowed in this context in File: bad.yaml', '/repo/base', 'bad.yaml'],
  [`${recursed}accumulating resources: accumulation err='accumulating resources from 'bad.yaml': missing Resource metadata': must build at directory: '/repo/base/bad.yaml': file is not directory`, 'missing Resource metadata', '/repo/base', 'bad.yaml'],
  [`${recursed}accumulating resources: accumulation err='merging resources from 'web.yaml': may not add resource with an already registered id: Service.v1.[noGrp]/web.[noNs]': must build at directory: '/repo/base/web.yaml': file is not directory`, 'may not add resource with an already registered id: Service.v1.[noGrp]/web.[noNs]', '/repo/base', 'web.yaml'],
  [`${recursed}accumulating components: accumulateDirectory: "couldn't make target for path '/repo/part': invalid Kustomization: json: unknown field \\"foo\\""`, 'invalid Kustomization: json: unknown field "foo"', '/repo/part', 'foo'],
  [`${recursed}accumulating resources: accumulation err='accumulating resources from '../overlay': '/repo/overlay' must resolve to a file': cycle detected: candidate root '/repo/overlay' contains visited root '/repo/overlay'`, "cycle detected: candidate root '/repo/overlay' contains visited root '/repo/overlay'", '/repo/base', '../overlay'],
  [`${recursed}no resource matches strategic merge patch "Service.v1.[noGrp]/nosuch.[noNs]": no matches for Id Service.v1.[noGrp]/nosuch.[noNs]; failed to find unique target for patch Service.v1.[noGrp]/nosuch.[noNs]`, 'no resource matches strategic merge patch "Service.v1.[noGrp]/nosuch.[noNs]": no matches for Id Service.v1.[noGrp]/nosuch.[noNs]; failed to find unique target for patch Service.v1.[noGrp]/nosuch.[noNs]', '/repo/base', undefined],
  ['map[string]interface {}(nil): yaml: unmarshal errors: line 6: mapping key "namespace" already defined at line 5', 'yaml: unmarshal errors: line 6: mapping key "namespace" already defined at line 5', undefined, undefined],
  ['the sky has fallen', 'the sky has fallen', undefined, undefined],
];
for (const [said, problem, where, text] of complaints) {
  test(`of ${problem.slice(0, 60)} the reason is told, and where it is`, () => {
    const logged = said.includes('\n') ? `err=<\n\t${said.replaceAll('\n', '\n\t')}\n >\n` : `err=${JSON.stringify(said)}\n`;
    for (const stderr of [`Error: ${said}\n`, `# Warning: 'bases' is deprecated.\nError: ${said}\n`, `E1124 17:01:48.231096   31116 run.go:72] "command failed" ${logged}`]) {
      assert.equal(complaintIn(stderr), { problem, folder: where, text });
    }
  });
}

test.run();
