import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { lint, predictZone } from '../src/core.ts';
import { root } from './fixtures.ts';

const test = suite('what kubectl get prints');

/** A List as Kubernetes 1.35 and its controllers have it, with --show-managed-fields. */
const text = readFileSync(join(root, 'fixtures/live/cluster.yaml'), 'utf8');

interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const items = (parse(text) as { readonly items: readonly Item[] }).items;
const only = (isWanted: (item: Item) => boolean) => [{ path: 'live.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.filter(isWanted), metadata: { resourceVersion: '' } }) }];
const kinds = (...wanted: string[]) => only(({ kind }) => wanted.includes(kind));
const found = (files: ReturnType<typeof only>) => lint(files).results.map(({ rule, object }) => `${rule} ${object?.kind} ${object?.name}`);
const names = (files: ReturnType<typeof only>) => predictZone(files).records.filter(({ type }) => type === 'A').map(({ name }) => name.replace(/\.c-live\.svc\.cluster\.local\.$/, ''));

test('one mistake is one finding, at the StatefulSet and not at each Pod, in YAML and in JSON', () => {
  const all = lint([{ path: 'live.yaml', text }]);
  assert.equal(all.results.map(({ rule, object }) => `${rule} ${object?.kind} ${object?.name}`), ['nonexistent-pod-name StatefulSet queue']);
  assert.is(all.summary.objects, items.length);
  assert.equal(found(only(() => true)), ['nonexistent-pod-name StatefulSet queue']);
});

test('Pods are counted once, whatever is given with them', () => {
  const expected = names(kinds('Service', 'StatefulSet', 'Deployment', 'Endpoints'));
  assert.equal(expected.filter((name) => name.startsWith('queue-')), ['queue-0.queue', 'queue-1.queue']);
  assert.equal(names(only(() => true)), expected);
  assert.equal(names(kinds('Service', 'StatefulSet', 'Deployment', 'EndpointSlice', 'Pod')), expected);
});

test('without the workloads, EndpointSlices tell of Pods', () => {
  const files = kinds('Service', 'EndpointSlice');
  assert.equal(found(files), []);
  assert.equal(names(files).filter((name) => name.startsWith('queue-')), ['queue-0.queue', 'queue-1.queue']);
  assert.equal(predictZone(files).notes, []);
  assert.ok(predictZone(files).records.some(({ name, address }) => name.startsWith('mirrored.') && address === '192.0.2.7'));
  assert.equal(found(kinds('Service')), ['service-without-endpoints Service mirrored', 'selector-matches-no-pods Service queue']);
});

test('Pods alone are what they are', () => {
  assert.equal([...new Set(found(kinds('Pod')))], ['unknown-subdomain Pod queue-0', 'unknown-subdomain Pod queue-1']);
});

test('a hand-written slice that a controller would delete is none, live ones are', () => {
  const written = text.replace(/^ {4}(?:uid|resourceVersion): .*\n/gm, '');
  assert.ok(predictZone([{ path: 'a.yaml', text: written }]).notes.some(({ message }) => message.includes('deletes it')));
  assert.not.ok(predictZone([{ path: 'a.yaml', text }]).notes.some(({ message }) => message.includes('deletes it')));
});

test.run();
