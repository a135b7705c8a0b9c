import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { predictZone, resolveName, type ZoneRecord } from '../src/core.ts';
import { names, shuffled, topology } from './topology.ts';

const test = suite('dns of any topology');
/** RUNS=20000 for a long look. */
const numRuns = Number(process.env['RUNS'] ?? 150);

const filesOf = (objects: readonly object[]) => [{ path: 'a.yaml', text: objects.map((o) => JSON.stringify(o)).join('\n---\n') }];
const key = ({ service: _service, ...record }: ZoneRecord) => JSON.stringify(Object.entries(record).sort());
const keys = (records: readonly ZoneRecord[]) => records.map(key).sort();

/** Names that somebody may write, whether they are there or not. */
const guesses = ['d', 'e'].flatMap((ns) =>
  names.flatMap((svc) => {
    const own = `${svc}.${ns}.svc.cluster.local.`;
    const labels = names.flatMap((n) => [n, ...[0, 1, 2, 3, 4].map((i) => `${n}-${i}`)]);
    return [own, ...labels.map((label) => `${label}.${own}`), ...['http', 'peer'].flatMap((port) => [`_${port}._tcp.${own}`, `_${port}._udp.${own}`]), `10-2-0-1.${own}`, `<pod-ip>.${own}`];
  }),
);

test('the zone and the answers to single names agree, both ways', () => {
  fc.assert(
    fc.property(topology, fc.shuffledSubarray(guesses, { minLength: 12, maxLength: 12 }), (objects, some) => {
      const files = filesOf(objects);
      const { records } = predictZone(files);
      const listed = new Map<string, ZoneRecord[]>();
      for (const record of records) {
        if (record.type === 'PTR' || record.type === 'CNAME') continue;
        const question = `${record.name} ${record.type === 'SRV' ? 'SRV' : 'A'}`;
        listed.set(question, [...(listed.get(question) ?? []), record]);
      }
      const aliases = new Set(records.filter((r) => r.type === 'CNAME').map((r) => r.name));
      for (const question of new Set([...listed.keys(), ...some.flatMap((n) => [`${n} A`, `${n} SRV`])])) {
        const [asked, type] = question.split(' ') as [string, 'A' | 'SRV'];
        if (aliases.has(asked)) continue;
        const resolution = resolveName(files, asked, { type });
        assert.equal(keys(resolution.records), keys(listed.get(question) ?? []), question);
        assert.is(resolution.resolves, listed.has(question), question);
        assert.is(resolution.steps.some((step) => step.state === 'failed'), !resolution.resolves, `${question}: a failure is told if there is one`);
      }
    }),
    { numRuns },
  );
});

test('what a zone holds is of one piece', () => {
  fc.assert(
    fc.property(topology, (objects) => {
      const { records, services } = predictZone(filesOf(objects));
      const aliases = new Set(services.filter((s) => s.type === 'ExternalName').map((s) => `${s.namespace}/${s.name}`));
      const addresses = new Set(records.filter((r) => r.type === 'A' || r.type === 'AAAA').map((r) => r.name));
      for (const record of records) {
        if (record.type === 'SRV') assert.ok(addresses.has(record.target!), `${record.target} has an address`);
        // An alias with a slice has pointers to names that do not exist.
        if (record.type === 'PTR' && !aliases.has(`${record.service.namespace}/${record.service.name}`)) assert.ok(addresses.has(record.target!), `${record.target} has an address`);
        assert.match(record.name, /\.$/);
      }
      assert.is(new Set(services.map((s) => s.dnsName)).size, services.length);
    }),
    { numRuns },
  );
});

test('the order of objects does not matter', () => {
  fc.assert(
    fc.property(shuffled, fc.shuffledSubarray(guesses, { minLength: 4, maxLength: 4 }), ([objects, others], some) => {
      const { records, services, notes } = predictZone(filesOf(objects));
      const again = predictZone(filesOf(others));
      assert.equal(again.records, records);
      assert.equal(again.services, services);
      assert.equal(again.notes.map(({ message }) => message).sort(), notes.map(({ message }) => message).sort());
      for (const asked of some) {
        for (const type of ['A', 'SRV'] as const) {
          const { resolves, records } = resolveName(filesOf(objects), asked, { type });
          const now = resolveName(filesOf(others), asked, { type });
          assert.equal([now.resolves, now.records], [resolves, records], `${asked} ${type}`);
        }
      }
    }),
    { numRuns },
  );
});

test.run();
