import { mentions, type Mention } from './mentions.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { optionAt } from './options.ts';
import { ordinalIn, ordinalsOf } from '../model/pods.ts';
import { mentionReaders } from './readers.ts';
import type { Place } from '../model/resource.ts';
import { textsOf, type Text } from './texts.ts';
import type { Workload } from '../model/workload.ts';

/** The Pods of one workload that a string names, or that the options of a container name together. */
export interface PeerList {
  /** Whose Pods they are. */
  readonly workload: Workload;
  readonly at: Place;
  readonly text: Text;
  /** Less the number at its end: `server` of `server.1`. */
  readonly option: string;
  readonly ordinals: ReadonlySet<number>;
  /** Those of the same string that stand under other options too. */
  readonly named: ReadonlySet<number>;
  /** True where those who read it are the Pods themselves. */
  readonly isOwn: boolean;
  /** Empty for a range such as `minio-{0...3}`. */
  readonly mentions: readonly Mention[];
}

interface Draft extends PeerList {
  readonly ordinals: Set<number>;
  readonly mentions: Mention[];
  readonly scope: string;
}

const collect = (model: Model) => {
  const drafts = new Map<string, Draft>();
  const named = new Map<string, Set<number>>();
  const computed = new Set<string>();
  const ids = new Map<object, number>();
  const idOf = (object: object) => ids.get(object) ?? (ids.set(object, ids.size), ids.size - 1);
  for (const mention of mentions(model)) {
    const { name, text, host, resource, at } = mention;
    const meant = name.service ? name.pod?.workload : undefined;
    if (!meant || !name.pod) continue;
    const reader = mentionReaders(mention, model).find((r) => r.name === meant.name && r.kind === meant.kind && r.namespace === meant.namespace);
    const workload = reader ?? meant;
    if (!ordinalsOf(workload, model) || !model.scope.together(workload, resource)) continue;
    // Arguments are one list: an option may be repeated, or stand before the first of many.
    const isArgument = text.container !== undefined && !text.path.includes('env');
    const scope = `${idOf(resource)} ${idOf(workload)} ${(isArgument ? text.container!.path : text.path).join('.')}`;
    const option = optionAt(text, host.index).replace(/[._-]?\d+$/, '');
    const key = `${scope} ${option}`;
    const ordinal = ordinalIn(name.pod.text, workload);
    if (ordinal === undefined) {
      // A loop makes lists under any option; its own name a Pod adds where it stands.
      computed.add(name.pod.isOwn ? key : scope);
      continue;
    }
    const all = named.get(scope) ?? new Set<number>();
    named.set(scope, all.add(ordinal));
    const draft = drafts.get(key) ?? { workload, at, text, option, ordinals: new Set<number>(), named: all, isOwn: reader !== undefined, mentions: [], scope };
    drafts.set(key, draft);
    draft.ordinals.add(ordinal);
    draft.mentions.push(mention);
  }
  const lists = new Map<Workload, PeerList[]>();
  for (const [key, draft] of drafts) if (!computed.has(key) && !computed.has(draft.scope)) push(lists, draft.workload, draft);
  return lists;
};

/** The lists that name Pods of a workload, but for those of which a part is computed when they are read. */
export function peerLists(workload: Workload, model: Model): readonly PeerList[] {
  const lists = model.derived(collect).get(workload) ?? [];
  const ranges = workload.isStatefulSet ? rangesIn(workload) : [];
  return ranges.length ? [...lists, ...ranges] : lists;
}

/** `minio-{0...3}.minio`, as MinIO and, with two dots, shells write it. Several in one container are pools of one cluster. */
function rangesIn(workload: Workload): PeerList[] {
  const lists = new Map<string, PeerList & { ordinals: Set<number> }>();
  for (const text of textsOf(workload)) {
    if (!text.text.includes('-{')) continue;
    for (const { 0: range, 1: stem, 2: from, 3: to, index } of text.text.matchAll(/(?<![\w.-])([a-z0-9-]+)-\{(\d{1,4})\.{2,3}(\d{1,4})\}\.[a-z0-9.-]*[a-z0-9]/g)) {
      if (stem !== workload.name) continue;
      const scope = (text.path.includes('env') ? text.path : text.container!.path).join('.');
      const list = lists.get(scope);
      const ordinals = list?.ordinals ?? new Set<number>();
      const isLast = Number(to) > Math.max(-1, ...ordinals);
      for (let n = Number(from); n <= Number(to); n += 1) ordinals.add(n);
      const at: Place = { resource: workload, path: text.path, on: 'value', part: { text: range, nth: text.text.slice(0, index).split(range).length - 1 } };
      lists.set(scope, { workload, at: list && !isLast ? list.at : at, text, option: optionAt(text, index), ordinals, named: ordinals, isOwn: true, mentions: [] });
    }
  }
  return [...lists.values()];
}
