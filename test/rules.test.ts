import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import { updateMetas } from '../src/lint/update-metas.ts';
import { compact } from '../src/report/compact.ts';
import { actual, entries, expected, fixturesIn, optionsOf, root } from './fixtures.ts';

/** One needs bytes, and has its tests with the decoder; one is about no manifest, and has them with the configuration; others need two states, and have fixtures of their own. */
const others = new Set(['invalid-encoding', 'invalid-config', 'failed-build', ...updateMetas.map(({ id }) => id)]);
const ids = ruleMetas().flatMap(({ id }) => (others.has(id) ? [] : id));

for (const id of ids) {
  const fixtures = fixturesIn(`fixtures/rules/${id}`);
  test(`${id} has fixtures that fail and fixtures that pass`, () => {
    const marked = fixtures.filter(({ files }) => expected(files).some((line) => line.endsWith(` ${id}`)));
    assert.ok(marked.length >= 1, 'no fixture with a finding of this rule');
    assert.ok(fixtures.length > marked.length, 'no fixture without one');
  });
  for (const fixture of fixtures) {
    test(`${id}: ${fixture.name}`, () => {
      const { results } = lint(fixture.files, optionsOf(fixture));
      assert.equal(actual(results), expected(fixture.files), compact({ results } as never, undefined as never));
      for (const { message, help, startsSane } of results.map((r) => ({ ...r, startsSane: r.end > r.start && r.endLine === r.line && r.endColumn > r.column }))) {
        assert.match(message, /^["$A-Z\u0024.\w].*[.)]$/s, 'a message is a sentence');
        assert.match(help, /[.)…:]$/, 'help is a sentence');
        assert.ok(startsSane, 'a span is on one line and not empty');
      }
    });
  }
}

for (const fixture of fixturesIn('fixtures/clean')) {
  test(`clean: ${fixture.name}`, () => {
    assert.equal(actual(lint(fixture.files, optionsOf(fixture)).results), []);
  });
}

test('every folder of fixtures belongs to a rule', () => {
  assert.equal(entries(`${root}fixtures/rules`).filter((name) => !ids.includes(name)), []);
});

test.run();
