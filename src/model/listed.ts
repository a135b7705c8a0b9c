import type { Resource } from './resource.ts';
import { Workload } from './workload.ts';

/** What a reference may lack; `Pod` stands for every kind that makes Pods, `EndpointSlice` for Endpoints too. */
export type Absent = 'Service' | 'Pod' | 'EndpointSlice' | 'NetworkPolicy';

/**
 * What of a cluster is in the input. `kubectl get` lists the kinds that it is asked for, in one namespace or in all: of
 * what it was not asked for nothing is known, though the objects that it does list refer to it.
 */
export class Listed {
  readonly #kinds = new Map<string, Listing>();
  readonly #missed = new Set<Absent>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      if (!resource.isLive) continue;
      const kind = kindOf(resource);
      const listing = this.#kinds.get(kind) ?? { namespaces: new Set(), alone: 0, inLists: 0 };
      this.#kinds.set(kind, listing);
      listing.namespaces.add(resource.namespace);
      if (resource.prefix.length) listing.inLists += 1;
      else listing.alone += 1;
    }
  }

  /** True where an object comes from a cluster of which the input does not list that kind beside it. */
  lacks(kind: Absent, from: Resource): boolean {
    if (!from.isLive || covers(this.#kinds.get(kind), from.namespace)) return false;
    this.#missed.add(kind);
    return true;
  }

  /** The kinds for which the answer was yes. */
  missed(): readonly Absent[] {
    return [...this.#missed].sort();
  }
}

/** The objects of a kind: where they are, how many are items of lists, and how many are not. */
interface Listing {
  readonly namespaces: Set<string>;
  alone: number;
  inLists: number;
}

/** An object by itself was asked for by its name; who has objects of several namespaces has asked for all. */
function covers(listing: Listing | undefined, namespace: string): boolean {
  if (!listing || (listing.inLists === 0 && listing.alone === 1)) return false;
  return listing.namespaces.size > 1 || listing.namespaces.has(namespace);
}

function kindOf(resource: Resource): string {
  if (resource instanceof Workload) return 'Pod';
  return resource.kind === 'Endpoints' ? 'EndpointSlice' : resource.kind;
}
