import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from '../src/diagnostic.ts';
import { diffManifests } from '../src/diff/diff.ts';
import { applyFixes } from '../src/lint/apply-fixes.ts';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import type { LintOptions } from '../src/lint/options.ts';
import { compact } from '../src/report/compact.ts';
import { unifiedDiff } from '../src/report/unified-diff.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import { fixedBy, flawOf } from './fix-properties.ts';
import { entries, fixturesIn, optionsOf, root } from './fixtures.ts';

/** What could not be read before, because a field was of no use, is read after a fix, and may be wrong in its own way. */
const uncovers: Readonly<Record<string, readonly string[]>> = {
  'ambiguous-scalar/list-crlf.yaml': ['selector-matches-no-pods'],
  'bare-pod-name/initiate.yaml': ['peer-list-mismatch'],
  'missing-service-in-name/no-namespace-said.yaml': ['peer-list-mismatch'],
  'env-used-before-definition/hosts.yaml': ['missing-service-in-name'],
  'invalid-hostname/kinds.yaml': ['unknown-subdomain'],
  'malformed-service-name/before-1.33.yaml': ['missing-governing-service'],
  'malformed-service-name/names.yaml': ['missing-governing-service'],
  'invalid-value/service.yaml': ['forbidden-service-field', 'port-target-port-mismatch'],
};

/** `UPDATE=1` writes what the fixes of a fixture change: read it before it is committed. */
const update = process.env['UPDATE'] === '1';
const golden = new Set<string>();

for (const { id, fixable } of ruleMetas()) {
  const seen = new Set<string>();
  for (const fixture of fixturesIn(`fixtures/rules/${id}`)) {
    const options = optionsOf(fixture);
    const own = lint(fixture.files, options).results.filter((d) => d.rule === id && d.fix);
    for (const { fix } of own) seen.add(fix!.safety);
    if (!own.length) continue;
    test(`${id}: each fix of ${fixture.name} mends what it is for and nothing else`, () => {
      for (const diagnostic of own) {
        const flaw = flawOf(fixture.files, diagnostic, options, ({ rule }) => !uncovers[`${id}/${fixture.name}`]?.includes(rule));
        const where = `${diagnostic.file}:${diagnostic.line} ${diagnostic.fix!.title}`;
        assert.is(flaw, undefined, `${where}: ${flaw}`);
        const refused = diffManifests(fixture.files, fixedBy(fixture.files, diagnostic), options).results.find(({ rule, severity }) => rule === 'immutable-field' && severity === 'error');
        if (refused) assert.match(diagnostic.fix!.title, 'immutable on a live', `${where} does not say that ${refused.message}`);
      }
    });
    test(`${id}: ${fixture.name} fixed`, () => {
      const { files, fixed, result } = applyFixes(fixture.files, { ...options, unsafe: true });
      const path = join(root, 'fixtures/fixed', id, `${fixture.name.replace(/\.(?:ya?ml|json)$/, '')}.diff`);
      golden.add(path);
      const text = titles(fixed) + diffs(fixture.files, files);
      if (update) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
      assert.is(existsSync(path) ? readFileSync(path, 'utf8') : '', text, 'what is fixed is stale: UPDATE=1 npm test, and read the diff');
      assert.equal(applyFixes(files, { ...options, unsafe: true }).files, files, 'fixing twice changes nothing');
      assert.not.ok(result.results.some((d) => d.rule === id && d.fix), compact({ results: result.results } as never, undefined as never));
    });
  }
  test(`${id} has the fixes that it says`, () => {
    assert.is(fixable, seen.has('safe') ? 'safe' : seen.has('unsafe') ? 'unsafe' : undefined, 'fixable is the safest of the fixes in the fixtures of the rule');
  });
}

/** One line for each, in the order in which they were done. */
function titles(fixed: readonly Diagnostic[]): string {
  return fixed.map(({ rule, line, file, fix }) => `${file}:${line} ${rule} (${fix!.safety}): ${fix!.title}\n`).join('');
}

function diffs(before: readonly SourceFile[], after: readonly SourceFile[]): string {
  return after.map(({ path, text }, i) => unifiedDiff(path, before[i]!.text, text)).join('');
}

test('every file of fixtures/fixed is compared with something', () => {
  const all = entries(join(root, 'fixtures/fixed')).flatMap((id) => entries(join(root, 'fixtures/fixed', id)).map((name) => join(root, 'fixtures/fixed', id, name)));
  const stale = all.filter((path) => !golden.has(path));
  if (update) for (const path of stale) rmSync(path);
  else assert.equal(stale, []);
});

test('a misspelt field gets its name first, and then its value', () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  clusterip: none\n  ports: [{name: http, port: 80}]\n  selector: {app: web}\n';
  const { files, fixed } = applyFixes([{ path: 'a.yaml', text }]);
  assert.is(files[0]!.text, text.replace('clusterip: none', 'clusterIP: None'));
  assert.equal(fixed.map(({ rule }) => rule), ['unknown-field', 'invalid-cluster-ip']);
});

test('safe fixes alone', () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  clusterIP: none\n  sessionAffinity: ClientIP\n  ports: [{port: 80}]\n  selector: {app: web}\n';
  const options: LintOptions = {};
  const safe = applyFixes([{ path: 'a.yaml', text }], options);
  assert.is(safe.files[0]!.text, text.replace('none', 'None').replace('  sessionAffinity: ClientIP\n', ''));
  assert.equal(safe.fixed.map(({ rule }) => rule), ['invalid-cluster-ip', 'ignored-on-headless']);
  assert.equal(applyFixes([{ path: 'a.yaml', text }], { mayChange: () => false }).fixed, []);
});

test.run();
