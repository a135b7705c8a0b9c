import type { FieldPath } from '../diagnostic.ts';

/** What JSON can say. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A change of one document in terms of its fields; paths start at the document's root. */
export type FieldChange =
  /** Gives a field a value, and adds it, and the maps around it, where it is not there: at the end of its map, or as the `first`. */
  | { readonly do: 'set'; readonly path: FieldPath; readonly value: Plain; readonly first?: boolean }
  /** Takes a field or an item away, and the map or list around it where that would be empty. */
  | { readonly do: 'remove'; readonly path: FieldPath }
  | { readonly do: 'rename'; readonly path: FieldPath; readonly key: string }
  /** Writes another text for a part of a string: the nth occurrence of `part`, counted from 0. */
  | { readonly do: 'rewrite'; readonly path: FieldPath; readonly part: string; readonly nth: number; readonly text: string }
  /** Adds an item to a list, at its end or behind the item of an index. */
  | { readonly do: 'add'; readonly path: FieldPath; readonly value: Plain; readonly after?: number }
  /** Has an item of a list stand before another one, comments and all. */
  | { readonly do: 'advance'; readonly path: FieldPath; readonly before: number }
  /** Has a field stand in another map under a name that is free there. */
  | { readonly do: 'move'; readonly path: FieldPath; readonly to: FieldPath }
  /** Adds a document behind this one. */
  | { readonly do: 'append'; readonly value: Plain };

/** Text for a stretch of a document, in offsets of the file. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
