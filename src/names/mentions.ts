import type { FieldPath } from '../diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Place, Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import { Names, type ClusterName } from './cluster-names.ts';
import { hostsIn, withoutComments, type Host } from './hosts.ts';
import { textsOf, type Text } from './texts.ts';

/** A cluster name in some string of an object. */
export interface Mention {
  readonly resource: Resource;
  readonly path: FieldPath;
  readonly text: Text;
  readonly host: Host;
  readonly name: ClusterName;
  /** The workload whose containers read it, where it stands in one. */
  readonly reader: Workload | undefined;
  /** The very characters. */
  readonly at: Place;
}

const collect = (model: Model): Mention[] => {
  const known = new Names(model);
  const others = ['Service', 'Ingress', 'HTTPRoute', 'GRPCRoute'].flatMap((kind) => model.byKind(kind));
  return [...model.workloads, ...others, ...model.readTexts((text) => known.mayName(text))].flatMap((resource) => mentionsIn(resource, known));
};

/** Every name of the cluster that is written down in the input. */
export function mentions(model: Model): readonly Mention[] {
  return model.derived(collect);
}

function mentionsIn(resource: Resource, known: Names): Mention[] {
  const found: Mention[] = [];
  for (const text of textsOf(resource)) {
    if (!known.mayName(text.text)) continue;
    const reader = resource instanceof Workload ? resource : undefined;
    const seen = new Map<string, Occurrence>();
    for (const host of hostsIn(text.isFile ? withoutComments(text.text) : text.text, text.key, known.mayBe)) {
      const name = known.read(host, resource.namespace, reader, text);
      if (name) found.push({ resource, path: text.path, text, host, name, reader, at: placeOf(resource, text, host, seen) });
    }
  }
  return found;
}

/** How often a word stood in a text so far, and where last. */
interface Occurrence {
  readonly at: number;
  readonly nth: number;
}

/** Hosts come in order, so each word is looked for from where it stood last. */
function placeOf(resource: Resource, { text, path }: Text, host: Host, seen: Map<string, Occurrence>): Place {
  const word = host.absolute ? host.text.slice(0, -1) : host.text;
  let { at, nth } = seen.get(word) ?? { at: text.indexOf(word), nth: 0 };
  for (; at >= 0 && at < host.index; nth += 1) at = text.indexOf(word, at + 1);
  seen.set(word, { at, nth });
  return { resource, path, on: 'value', part: { text: word, nth } };
}
