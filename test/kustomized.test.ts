import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Resource } from '../src/model/resource.ts';
import { findRoots } from '../src/node/kustomizations.ts';
import { withSlashes } from '../src/node/read.ts';
import { Source } from '../src/parse/manifests.ts';
import { Kustomized } from '../src/render/kustomize/kustomized.ts';
import { readObjects, Sources } from '../src/render/sources.ts';
import { entries, root } from './fixtures.ts';

/**
 * Each folder of fixtures/kustomized is a kustomization, `built.yaml` what kustomize makes of it, and `origins.txt`
 * where each value of that is traced to, but for those that are written there just so. `UPDATE=1` writes both anew.
 */
const test = suite('kustomized');
const fixtures = join(root, 'fixtures/kustomized');
const tools = [['kustomize', 'build'], ['kubectl', 'kustomize']].filter(([program]) => spawnSync(program!, ['--help']).status === 0);
const update = process.env['UPDATE'] === '1';

const hasHelm = spawnSync('helm', ['version']).status === 0;

for (const name of entries(fixtures).filter((each) => each !== 'base')) {
  const recording = join(fixtures, name, 'built.yaml');
  const inflates = name === 'charts';
  for (const [program, command] of tools) {
    (inflates && !hasHelm ? test.skip : test)(`${name}: ${program} builds what is recorded`, () => {
      const text = build([program!, command!, ...(inflates ? ['--enable-helm'] : [])], name);
      if (update) writeFileSync(recording, text);
      assert.fixture(text, readFileSync(recording, 'utf8'));
    });
  }

  test(`${name}: every value is traced to who wrote it`, () => {
    const golden = join(fixtures, name, 'origins.txt');
    const text = `${tracedIn(name).join('\n')}\n`;
    if (update) writeFileSync(golden, text);
    assert.fixture(text, readFileSync(golden, 'utf8'));
  });

  test(`${name}: files may have a byte order mark and lines of Windows`, () => {
    const plain = tracedIn(name).map((line) => line.replace(/^\d+ values/, ''));
    assert.equal(tracedIn(name, (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`).map((line) => line.replace(/^\d+ values/, '')), plain);
  });
}

function build([program, ...options]: readonly string[], name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'headlint-')));
  try {
    const base = relative(folder, fixtures);
    writeFileSync(join(folder, 'kustomization.yaml'), `resources: [${base}/${name}]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n`);
    const { status, stdout, stderr } = spawnSync(program!, [...options, folder], { encoding: 'utf8' });
    assert.is(status, 0, stderr);
    return stdout.replaceAll(`${base}/`, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tracedIn(name: string, change = (text: string) => text): string[] {
  const [found] = findRoots([join(fixtures, name, 'kustomization.yaml')], { textOf: (path) => readFileSync(path, 'utf8'), boundaryOf: () => fixtures, remote: false, helm: true });
  const shown = (path: string) => withSlashes(relative(fixtures, path));
  const sources = new Sources((path) => (existsSync(join(fixtures, path)) ? change(readFileSync(join(fixtures, path), 'utf8')) : undefined));
  const origin = new Kustomized({ name, root: `${name}/kustomization.yaml`, replaces: [...found!.reads].map(shown) }, sources, (path) => path);
  const built = readObjects(new Source({ path: `${name}/(built)`, text: readFileSync(join(fixtures, name, 'built.yaml'), 'utf8') })).objects;
  let values = 0;
  const lines: string[] = [];
  for (const { document, prefix, value } of built) {
    const resource = new Resource(document, value, prefix, String(value['apiVersion']), String(value['kind']), 'default');
    for (const [path, leaf] of leaves(value)) {
      if (path.some((step) => /\.kubernetes\.io\/(?:origin|transformations)$/.test(String(step)))) continue;
      const place = resource.at(...path);
      const at = origin.traceField(place);
      const text = at && sources.known(at.file)!.text.slice(at.start, at.end);
      values += 1;
      if (text?.replace(/^(["'])(.*)\1$/, '$2') !== String(leaf)) lines.push(`${resource.kind}/${resource.name} ${path.join('.')}: ${JSON.stringify(leaf)} < ${at?.file}:${at?.line} ${text}`);
    }
  }
  return [`${values} values, ${values - lines.length} of them written as they are built`, ...lines];
}

function* leaves(value: unknown, path: (string | number)[] = []): Generator<[(string | number)[], unknown]> {
  if (value === null || typeof value !== 'object') yield [path, value];
  else for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) yield* leaves((value as Record<string | number, unknown>)[key], [...path, key]);
}

test.run();
