import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { lint, predictZone, resolveName } from '../src/core.ts';
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
});

test('of a kind that kubectl was not asked for, nothing is claimed to be missing', () => {
  const lacking = (...wanted: string[]) => {
    const { results, lacking } = lint(kinds(...wanted));
    assert.equal(results, [], wanted.join());
    return lacking;
  };
  assert.equal(lacking('StatefulSet'), ['Service']);
  assert.equal(lacking('Pod'), ['Service']);
  assert.equal(lacking('Endpoints'), ['Service']);
  assert.equal(lacking('Service'), ['EndpointSlice', 'Pod']);
  assert.equal(lacking('Service', 'EndpointSlice'), []);
  const renamed = JSON.stringify(items.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Service')).replaceAll('"serviceName":"queue"', '"serviceName":"queues"');
  assert.equal(found([{ path: 'live.json', text: `{"apiVersion": "v1", "kind": "List", "items": ${renamed}}` }]).filter((line) => line.startsWith('missing')), ['missing-governing-service StatefulSet queue'], 'where Services are listed, the one that is not there is missing');
});

test('of a namespace that was not listed, and beside what was asked for by name, nothing is claimed to be missing', () => {
  const service = (namespace: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'other', namespace, uid: 'a' }, spec: { clusterIP: 'None', ports: [{ name: 'a', port: 1 }] } });
  const statefulSet = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web', namespace: 'shop', uid: 'b', resourceVersion: '1' }, spec: { serviceName: 'gone', selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } } }, status: { replicas: 1 } };
  const claims = (...objects: object[]) => lint([{ path: 'live.json', text: objects.map((each) => JSON.stringify(each)).join('\n---\n') }]).results.filter(({ rule }) => rule === 'missing-governing-service').length;
  const list = (...items: object[]) => ({ apiVersion: 'v1', kind: 'List', items });
  assert.is(claims(list(statefulSet, service('shop'))), 1);
  assert.is(claims(list(statefulSet), list(service('tools'))), 0, 'Services of another namespace');
  assert.is(claims(list(statefulSet, service('tools'), service('data'))), 1, 'Services of all namespaces');
  assert.is(claims(statefulSet, service('shop')), 0, 'each by its name');
});

test('an EndpointSlice without addresses says that there are no Pods', () => {
  const empty = only(({ kind, metadata }) => kind === 'Service' && metadata.name === 'queue' || kind === 'EndpointSlice' && metadata.name.startsWith('queue-')).map(({ path, text: json }) => {
    const list = JSON.parse(json) as { items: object[] };
    return { path, text: JSON.stringify({ ...list, items: list.items.map((item) => ('endpoints' in item ? { ...item, endpoints: null, ports: null } : item)) }) };
  });
  const [finding, ...more] = lint(empty).results;
  assert.is(more.length, 0);
  assert.match(finding!.message, /^The cluster has no running Pods with the labels app=queue: EndpointSlice "queue-\w+" has no addresses, and "queue" does not resolve\.$/);
});

test('strings are read in lists, too', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'c-live' }, data: { 'a.conf': 'seeds=queue-7.queue.c-live.svc.cluster.local:4222' } };
  const list = { apiVersion: 'v1', kind: 'List', items: [map] };
  assert.equal(found([...kinds('Service', 'StatefulSet'), { path: 'maps.json', text: JSON.stringify(list) }]).sort(), ['nonexistent-pod-name ConfigMap a', 'nonexistent-pod-name StatefulSet queue']);
});

/** The live cluster, changed before it is printed. */
const changed = (change: (item: any) => unknown) => [{ path: 'live.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: (JSON.parse(JSON.stringify(items)) as Item[]).map(change) }) }];

test('what has ended is nobody that a Service leads to', () => {
  const pods = (status: object, metadata: object = {}) => names(changed((item) => (item.kind === 'Pod' ? { ...item, metadata: { ...item.metadata, ...metadata }, status: { ...item.status, ...status } } : item.kind === 'StatefulSet' || item.kind === 'EndpointSlice' ? { ...item, kind: 'Secret', apiVersion: 'v1' } : item))).filter((name) => name.startsWith('queue-'));
  assert.equal(pods({}), ['queue-0.queue', 'queue-1.queue']);
  for (const phase of ['Succeeded', 'Failed']) assert.equal(pods({ phase }), [], phase);
  assert.equal(pods({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), []);
  assert.equal(pods({ phase: 'Pending' }), ['queue-0.queue', 'queue-1.queue'], 'these are to come');
});

test('EndpointSlices that list no Pod as ready say so, beside the names that are to come', () => {
  const files = changed((item) => (item.kind === 'EndpointSlice' ? { ...item, endpoints: item.endpoints?.map((endpoint: object) => ({ ...endpoint, conditions: { ready: false, serving: false, terminating: false } })) } : item));
  assert.equal(names(files).filter((name) => name.startsWith('queue-')), ['queue-0.queue', 'queue-1.queue']);
  const said = (input: ReturnType<typeof only>) => predictZone(input).notes.map(({ message }) => message).join('\n');
  assert.match(said(files), 'The EndpointSlices of Service c-live/queue have no ready address of queue-0, queue-1: what leads there has no answer now.');
  assert.not.match(said([{ path: 'live.yaml', text }]), 'no ready address');
  const listed = files.map(({ path, text: json }) => ({ path, text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: (JSON.parse(json) as { items: Item[] }).items.filter(({ kind }) => kind === 'Service' || kind === 'EndpointSlice') }) }));
  assert.match(said(listed), /Service c-live\/queue has no names \(NXDOMAIN\): no address in EndpointSlice queue-\w+ is ready\./);
  assert.match(resolveName(files, 'queue-0.queue', { from: 'c-live/web' }).steps.map(({ message }) => message).join('\n'), 'no ready address of queue-0: the name has no answer now');
});

test('what is not asked about is counted in JSON as in YAML', () => {
  const json = (kind: string, rest = {}) => JSON.stringify({ apiVersion: 'v1', data: { a: 'b' }, kind, metadata: { name: 'a' }, ...rest }, null, 4);
  const { summary } = lint([{ path: 'a.json', text: json('ConfigMap') }, { path: 'b.json', text: json('Secret') }]);
  assert.is(summary.objects, 2);
  const seeds = { data: { 'a.conf': 'seeds=queue-7.queue.c-live.svc.cluster.local:4222' }, metadata: { name: 'a', namespace: 'c-live' } };
  assert.equal(found([...kinds('Service', 'StatefulSet'), { path: 'a.json', text: json('ConfigMap', seeds) }]), ['nonexistent-pod-name ConfigMap a', 'nonexistent-pod-name StatefulSet queue'], 'and its strings are read');
  assert.is(lint([{ path: 'a.json', text: '{"kind": "x", "apiVersion": "y" "z"}' }]).summary.documents, 0, 'what is no JSON and no manifest is passed over');
});

test('a hand-written slice that a controller would delete is none, live ones are', () => {
  const written = text.replace(/^ {4}(?:uid|resourceVersion): .*\n/gm, '');
  assert.ok(predictZone([{ path: 'a.yaml', text: written }]).notes.some(({ message }) => message.includes('deletes it')));
  assert.not.ok(predictZone([{ path: 'a.yaml', text }]).notes.some(({ message }) => message.includes('deletes it')));
});

test.run();
