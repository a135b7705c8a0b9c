import { isBuiltInGroup } from '../kinds.ts';
import type { Known } from '../lint/build-model.ts';
import { key, push } from '../model/keys.ts';
import type { Resource } from '../model/resource.ts';

/** An object before and after. */
export interface Pair {
  readonly before: Resource;
  readonly after: Resource;
}

/**
 * Finds what an object was before, or became: the same kind, namespace and name; of several, the one in the likest path.
 * What still is where it was is nothing else's counterpart: a copy is new.
 */
export class Counterparts {
  readonly #byIdentity = new Map<string, Resource[]>();
  readonly #byPlace = new Map<string, Resource[]>();
  /** Those of the other side, by file. */
  readonly #others: ReadonlySet<string>;
  /** Files that tools made: what one of them has not, no other has in its place. */
  readonly #outputs: ReadonlySet<string>;

  constructor(resources: Iterable<Resource>, { manifests, origins }: Pick<Known, 'manifests' | 'origins'>, others: readonly Resource[] = []) {
    this.#outputs = new Set(manifests.flatMap(({ source }) => (origins.has(source.shown) ? [source.path] : [])));
    this.#others = new Set(others.map(inFile));
    for (const resource of resources) {
      push(this.#byIdentity, identity(resource), resource);
      push(this.#byPlace, place(resource), resource);
    }
  }

  of(resource: Resource): Resource | undefined {
    const same = this.#like(resource).filter((each) => each.file === resource.file || !this.#others.has(inFile(each)));
    if (same.length) return likest(same, resource);
    const placed = this.#placed(resource);
    return placed.length === 1 ? placed[0] : undefined;
  }

  /** True where nothing here has the identity of an object, or nothing in the output that it comes from. */
  lacks(resource: Resource): boolean {
    return !this.#like(resource).length && !this.#placed(resource).length;
  }

  /** Who says no namespace, now or before, lands where somebody applies it: the same place in the tree is what counts. */
  #placed(resource: Resource): readonly Resource[] {
    return (this.#byPlace.get(place(resource)) ?? []).filter((there) => there.declaredNamespace === undefined || resource.declaredNamespace === undefined);
  }

  #like(resource: Resource): readonly Resource[] {
    const same = this.#byIdentity.get(identity(resource)) ?? [];
    return this.#outputs.has(resource.file) ? same.filter(({ file }) => file === resource.file) : same;
  }
}

/** Of two that are equally like it nobody knows which of them it was. */
function likest(same: readonly Resource[], resource: Resource): Resource | undefined {
  if (same.length < 2) return same[0];
  const paths = same.map(({ file }) => sharedEnd(file, resource.file));
  const most = Math.max(...paths);
  return paths.filter((count) => count === most).length === 1 ? same[paths.indexOf(most)] : undefined;
}

/** A group and its successor are one object in the cluster: extensions/v1beta1 and apps/v1. */
function identity({ group, kind, namespace, name }: Resource): string {
  return key(isBuiltInGroup(group) ? '' : group, kind, namespace, name);
}

function inFile(resource: Resource): string {
  return key(resource.file, identity(resource));
}

function place({ file, group, kind, name }: Resource): string {
  return key(file, isBuiltInGroup(group) ? '' : group, kind, name);
}

/** How many steps from the file upwards two paths share. */
function sharedEnd(a: string, b: string): number {
  const x = a.split('/').reverse();
  const y = b.split('/').reverse();
  let shared = 0;
  while (shared < x.length && x[shared] === y[shared]) shared += 1;
  return shared;
}
