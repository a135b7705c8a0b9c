import type { Resource } from './resource.ts';
import { Workload } from './workload.ts';

/** What a reference may lack; `Pod` stands for every kind that makes Pods, `EndpointSlice` for Endpoints too. */
export type Absent = 'Service' | 'Pod' | 'EndpointSlice' | 'NetworkPolicy';

/**
 * What of a cluster is in the input. `kubectl get` lists the kinds that it is asked for: of those it lists none of,
 * nothing is known, though the objects that it does list refer to them.
 */
export class Listed {
  readonly #kinds: ReadonlySet<string>;
  readonly #missed = new Set<Absent>();

  constructor(resources: readonly Resource[]) {
    this.#kinds = new Set(resources.filter(({ isLive }) => isLive).map(kindOf));
  }

  /** True where an object comes from a cluster of which the input has nothing of that kind. */
  lacks(kind: Absent, from: Resource): boolean {
    if (!from.isLive || this.#kinds.has(kind)) return false;
    this.#missed.add(kind);
    return true;
  }

  /** The kinds for which the answer was yes. */
  missed(): readonly Absent[] {
    return [...this.#missed].sort();
  }
}

function kindOf(resource: Resource): string {
  if (resource instanceof Workload) return 'Pod';
  return resource.kind === 'Endpoints' ? 'EndpointSlice' : resource.kind;
}
