import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments, stringify } from 'yaml';
import { generate } from '../src/core.ts';
import { root } from './fixtures.ts';
import { assertSound } from './sound.ts';
import { hostileText, validSpec, type AnySpec } from './specs.ts';

/** GENERATE_RUNS=10000 for a long look. */
const numRuns = Number(process.env['GENERATE_RUNS'] ?? 60);

test('any valid spec gives sound manifests', () => {
  fc.assert(
    fc.property(validSpec, fc.boolean(), (spec, asYaml) => {
      // YAML takes fewer characters as they are than JSON.
      const text = asYaml && !/[\u007f-\u009f\ufeff\ufffe\uffff]/.test(JSON.stringify(spec)) ? stringify(spec, { aliasDuplicateObjects: false, compat: 'yaml-1.1' }) : JSON.stringify(spec);
      const generated = generate(text);
      assert.equal(generated.diagnostics.map(({ rule, path, message }) => `${rule} ${path}: ${message}`), []);
      assertSound(generated, {
        ...(spec['clusterDomain'] !== undefined && { clusterDomain: String(spec['clusterDomain']) }),
        ...(spec['kubernetesVersion'] !== undefined && { kubernetesVersion: String(spec['kubernetesVersion']) }),
      });
      assert.is(generate(text).text, generated.text);
    }),
    { numRuns },
  );
});

test('the specs of these tests have every field of the schema', () => {
  const { properties } = JSON.parse(readFileSync(join(root, 'schemas/spec.schema.json'), 'utf8')) as { properties: object };
  const seen = new Set(fc.sample(validSpec, { numRuns: 100, seed: 1 }).flatMap(Object.keys));
  assert.equal(Object.keys(properties).filter((field) => field !== '$schema' && !seen.has(field)), []);
});

const other = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 5000, 1.5, 1e21, [], {}, [null], [[]], { a: 1 }, [{ name: 5 }], 'x'.repeat(300), { format: '{pod}{{{' }, { format: '{host}'.repeat(50) }, { secret: true }, '\0', '\ud800'),
);

/** The spec with something else at one place: another value, or a field that nobody knows. */
function spoiled(spec: AnySpec, pick: number, value: unknown, key: string | undefined): AnySpec {
  const copy = structuredClone(spec);
  const places: [Record<string, unknown>, string][] = [];
  const walk = (at: unknown): void => {
    if (at === null || typeof at !== 'object') return;
    for (const step of Object.keys(at)) {
      places.push([at as Record<string, unknown>, step]);
      walk((at as Record<string, unknown>)[step]);
    }
  };
  walk(copy);
  const [parent, step] = places[pick % places.length]!;
  Object.defineProperty(parent, key ?? step, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

test('any other spec ends in findings or in sound YAML, and never in an exception', () => {
  fc.assert(
    fc.property(validSpec, fc.nat(), other, fc.option(hostileText, { nil: undefined }), (spec, pick, value, key) => {
      const source = JSON.stringify(spoiled(spec, pick, value, key));
      const { diagnostics, text, objects } = generate(source);
      for (const { start, end, line, message, help } of diagnostics) {
        assert.ok(start >= 0 && start < end && end <= source.length && line >= 1, `${start} to ${end} of ${source.length}: ${message}`);
        assert.ok(message && help);
      }
      if (diagnostics.some(({ severity }) => severity === 'error')) return assert.is(text, '');
      const documents = parseAllDocuments(text);
      assert.equal(documents.flatMap(({ errors }) => errors), []);
      assert.equal(documents.map((doc) => doc.toJS() as unknown), objects as unknown[]);
    }),
    { numRuns: numRuns * 2 },
  );
});

test('text that is no spec at all ends in findings', () => {
  const piece = fc.constantFrom('name: a\n', 'image: b:1\n', 'ports: {a: 1}\n', 'env:\n', '  A: ', '- ', '{', '}', '[', '&a ', '*a', '!!binary ', '<<: ', '---\n', '...\n', '\t', '"', "'", '|\n', '{{ .x }}', '# x\n', '\ufeff', '\0', 'shape: job\n', '? ', ':\n', 'peers: {format: "{host}"}\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { diagnostics, text } = generate(pieces.join(''));
      assert.ok(diagnostics.length || text);
    }),
    { numRuns: numRuns * 4 },
  );
});

test.run();
