import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diffManifests } from '../src/diff/diff.ts';
import { compact } from '../src/report/compact.ts';
import { actual, expected, fixturesIn } from './fixtures.ts';

/** A fixture holds what is in the cluster and, below the line `#### after`, what comes. */
for (const { name, files } of fixturesIn('fixtures/diff')) {
  test(name, () => {
    const [before, after] = files[0]!.text.split(/^#### after\n/m) as [string, string];
    const sides = [{ path: 'before.yaml', text: before }, { path: 'after.yaml', text: after }];
    const { results } = diffManifests([sides[0]!], [sides[1]!]);
    assert.equal(actual(results), expected(sides), compact({ results } as never, undefined as never));
    for (const { message, help } of results) {
      assert.match(message, /^[A-Za-z_].*\.$/s, 'a message is a sentence');
      assert.match(help, /\.$/, 'help is a sentence');
    }
    assert.equal(diffManifests([sides[0]!], [sides[0]!]).results, [], 'nothing changes');
    assert.equal(diffManifests([sides[1]!], [sides[1]!]).results, [], 'nothing changes');
  });
}

test('what does not change breaks nothing, be it right or wrong', () => {
  for (const { name, files } of fixturesIn('fixtures/rules')) assert.equal(diffManifests(files, files).results, [], name);
});

test('several objects of a name are told apart by their paths, or not compared', () => {
  const at = (path: string, clusterIP: string) => ({ path, text: `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {${clusterIP}selector: {app: web}, ports: [{port: 80}]}\n` });
  const old = [at('old/a/web.yaml', ''), at('old/b/web.yaml', 'clusterIP: None, ')];
  assert.equal(diffManifests(old, [at('new/a/web.yaml', ''), at('new/b/web.yaml', 'clusterIP: None, ')]).results, []);
  assert.equal(diffManifests(old, [at('new/b/web.yaml', 'clusterIP: 10.0.0.1, ')]).results.map(({ rule, severity }) => `${severity} ${rule}`), ['error immutable-field']);
  assert.equal(diffManifests(old, [at('new/c/other.yaml', 'clusterIP: 10.0.0.1, ')]).results.filter(({ rule }) => rule === 'immutable-field'), []);
});

test.run();
