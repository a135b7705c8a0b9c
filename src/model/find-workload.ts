import type { Model } from './model.ts';
import type { Workload } from './workload.ts';
import { didYouMean } from '../spelling.ts';

/** Short names of kubectl. */
const shortKinds: Readonly<Record<string, string>> = { sts: 'statefulset', deploy: 'deployment', ds: 'daemonset', rs: 'replicaset', po: 'pod', rc: 'replicationcontroller', cj: 'cronjob' };

/** What nobody can tell from the words: a sentence for a person. */
export class UnknownWorkload extends Error {}

/** The workload that `KIND/NAME` or `NAMESPACE/KIND/NAME` means; kinds as kubectl takes them, in any case. */
export function findWorkload(words: string, model: Model): Workload {
  const parts = words.split('/');
  const [name = '', asked = '', namespace] = parts.reverse();
  if (!name || !asked || parts.length > 3) throw new UnknownWorkload(`"${words}" is not KIND/NAME, such as statefulset/kafka`);
  const kind = kindOf(asked);
  const ofKind = model.workloads.filter((workload) => workload.kind.toLowerCase() === kind);
  const found = ofKind.filter((workload) => workload.name === name && (namespace === undefined || workload.namespace === namespace));
  const [workload, ...others] = found;
  if (!workload) throw new UnknownWorkload(`there is no ${words} here${instead(name, ofKind, model)}`);
  if (!others.length) return workload;
  const namespaces = [...new Set(found.map((each) => each.namespace))];
  const files = [...new Set(found.map(({ file }) => file))];
  const how = namespaces.length === found.length ? `say which: ${namespaces.map((each) => `${each}/${asked}/${name}`).join(', ')}` : files.length > 1 ? `name the file: ${listed(files)}` : `${files[0]} has it ${found.length} times`;
  throw new UnknownWorkload(`${words} is ambiguous; ${how}`);
}

/** `sts`, `statefulsets` and `statefulsets.apps` are `statefulset`. */
function kindOf(asked: string): string {
  const word = asked.toLowerCase().split('.')[0]!;
  return shortKinds[word] ?? word.replace(/s$/, '');
}

function instead(name: string, ofKind: readonly Workload[], model: Model): string {
  const near = didYouMean(name, ofKind.map((workload) => workload.name));
  if (near) return near;
  const all = [...new Set(model.workloads.filter((workload) => workload.name).map((workload) => `${workload.kind.toLowerCase()}/${workload.name}`))];
  return all.length ? `, only ${listed(all)}` : ', nor any other workload';
}

function listed(words: readonly string[]): string {
  return words.length > 5 ? `${words.slice(0, 4).join(', ')} and ${words.length - 4} more` : words.join(', ');
}
