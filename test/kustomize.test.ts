import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { predictZone, resolveName } from '../src/core.ts';
import { buildModel } from '../src/lint/build-model.ts';
import { lint } from '../src/lint/lint.ts';
import { buildKustomizations } from '../src/node/kustomize.ts';
import { discover } from '../src/node/discover.ts';
import { readFiles } from '../src/node/read.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import type { Build } from '../src/render/build.ts';
import { Kustomized } from '../src/render/kustomize/kustomized.ts';
import { Sources } from '../src/render/sources.ts';
import { headlint } from './command.ts';
import { fixturesIn, root } from './fixtures.ts';

const test = suite('kustomize');
const tool = ['kustomize', 'kubectl'].find((program) => spawnSync(program, ['--help']).status === 0);
const toolTest = tool ? test : test.skip;
const inflatingTest = tool === 'kustomize' && spawnSync('helm', ['version']).status === 0 ? test : test.skip;
let folder = '';
test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const example = 'fixtures/kustomize';
const overlays = ['overlays/prod', 'overlays/staging'];
const files: readonly SourceFile[] = fixturesIn(example).flatMap(({ name, files: inside }) => (name === 'recorded' ? [] : inside.map((file) => ({ ...file, path: `${name}/${file.path}` }))));
const recordingOf = (overlay: string) => join(root, example, 'recorded', `${overlay.replace('/', '-')}.yaml`);

/** As the tool prints it, with paths from the example's folder. `UPDATE=1` records anew, where there is a tool. */
function builtBy(overlay: string): string {
  const wrapper = join(folder, 'wrapper');
  mkdirSync(wrapper, { recursive: true });
  const base = relative(wrapper, join(root, example));
  writeFileSync(join(wrapper, 'kustomization.yaml'), `resources: [${base}/${overlay}]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n`);
  const { status, stdout, stderr } = spawnSync(tool!, [tool === 'kubectl' ? 'kustomize' : 'build', wrapper], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return stdout.replaceAll(`${base}/`, '');
}

function recorded(overlay: string): Build {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const replaces = files.map(({ path }) => path).filter((path) => !path.startsWith('overlays/') || path.startsWith(overlay));
  return { name: overlay, root: `${overlay}/kustomization.yaml`, replaces, outcome: { text: readFileSync(recordingOf(overlay), 'utf8'), origin: new Kustomized({ name: overlay, root: `${overlay}/kustomization.yaml`, replaces }, new Sources((path) => texts.get(path)), (path) => path) } };
}

for (const overlay of overlays) {
  toolTest(`${overlay} builds to what is recorded`, () => {
    const text = builtBy(overlay);
    if (process.env['UPDATE'] === '1') writeFileSync(recordingOf(overlay), text);
    assert.fixture(text, readFileSync(recordingOf(overlay), 'utf8'));
  });

  test(`${overlay}: every value is traced to where it is written`, () => {
    const build = recorded(overlay);
    const { model } = buildModel(files, { builds: [build] });
    let values = 0;
    for (const resource of model.resources.filter(({ file }) => file.endsWith('(built)'))) {
      for (const [path, value] of leaves(resource.value)) {
        if (path.includes('annotations')) continue;
        const place = resource.at(...path);
        const at = 'origin' in build.outcome ? build.outcome.origin.traceField!(place) : undefined;
        const text = files.find((file) => file.path === at?.file)?.text.slice(at!.start, at!.end) ?? '';
        const plain = text.replace(/^["']|["']$/g, '');
        values += 1;
        assert.ok(at && (text.includes(String(value)) || (String(value).includes(plain) && plain.length > 1)), `${resource} ${path.join('.')} ${JSON.stringify(value)}: ${at?.file}:${at?.line} ${text}`);
      }
    }
      assert.ok(values > 30);
  });
}

function* leaves(value: unknown, path: (string | number)[] = []): Generator<[(string | number)[], unknown]> {
  if (value === null || typeof value !== 'object') yield [path, value];
  else for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) yield* leaves((value as Record<string | number, unknown>)[key], [...path, key]);
}

/** A field of a built object, and the line that a person edits to change it. */
const origins: readonly [string, string, (string | number)[], string][] = [
  ['StatefulSet', 'prod-queue', ['spec', 'serviceName'], 'base/queue.yaml: queue'],
  ['StatefulSet', 'prod-queue', ['metadata', 'name'], 'overlays/prod/kustomization.yaml: prod-'],
  ['StatefulSet', 'prod-queue', ['metadata', 'namespace'], 'overlays/prod/kustomization.yaml: prod'],
  ['StatefulSet', 'prod-queue', ['spec', 'replicas'], 'overlays/prod/kustomization.yaml: 5'],
  ['StatefulSet', 'prod-queue', ['spec', 'podManagementPolicy'], 'overlays/prod/kustomization.yaml: podManagementPolicy: Parallel'],
  ['StatefulSet', 'prod-queue', ['spec', 'template', 'spec', 'containers', 1, 'image'], 'overlays/prod/kustomization.yaml: 2.11.8'],
  ['StatefulSet', 'prod-queue', ['spec', 'template', 'spec', 'containers', 0, 'args', 0], 'components/metrics/sidecar.yaml: http://queue-0.queue:8222'],
  ['StatefulSet', 'prod-queue', ['spec', 'template', 'metadata', 'labels', 'team'], 'overlays/prod/kustomization.yaml: messaging'],
  ['StatefulSet', 'prod-queue', ['spec', 'updateStrategy'], 'base/queue.yaml: spec'],
  ['Service', 'prod-queue-client', ['spec', 'ports', 0, 'port'], 'overlays/prod/kustomization.yaml: value: 80'],
  ['Service', 'prod-queue-client', ['spec', 'type'], 'overlays/prod/kustomization.yaml: value: NodePort'],
  ['Service', 'prod-monitor', ['spec', 'ports', 0, 'targetPort'], 'overlays/prod/extra.yaml: 9090'],
];
for (const [kind, name, path, where] of origins) {
  test(`${kind} ${name} ${path.join('.')} is from ${where}`, () => {
    const build = recorded('overlays/prod');
    const resource = buildModel(files, { builds: [build] }).model.resources.find((r) => r.kind === kind && r.name === name)!;
    const place = resource.at(...path);
    const at = 'origin' in build.outcome ? build.outcome.origin.traceField!(place)! : undefined;
    assert.is(`${at!.file}: ${files.find((file) => file.path === at!.file)!.text.slice(at!.start, at!.end)}`, where);
  });
}

test('one cause is one finding, with the overlays that have it', () => {
  const { results, summary } = lint(files, { builds: overlays.map(recorded) });
  const said = results.map(({ file, line, rule, builds }) => `${file}:${line} ${rule} ${builds?.join(' ')}`);
  assert.equal(said, [
    'base/queue.conf:4 nonexistent-pod-name overlays/staging',
    'overlays/prod/extra.yaml:7 selector-matches-no-pods overlays/prod',
    'overlays/prod/extra.yaml:11 port-target-port-mismatch overlays/prod',
    'overlays/prod/kustomization.yaml:27 undeclared-target-port overlays/prod',
  ]);
  assert.match(results[0]!.message, /Seen in what overlays\/staging builds\.$/);
  assert.is(summary.files, files.length);
  assert.equal(lint(files, { builds: overlays.map(recorded), reportOn: ['base/queue.conf'] }).results.map(({ rule }) => rule), ['nonexistent-pod-name']);
});

test('settings for a file count where the cause is', () => {
  const rules = (applies: (file: string) => boolean) => lint(files, { builds: overlays.map(recorded), overrides: [{ applies: ({ file }) => applies(file), rules: { 'port-target-port-mismatch': 'off', 'selector-matches-no-pods': 'error' } }] }).results.map(({ rule, severity }) => `${severity} ${rule}`);
  assert.equal(rules((file) => file === 'overlays/prod/extra.yaml'), ['warning nonexistent-pod-name', 'error selector-matches-no-pods', 'info undeclared-target-port']);
  assert.is(rules((file) => file.startsWith('base/')).length, 4);
});

test('comments suppress where the cause is, and are told where they are for nothing', () => {
  const withComment = (comment: string) => files.map((file) => (file.path === 'overlays/prod/extra.yaml' ? { ...file, text: file.text.replace('      port: 8080', `${comment}\n      port: 8080`) } : file));
  const texts = (changed: readonly SourceFile[]): Build => {
    const build = recorded('overlays/prod');
    return { ...build, outcome: { text: readFileSync(recordingOf('overlays/prod'), 'utf8'), origin: new Kustomized(build, new Sources((path) => changed.find((file) => file.path === path)?.text), (path) => path) } };
  };
  const look = (comment: string) => {
    const changed = withComment(comment);
    return lint(changed, { builds: [texts(changed)] });
  };
  const silenced = look('      # headlint-disable-next-line port-target-port-mismatch -- behind a proxy');
  assert.equal(silenced.suppressed.map(({ diagnostic: { file, rule }, why }) => [file, rule, why]), [['overlays/prod/extra.yaml', 'port-target-port-mismatch', 'behind a proxy']]);
  assert.not.ok(silenced.results.some(({ rule }) => rule === 'unused-suppression' || rule === 'port-target-port-mismatch'));
  assert.equal(look('      # headlint-disable-next-line unnamed-port').results.filter(({ rule }) => rule === 'unused-suppression').map(({ file, line }) => `${file}:${line}`), ['overlays/prod/extra.yaml:11']);
});

test('a build that failed is one finding at what is to blame, and its files are read as they stand', () => {
  const broken: Build = { name: 'overlays/prod', root: 'overlays/prod/kustomization.yaml', replaces: files.map(({ path }) => path), outcome: { problem: 'extra.yaml does not exist', at: { file: 'overlays/prod/kustomization.yaml', text: 'extra.yaml' } } };
  const { results } = lint(files, { builds: [broken, { ...broken, name: 'overlays/more' }] });
  const failed = results.filter(({ rule }) => rule === 'failed-build');
  assert.equal(failed.map(({ file, line, column, severity, builds }) => [file, line, column, severity, builds]), [['overlays/prod/kustomization.yaml', 7, 5, 'error', ['overlays/more', 'overlays/prod']]]);
  assert.ok(results.some(({ file, rule }) => file === 'overlays/prod/extra.yaml' && rule === 'port-target-port-mismatch'));
});

toolTest('what is no YAML is one finding, where that is, whatever cannot be built for it', async () => {
  put('.git/HEAD', '');
  put('own/kustomization.yaml', 'resources:\n  - web.yaml\n bad: [\n');
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n x: [\n');
  put('overlay/kustomization.yaml', 'resources: [../base]\n');
  put('patched/kustomization.yaml', 'resources: [map.yaml]\npatches: [{path: p.yaml}]\n');
  put('patched/map.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n');
  put('patched/p.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n x: [\n');
  const places = async (...argv: string[]) => (await headlint(['lint', '-f', 'compact', ...argv])).out.replaceAll(`${folder}/`, '').trimEnd().split('\n').map((line) => line.replace(/:\d+:\d+: .*\[/, ' ').replace(']', ''));
  assert.equal(await places(folder), ['base/web.yaml yaml-syntax', 'own/kustomization.yaml yaml-syntax', 'patched/p.yaml yaml-syntax']);
  rmSync(join(folder, 'own'), { recursive: true });
  assert.equal(await places(join(folder, 'overlay')), ['overlay/kustomization.yaml failed-build'], 'where only the overlay is read, that is all there is to say');
});

test('names are those that the cluster will serve, and what is said of them stands in the sources', () => {
  const builds = [recorded('overlays/prod')];
  const zone = predictZone(files, { builds });
  assert.ok(zone.records.some(({ name }) => name === 'prod-queue-4.prod-queue.prod.svc.cluster.local.'));
  assert.equal(zone.notes.map(({ file, line }) => `${file}:${line}`), ['overlays/prod/extra.yaml:7']);
  const { resolves, steps } = resolveName(files, 'prod-queue-5.prod-queue', { builds, from: 'prod/' });
  assert.is(resolves, false);
  assert.equal(steps.map(({ state, at }) => `${state} ${at?.file}:${at?.line}`), ['done overlays/prod/kustomization.yaml:4', 'done overlays/prod/kustomization.yaml:4', 'failed overlays/prod/kustomization.yaml:16']);
});

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const built = async (path: string) => buildKustomizations(readFiles(discover([join(folder, path)], { gitignore: false })).files, { mode: 'auto', inside: folder });

toolTest('roots are those that no other kustomization draws in', async () => {
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}\n');
  put('overlays/a/kustomization.yml', 'resources: [../../base]\nnamePrefix: a-\n');
  put('overlays/b/kustomization.yaml', 'resources: [../../base]\n');
  put('part/kustomization.yaml', 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n');
  const { builds, unbuilt } = await built('.');
  assert.equal(builds.map(({ root: file }) => relative(folder, file)).sort(), ['overlays/a/kustomization.yml', 'overlays/b/kustomization.yaml']);
  assert.equal(unbuilt.map(({ file, reason }) => `${relative(folder, file)}: ${reason}`), ['part/kustomization.yaml: it is a component, and nothing here draws it in']);
  assert.ok(builds.every(({ outcome }) => 'text' in outcome), JSON.stringify(builds));
});

toolTest('a file Kustomization is one, and a Kustomization of Flux is none', async () => {
  const web = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}\n';
  put('a/Kustomization', 'resources: [web.yaml]\nnamePrefix: a-\n');
  put('a/web.yaml', web);
  put('b/kustomization.yaml', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./apps, prune: true}\n');
  put('b/web.yaml', web);
  const { builds, unbuilt } = await built('.');
  assert.equal(builds.map(({ name, outcome }) => [relative(folder, name), 'text' in outcome]), [['a', true]]);
  assert.equal(unbuilt, []);
});

toolTest('what a kustomization draws in may lie outside of the folder that is linted', async () => {
  put('.git/HEAD', '');
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{port: 80}]}\n');
  put('overlay/kustomization.yaml', 'resources: [../base]\n');
  const { builds } = await built('overlay');
  const { results } = lint(readFiles(discover([join(folder, 'overlay')], { gitignore: false })).files, { builds });
  assert.equal(results.map(({ file, line, rule }) => `${relative(folder, file)}:${line} ${rule}`), ['base/web.yaml:4 invalid-cluster-ip', 'base/web.yaml:4 selector-matches-no-pods', 'base/web.yaml:4 unnamed-headless-port']);
});

toolTest('dns and resolve build, show lines outside of what is named, and never mix two overlays', async () => {
  put('.git/HEAD', '');
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}\n');
  put('overlays/a/kustomization.yaml', 'resources: [../../base]\nnamespace: shop\n');
  put('overlays/b/kustomization.yaml', 'resources: [../../base, pod.yaml]\nnamespace: shop\n');
  put('overlays/b/pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: web, image: web:1}]}\n');
  put('overlays/c/kustomization.yaml', 'resources: [../../base]\nnamespace: other\n');
  const all = await headlint(['dns', join(folder, 'overlays')]);
  assert.is(all.code, 0, all.err);
  assert.match(all.out, /other\/web[\s\S]*shop\/web  .*\n  no names/);
  assert.is(all.err.replaceAll(`${folder}/`, ''), 'headlint: what overlays/b builds is left out, because what overlays/a builds has Service shop/web, too; name the one that you mean\n');
  const b = await headlint(['dns', join(folder, 'overlays/b')]);
  assert.match(b.out, /web\.shop\.svc\.cluster\.local\n      A     shop\/web\n/);
  const failed = await headlint(['resolve', 'web.shop', join(folder, 'overlays/a')]);
  assert.is(failed.code, 1);
  assert.match(failed.out.replaceAll(`${folder}/`, ''), /base\/web\.yaml:4:\d+\n +4 │ spec:/, 'the line of the base, which was not named');
  assert.match((await headlint(['dns', '--kustomize', 'never', join(folder, 'base')])).out, /default\/web /);
});

toolTest('a spec is derived from what an overlay builds', async () => {
  put('.git/HEAD', '');
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 80}]}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {replicas: 1, serviceName: web, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1, ports: [{name: http, containerPort: 80}]}]}}}\n');
  put('prod/kustomization.yaml', 'resources: [../base]\nnamespace: shop\nreplicas: [{name: web, count: 5}]\n');
  const { code, out, err } = await headlint(['generate', '--from', join(folder, 'prod')]);
  assert.is(code, 0, err);
  assert.match(out, /^namespace: shop$[\s\S]*^replicas: 5$/m);
});

toolTest('a patch that empties a field is to blame for it, and not the base', async () => {
  put('web.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web-headless\nspec:\n  clusterIP: None\n  selector: {app: web}\n  ports: [{name: http, port: 80}]\n');
  put('kustomization.yaml', 'resources: [web.yaml]\npatches:\n  - target: {kind: Service}\n    patch: |\n      - op: replace\n        path: /spec/clusterIP\n        value: null\n');
  const { out } = await headlint(['lint', '-f', 'compact', folder]);
  assert.match(out, /kustomization\.yaml:7:\d+: warning clusterIP is null.*\[empty-cluster-ip\]/);
});

toolTest('a broken build says why, and others are built', async () => {
  put('a/kustomization.yaml', 'resources:\n  - gone.yaml\n');
  put('b/kustomization.yaml', 'resources: [web.yaml]\nnoSuchField: 1\n');
  put('b/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n');
  put('c/kustomization.yaml', 'secretGenerator:\n  - name: s\n    envs: [.env]\n');
  put('d/kustomization.yaml', 'resources: []\n');
  put('e/kustomization.yaml', 'resources: [web.yaml]\n');
  put('e/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n');
  const { builds } = await built('.');
  const failures = Object.fromEntries(builds.flatMap(({ name, outcome }) => ('problem' in outcome ? [[relative(folder, name), outcome]] : [])));
  assert.match(failures['a']!.problem, /^gone\.yaml does not exist/);
  assert.match(failures['b']!.problem, /noSuchField/);
  assert.not.match(failures['b']!.problem, /headlint-build|\n/, 'nothing of how it was built');
  assert.is(failures['c']!.severity, 'warning', 'it may be made before it is applied');
  assert.ok(builds.some(({ name, outcome }) => name.endsWith('/e') && 'text' in outcome));
});

toolTest('nothing is fetched, run or read outside', async () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-outside-')));
  try {
    writeFileSync(join(outside, 'kustomization.yaml'), 'resources: []\n');
    put('remote/kustomization.yaml', 'resources: ["https://example.invalid/x.yaml"]\n');
    put('git/kustomization.yaml', 'resources: ["github.com/a/b//c?ref=v1"]\n');
    put('helm/kustomization.yaml', 'helmCharts: [{name: x, repo: "https://example.invalid", version: 1.0.0}]\n');
    put('far/kustomization.yaml', `resources: [${relative(join(folder, 'far'), outside)}]\n`);
    put('link/kustomization.yaml', 'resources: [elsewhere]\n');
    symlinkSync(outside, join(folder, 'link/elsewhere'));
    put('exec/kustomization.yaml', 'transformers: [t.yaml]\nresources: [w.yaml]\n');
    put('exec/w.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n');
    put('exec/t.yaml', `apiVersion: x/v1\nkind: T\nmetadata:\n  name: t\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ${put('run.sh', `#!/bin/sh\ntouch ${join(folder, 'ran')}\n`)}\n`);
    const { builds, unbuilt } = await built('.');
    const reasons = Object.fromEntries(unbuilt.map(({ file, reason }) => [relative(folder, dirname(file)), reason]));
    assert.match(reasons['remote']!, /nothing is fetched/);
    assert.match(reasons['git']!, /nothing is fetched/);
    assert.match(reasons['helm']!, /--enable-helm/);
    assert.match(reasons['far']!, /outside of/);
    assert.match(reasons['link']!, /outside of/);
    assert.match(reasons['exec']!, /uses plugins/);
    assert.equal(builds, []);
    assert.not.ok(existsSync(join(folder, 'ran')), 'no program of a kustomization is run');
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
});

toolTest('a program that hangs or floods is ended', async () => {
  put('kustomization.yaml', 'resources: []\n');
  const files = readFiles(discover([folder], { gitignore: false })).files;
  const problemOf = async (script: string, limits: object) => {
    const program = put('tool', `#!/bin/sh\n${script}\n`);
    spawnSync('chmod', ['+x', program]);
    const { builds } = await buildKustomizations(files, { mode: 'auto', inside: folder, command: [program], ...limits });
    return 'problem' in builds[0]!.outcome ? builds[0]!.outcome.problem : '';
  };
  assert.match(await problemOf('sleep 30', { timeout: 300 }), /longer than 0\.3 s/);
  assert.match(await problemOf('yes', { most: 1 << 20 }), /more than 1 MiB/);
  if (existsSync('/proc/self/status')) assert.match(await problemOf(`exec ${process.execPath} -e 'setInterval(() => 0, 1000)'`, { memory: 1 << 20 }), /more than 1 MiB of memory/);
  assert.match(await problemOf('exit 3', {}), /says nothing of why/);
});

/** Waits, also on a machine that has much else to do. */
async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !isSo() && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 50));
}

(process.platform === 'win32' ? test.skip : test)('whoever ends headlint ends the tool, and nothing is left behind', async () => {
  put('kustomization.yaml', 'resources: []\n');
  const temporary = dirname(put('tmp/.keep', ''));
  const program = put('tool', `#!/bin/sh\necho $$ > ${join(folder, 'pid')}\nexec sleep 60\n`);
  spawnSync('chmod', ['+x', program]);
  const child = spawn(process.execPath, [join(root, 'bin/headlint.js'), 'lint', '--kustomize-command', program, join(folder, 'kustomization.yaml')], { env: { ...process.env, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' }, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  await until(() => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8').trim() !== '');
  assert.is(readdirSync(temporary).length, 2);
  child.kill('SIGINT');
  assert.is(await ended, 'SIGINT');
  assert.equal(readdirSync(temporary), ['.keep']);
  // Dead, though in a container nobody may have buried it, and on a busy machine a little later.
  const state = () => spawnSync('ps', ['-o', 'stat=', '-p', readFileSync(join(folder, 'pid'), 'utf8').trim()], { encoding: 'utf8' }).stdout.trim();
  await until(() => !/^[^Z]/.test(state()));
  assert.match(state(), /^(?:Z.*)?$/);
});

toolTest('what thirty overlays share is built, mended and said once', async () => {
  put('base/kustomization.yaml', 'resources: [web.yaml]\nnosuch: 1\n');
  put('base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{name: http, port: 80}]}\n');
  for (let i = 10; i < 40; i += 1) put(`overlays/o${i}/kustomization.yaml`, `resources: [../../base]\nnamespace: n${i}\n`);
  const lines = async () => (await headlint(['lint', '-f', 'compact', folder])).out.replaceAll(`${folder}/`, '').trimEnd().split('\n');
  const [failed, ...others] = await lines();
  assert.match(failed!, /^base\/kustomization\.yaml:2:1: error base cannot be built: .*unknown field "nosuch"\. overlays\/o10, overlays\/o11 and 28 others need it\. \[failed-build\]$/);
  assert.equal(others.map((line) => line.split(' ')[0]), ['base/web.yaml:4:19:', 'base/web.yaml:4:25:'], 'read as it stands');
  put('base/kustomization.yaml', 'resources: [web.yaml]\n');
  const said = await lines();
  assert.is(said.length, 2);
  assert.ok(said.every((line) => line.includes('Seen in what overlays/o10, overlays/o11 and 28 others build. [')), said.join('\n'));
});

toolTest('a file that two roots draw in is read as one builds it, whatever becomes of the other', async () => {
  put('good/kustomization.yaml', 'resources: [../common]\nnamespace: good\n');
  put('bad/kustomization.yaml', 'resources: [../common, gone.yaml]\n');
  put('common/kustomization.yaml', 'resources: [web.yaml]\n');
  put('common/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{name: http, port: 80}]}\n');
  const { out } = await headlint(['lint', '-f', 'compact', folder]);
  assert.match(out, /bad\/kustomization\.yaml:1:24: error gone\.yaml does not exist/);
  assert.match(out, /common\/web\.yaml:4:19: error clusterIP "none".*Seen in what \S*good builds\./);
});

toolTest('a file of another folder is a mistake to kubectl and none to Flux, and the help says so', async () => {
  put('.git/HEAD', '');
  put('app/kustomization.yaml', 'resources: [../web.yaml]\n');
  put('web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{name: http, port: 80}]}\n');
  const strict = await headlint(['lint', '-f', 'json', folder]);
  assert.match(strict.out, /app cannot be built: security; file .*is not in or below/);
  assert.match(strict.out, /"severity": "warning",\s+"message": "\S*app cannot be built/);
  assert.match(strict.out, /Flux builds such files all the same.*LoadRestrictionsNone/);
  const program = tool === 'kubectl' ? 'kubectl kustomize' : 'kustomize build';
  const env = { HEADLINT_KUSTOMIZE_COMMAND: `${program} --load-restrictor LoadRestrictionsNone` };
  assert.match((await headlint(['lint', '-f', 'compact', folder], { env })).out, /Seen in what \S*app builds/);
  assert.match((await headlint(['lint', '-f', 'compact', '--kustomize-command', program, folder], { env })).out, /security; file/, 'a flag counts more');
  const wrong = await headlint(['lint', folder], { env: { HEADLINT_KUSTOMIZE_COMMAND: 'no-such-program' } });
  assert.is(wrong.code, 2);
  assert.match(wrong.err, /HEADLINT_KUSTOMIZE_COMMAND: no-such-program is not installed/);
});

toolTest('annotations that a kustomization writes have no other file read', async () => {
  const service = (address: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: ${address}, selector: {app: web}, ports: [{name: http, port: 80}]}\n`;
  put('repo/.git/HEAD', '');
  put('repo/web.yaml', service('none'));
  put('secret.yaml', service('hunter2'));
  // As seen from a folder in that for temporary files.
  const origin = `path: ${relative(join(realpathSync(tmpdir()), 'x'), join(folder, 'secret.yaml'))}\n`;
  for (const [name, text] of [['origin', origin], ['made', `configuredIn: ${origin.slice('path: '.length)}configuredBy: {kind: X}\n`]]) {
    put('repo/kustomization.yaml', `resources: [web.yaml]\ncommonAnnotations:\n  config.kubernetes.io/origin: ${JSON.stringify(text)}\n`);
    const { out } = await headlint(['lint', join(folder, 'repo')]);
    assert.not.match(out, /hunter2/, name);
    assert.match(out, /repo\/web\.yaml\n\n {2}4:19 {2}error/, name);
  }
});

inflatingTest('a chart that a kustomization inflates is read once, as that has it', async () => {
  put('charts/web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
  put('charts/web/values.yaml', '');
  put('charts/web/templates/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{name: http, port: 80}]}\n');
  put('kustomization.yaml', 'helmCharts:\n  - name: web\n');
  const inflated = await headlint(['lint', '-f', 'compact', '--kustomize-command', 'kustomize build --enable-helm', folder]);
  assert.equal(inflated.out.replaceAll(`${folder}/`, '').trimEnd().split('\n').map((line) => line.split(' ')[0]), ['kustomization.yaml:2:11:', 'kustomization.yaml:2:11:']);
  assert.is(inflated.err, '');
  const apart = await headlint(['lint', '-f', 'compact', folder]);
  assert.match(apart.out, /charts\/web\/templates\/web\.yaml:4:19: error/);
});

toolTest('the environment does not get into what is built', async () => {
  put('kustomization.yaml', 'configMapGenerator:\n  - name: a\n    envs: [a.env]\n');
  put('a.env', 'HEADLINT_SECRET\n');
  process.env['HEADLINT_SECRET'] = 'hunter2';
  try {
    const { builds } = await built('.');
    assert.ok(builds[0] && 'text' in builds[0].outcome && builds[0].outcome.text.includes('HEADLINT_SECRET: ""') && !builds[0].outcome.text.includes('hunter2'), JSON.stringify(builds));
  } finally {
    delete process.env['HEADLINT_SECRET'];
  }
});

toolTest('a remote base is fetched where that is allowed, and what is wrong there is where it is drawn in', async () => {
  put('remote/base/kustomization.yaml', 'resources: [web.yaml]\n');
  put('remote/base/web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: none, selector: {app: web}, ports: [{name: http, port: 80}]}\n');
  for (const args of [['init', '-q', '-b', 'main'], ['add', '-A'], ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'x']]) spawnSync('git', ['-C', join(folder, 'remote'), ...args]);
  const file = put('app/kustomization.yaml', `resources:\n  - file://${folder}/remote//base?ref=main\nnamePrefix: my-\n`);
  const without = await headlint(['lint', '-f', 'compact', file]);
  assert.is(without.out, '');
  assert.match(without.err, /nothing is fetched/);
  const fetched = await headlint(['lint', '-f', 'compact', '--kustomize-fetch', file]);
  assert.match(fetched.out, /app\/kustomization\.yaml:2:5: error clusterIP "none"/);
});

test('a program that is asked for and not there is a mistake, not a finding', async () => {
  put('kustomization.yaml', 'resources: []\n');
  const { code, err } = await headlint(['lint', '--kustomize-command', 'no-such-program build', folder]);
  assert.is(code, 2);
  assert.match(err, /--kustomize-command: no-such-program is not installed/);
});

test('without a tool it is said once, and nothing is claimed to be missing', async () => {
  const path = process.env['PATH'];
  const claim = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {serviceName: gone, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}}\n';
  put('a/kustomization.yaml', 'resources: [web.yaml]\n');
  put('a/web.yaml', claim);
  put('b/kustomization.yaml', 'resources: [web.yaml]\n');
  put('b/web.yaml', claim);
  try {
    process.env['PATH'] = '';
    const { out, err } = await headlint(['lint', folder, '-f', 'compact']);
    assert.match(err, /and 1 more: neither kustomize nor kubectl is installed; read unbuilt, and nothing is claimed to be missing there\n$/);
    assert.is(err.split('\n').length, 2);
    assert.match(out, / info .*\[missing-governing-service\]/);
    assert.is((await headlint(['lint', folder, '--kustomize', 'always'])).code, 2);
    assert.is((await headlint(['lint', folder, '--kustomize', 'never'])).err, '');
  } finally {
    process.env['PATH'] = path;
  }
  assert.match((await headlint(['lint', folder, '--kustomize', 'sometimes'])).err, /--kustomize takes auto, always or never/);
});

test.run();
