import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { generate } from '../src/core.ts';
import { withParameters } from '../src/generate/parameters.ts';
import type { Spec } from '../src/generate/spec.ts';
import { entries, root } from './fixtures.ts';
import { assertSound } from './sound.ts';

/** `UPDATE=1` writes what the presets become; read it whole, as somebody who runs that software. */
const update = process.env['UPDATE'] === '1';

/** Begins whatever has no preset of its own. */
const general = 'stateful';

const guide = readFileSync(join(root, 'docs/generate.md'), 'utf8');
const presets = entries(join(root, 'src/presets')).filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/\.yaml$/, ''));

for (const preset of presets) {
  const text = readFileSync(join(root, 'src/presets', `${preset}.yaml`), 'utf8');
  const spec = parse(text) as Spec;

  test(`${preset} becomes fixtures/presets/${preset}.yaml`, () => {
    const generated = generate(text);
    assert.equal(generated.diagnostics, []);
    assertSound(generated);
    const golden = join(root, 'fixtures/presets', `${preset}.yaml`);
    if (update) writeFileSync(golden, generated.text);
    assert.fixture(generated.text, readFileSync(golden, 'utf8'));
  });

  // A name of the greatest length that leaves room for -client and a Pod's number.
  const name = 'long'.repeat(13);
  for (const replicas of [1, 3, 5]) {
    test(`${preset} is clean with ${replicas} replicas, any name, namespace and cluster domain`, () => {
      for (const fields of [{}, { name, namespace: 'another-namespace', clusterDomain: 'k8s.example.com' }]) {
        const { clusterDomain } = { clusterDomain: undefined, ...fields };
        const generated = generate(withParameters(text, { ...(spec.shape !== 'external' && { replicas: String(replicas) }), ...fields }));
        assert.equal(generated.diagnostics, []);
        assertSound(generated, clusterDomain === undefined ? {} : { clusterDomain });
      }
    });
  }

  for (const [path, file] of Object.entries(spec.files ?? {}).filter(([path]) => path.endsWith('.sh'))) {
    test(`a shell can read ${path} of ${preset}`, () => {
      const script = spawnSync('sh', ['-n'], { input: typeof file === 'string' ? file : (file.text ?? file.format!), encoding: 'utf8' });
      assert.ok(script.error !== undefined || script.status === 0, script.stderr);
    });
  }

  if (preset !== general) test(`the page of ${preset} names what the preset sets`, () => {
    const page = readFileSync(join(root, 'docs/presets', `${preset}.md`), 'utf8');
    assert.match(page, new RegExp(`^# ${preset}\n`));
    assert.equal(settings(spec).filter((setting) => !page.includes(`\`${setting}\``)), []);
    assert.ok(spec.image === undefined || page.includes(`\`${spec.image}\``), 'the image');
    assert.match(page, /https:\/\//);
    assert.ok(guide.includes(`](presets/${preset}.md)`), 'docs/generate.md links to it');
  });
}

/** Variables and flags that the software reads, and fields that name what belongs to it. */
function settings({ env, peers, rendezvous, args, command, files }: Spec): string[] {
  const words = [...(command ?? []), ...(args ?? [])].map((word) => (typeof word === 'string' ? word : word.format));
  return [
    ...Object.keys(env ?? {}),
    ...[peers ?? []].flat().flatMap((list) => ('env' in list && list.env ? [list.env] : [])),
    ...(typeof rendezvous === 'object' ? Object.values(rendezvous) : []),
    ...words.filter((word) => word.startsWith('-')).map((word) => word.replace(/=.*$/s, '')),
    ...Object.keys(files ?? {}),
    ...Object.values(files ?? {}).flatMap((file) => flags(typeof file === 'string' ? file : (file.text ?? file.format ?? ''))),
  ];
}

/** Those of commands in a script: `--datadir`, and `wal_keep_size` of `-c wal_keep_size=1GB`. */
function flags(script: string): string[] {
  return [...script.matchAll(/\s(--[a-z][a-zA-Z_-]+)|\s-c "?([a-z_]+)=/g)].map(([, flag, setting]) => flag ?? setting!);
}

test.run();
