import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { lint, predictZone, type Generated } from '../src/core.ts';

/** What holds of everything that is generated. */
export function assertSound(generated: Generated, options: { namespace?: string; clusterDomain?: string; kubernetesVersion?: string } = {}): void {
  const { text, objects, names, manifests } = generated;
  assert.equal(parseAllDocuments(text).map((doc) => doc.toJS() as unknown), objects as unknown[]);
  const files = [{ path: 'output.yaml', text }];
  const { results, summary } = lint(files, options);
  assert.equal(results.map(({ rule, message }) => `${rule}: ${message}`), []);
  assert.is(summary.objects, objects.length);
  const served = predictZone(files, options).records.filter(({ type, name }) => type !== 'PTR' && !name.startsWith('<pod-ip>'));
  const unique = (list: readonly string[]) => [...new Set(list)].sort();
  assert.equal(unique(names.map(({ name }) => name)), unique(served.map(({ name }) => name)));
  const answers = new Set(served.map(({ name, type }) => `${name} ${type}`));
  assert.equal(names.filter(({ name, type }) => !answers.has(`${name} ${type}`)), []);
  assert.is(manifests.map((manifest) => manifest.text).join('---\n'), text);
}
