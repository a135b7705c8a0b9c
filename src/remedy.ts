import type { FieldChange, Plain } from './edit/change.ts';
import type { Place, Resource } from './model/resource.ts';

/** A change of an object, with paths that start at it. */
export type Change = FieldChange & { readonly resource: Resource };

/** What a rule would change to mend what it reports, in terms of objects and their fields. */
export interface Remedy {
  /** A command: `Set serviceName to "kafka-headless"`. What is immutable on a live object is said behind it. */
  readonly title: string;
  /**
   * `safe` where it does what the author beyond doubt meant, and no cluster can hold the object as it was with something
   * depending on it. What guesses, or changes how a live object works, is `unsafe`.
   */
  readonly safety: 'safe' | 'unsafe';
  /** All of them or none. */
  readonly changes: readonly Change[];
}

/** Gives a field a value, and adds it where it is absent. */
export function set({ resource, path }: Place, value: Plain): Change {
  return { do: 'set', resource, path, value };
}

/** The same, but what is added stands first in its map, as names do. */
export function setFirst({ resource, path }: Place, value: Plain): Change {
  return { do: 'set', resource, path, value, first: true };
}

/** Takes a field or an item away, and the map or list around it where that would be empty. */
export function remove({ resource, path }: Place): Change {
  return { do: 'remove', resource, path };
}

export function rename({ resource, path }: Place, key: string): Change {
  return { do: 'rename', resource, path, key };
}

/** Writes another text for the part of a string that a place points at; without a part, for all of it. */
export function rewrite({ resource, path, part }: Place, text: string): Change {
  return part ? { do: 'rewrite', resource, path, part: part.text, nth: part.nth, text } : { do: 'set', resource, path, value: text };
}

/** Adds an item to a list. */
export function add({ resource, path }: Place, value: Plain): Change {
  return { do: 'add', resource, path, value };
}

/** Has an item stand before the one of an index. */
export function advance({ resource, path }: Place, before: number): Change {
  return { do: 'advance', resource, path, before };
}

/** Has a field stand elsewhere in its object. */
export function move({ resource, path }: Place, to: Place): Change {
  return { do: 'move', resource, path, to: to.path };
}

/** Adds an object behind another one: in the same file, or in the same list. */
export function append(resource: Resource, value: Plain): Change {
  return { do: 'append', resource, value };
}
