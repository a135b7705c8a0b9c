import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { generate } from '../src/core.ts';
import { assertSound } from './sound.ts';
import { validSpec } from './specs.ts';

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

test.run();
