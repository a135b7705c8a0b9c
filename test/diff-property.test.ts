import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffManifests } from '../src/diff/diff.ts';
import { nameChanges } from '../src/diff/names.ts';
import { predictZone } from '../src/dns/zone.ts';
import { buildModel } from '../src/lint/build-model.ts';
import { shuffled, unique } from './topology.ts';

const test = suite('diff of any topology');
/** RUNS=20000 for a long look. */
const numRuns = Number(process.env['RUNS'] ?? 150);

const filesOf = (objects: readonly object[], path = 'a.yaml') => [{ path, text: objects.map((o) => JSON.stringify(o)).join('\n---\n') }];
const known = (objects: readonly object[]) => buildModel(filesOf(objects));
/** Names that somebody may have written down. */
const namesIn = (objects: readonly object[]) => new Set(predictZone(known(objects).model).records.filter(({ type, name }) => type !== 'PTR' && !name.includes('<')).map(({ name }) => name));

test('where nothing changes nothing is said, in whatever order and file it stands', () => {
  fc.assert(
    fc.property(shuffled, ([objects, others]) => {
      assert.equal(diffManifests(filesOf(objects, 'old/a.yaml'), filesOf(others, 'new/b.yaml')).results, []);
    }),
    { numRuns },
  );
});

/** Two states that have much in common. */
const states = fc.tuple(unique, unique, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 })).map(([was, others, kept]) => [was, [...new Map([...others, ...was.filter((_, i) => kept[i])].map((o) => [`${o.kind} ${o.metadata.namespace} ${o.metadata.name}`, o])).values()]] as const);

test('exactly the names that the one zone has and the other has not are gone', () => {
  fc.assert(
    fc.property(states, ([was, is]) => {
      const after = namesIn(is);
      const gone = [...namesIn(was)].filter((name) => !after.has(name));
      const changes = nameChanges(known(was), known(is));
      const told = changes.filter((change) => change.gone).flatMap(({ names }) => names);
      assert.is(new Set(told).size, told.length, 'each once');
      // What becomes an alias, or leads to others, is said of the Service as a whole.
      const elsewhere = changes.filter((change) => !change.gone).flatMap(({ names }) => names);
      const expected = gone.filter((name) => !elsewhere.some((other) => name.endsWith(other)));
      assert.equal(told.filter((name) => !elsewhere.some((other) => name.endsWith(other))).sort(), expected.sort());
      for (const name of told) assert.not(after.has(name), name);
    }),
    { numRuns },
  );
});

test('what is said of one overlay is said of each, wherever a namesake is', () => {
  fc.assert(
    fc.property(states, ([was, is]) => {
      const say = (objects: readonly object[], folders: readonly string[]) => folders.flatMap((folder) => filesOf(objects, `${folder}/a.yaml`));
      const options = { unitOf: (file: string) => file.split('/')[0] };
      const alone = diffManifests(say(was, ['x']), say(is, ['x']), options).results;
      const both = diffManifests(say(was, ['x', 'y']), say(is, ['x', 'y']), options).results;
      for (const folder of ['x', 'y']) {
        const told = both.filter(({ file }) => file.startsWith(folder)).map(({ rule, start, message }) => `${rule} ${start} ${message}`);
        assert.equal(told, alone.filter(({ file }) => file.startsWith('x')).map(({ rule, start, message }) => `${rule} ${start} ${message}`));
      }
    }),
    { numRuns },
  );
});

test.run();
