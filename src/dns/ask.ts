import type { Model } from '../model/model.ts';
import { answer, type Answer } from './coredns.ts';
import type { RecordType } from './record.ts';

/** A question for an address is two: of either family. */
export function ask(name: string, type: 'A' | 'SRV', model: Model): Answer {
  if (type === 'SRV') return answer(name, 'SRV', model);
  const [four, six] = (['A', 'AAAA'] satisfies RecordType[]).map((family) => answer(name, family, model)) as [Answer, Answer];
  if (four.code !== 'found') return six.code === 'found' ? six : four;
  const seen = new Set(four.records);
  const more = four.leadsTo === undefined ? six.records.filter((record) => record.type === 'AAAA' && !seen.has(record)) : [];
  return { ...four, records: [...four.records, ...more] };
}
