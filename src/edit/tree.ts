import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { isMergeKey, scalarValue } from '../parse/nodes.ts';
import type { Chunk } from '../parse/split.ts';

/** A text that has no place for a change, or one where the change would touch more than is meant. */
export class Uneditable extends Error {}

/** A field of a map or an item of a list, as written. `key` is null for an item. */
export interface Entry {
  readonly parent: YAMLMap | YAMLSeq;
  readonly index: number;
  readonly key: Node | null;
  readonly value: Node | null;
}

/** The deepest entry on the way to a path that is written where the path says; undefined for the root. */
export interface Reached {
  readonly entry: Entry | undefined;
  readonly node: Node | null;
  readonly rest: FieldPath;
}

/** The syntax tree of a document with its text. Offsets count from the start of the document. */
export class Tree {
  readonly source: string;
  readonly root: Node | null;
  readonly eol: '\n' | '\r\n';
  /** True where the root is a flow map with quoted keys. */
  readonly isJson: boolean;
  /** JSON without a blank behind colons and commas. */
  readonly isCompact: boolean;
  readonly #startsLine: boolean;
  readonly #aliased = new Set<string>();

  constructor(text: string, chunk: Chunk, root: Node | null) {
    this.root = root;
    this.source = text.slice(chunk.start, chunk.end);
    this.eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
    this.#startsLine = chunk.start === 0 || /[\n\ufeff]/.test(text[chunk.start - 1]!);
    for (const node of nodes(this.root)) if (isAlias(node)) this.#aliased.add(node.source);
    this.isJson = isMap(this.root) && isFlow(this.root) && isQuoted(this.root.items[0]?.key as Node | undefined);
    this.isCompact = this.isJson && !/[:,]\s/.test(this.source.slice(0, 2000));
  }

  /** Goes as far as the path is written. Refuses to go where a change would be seen elsewhere, too, or nowhere. */
  reach(path: FieldPath): Reached {
    let node = this.root;
    let entry: Entry | undefined;
    for (const [i, step] of path.entries()) {
      if (isAlias(node)) throw new Uneditable();
      this.refuseShared(node);
      const next = isMap(node) ? field(node, String(step)) : isSeq(node) && typeof step === 'number' ? item(node, step) : undefined;
      if (!next) return { entry, node, rest: path.slice(i) };
      entry = next;
      node = next.value;
    }
    return { entry, node, rest: [] };
  }

  /** The entry at a path. */
  entry(path: FieldPath): Entry {
    const { entry, rest } = this.reach(path);
    if (!entry || rest.length) throw new Uneditable();
    return entry;
  }

  /** What an alias stands for elsewhere cannot be changed here alone. */
  refuseShared(node: Node | null): void {
    if (node && !isAlias(node) && node.anchor && this.#aliased.has(node.anchor)) throw new Uneditable();
  }

  /** Of what goes away nothing may be in use elsewhere. */
  refuseSharedWithin(node: Node | null): void {
    for (const each of nodes(node)) this.refuseShared(each);
  }

  /** Where the text of a node ends, without the comments and the empty lines behind it. */
  end(node: Node): number {
    let last = node;
    for (;;) {
      const below: Node | null | undefined = isFlow(last) ? undefined : isMap(last) ? lastOf(last) : isSeq(last) ? (last.items.at(-1) as Node | null | undefined) : undefined;
      if (!below) break;
      last = below;
    }
    return rangeOf(last)[1];
  }

  endOf({ key, value }: Entry): number {
    return value ? this.end(value) : rangeOf(key)[1];
  }

  /** Where the last character before an offset stands that is no white space; -1 where there is none. */
  lastBefore(at: number): number {
    let last = at - 1;
    while (last >= 0 && /\s/.test(this.source[last]!)) last -= 1;
    return last;
  }

  /** The start of the line that an offset is in; a line that starts before the document is no place for changes. */
  lineStart(at: number): number {
    const start = this.source.lastIndexOf('\n', at - 1) + 1;
    if (start === 0 && !this.#startsLine) throw new Uneditable();
    return start;
  }

  /** The end of the line on which a text ends, without its line break. */
  lineEnd(end: number): number {
    const from = end > 0 && this.source[end - 1] === '\n' ? end - 1 : end;
    const newline = this.source.indexOf('\n', from);
    const stop = newline < 0 ? this.source.length : newline;
    return stop > 0 && this.source[stop - 1] === '\r' ? stop - 1 : stop;
  }

  /** The start of the line behind. */
  nextLine(end: number): number {
    const newline = this.source.indexOf('\n', this.lineEnd(end));
    return newline < 0 ? this.source.length : newline + 1;
  }
}

function lastOf(map: YAMLMap): Node | null {
  const pair = map.items.at(-1);
  return ((pair?.value ?? pair?.key) as Node | null | undefined) ?? null;
}

/** The last of equal keys counts, unless a map that is merged behind it may say otherwise. */
function field(map: YAMLMap, name: string): Entry | undefined {
  let found: Entry | undefined;
  for (const [index, pair] of map.items.entries()) {
    const key = pair.key as Node | null;
    if (isAlias(key)) throw new Uneditable();
    if (isMergeKey(key)) {
      if (found) throw new Uneditable();
    } else if (isScalar(key) && String(scalarValue(key)) === name) found = { parent: map, index, key, value: pair.value as Node | null };
  }
  return found;
}

function item(list: YAMLSeq, index: number): Entry | undefined {
  const value = list.items[index];
  if (value === undefined) return undefined;
  if (isPair(value)) throw new Uneditable();
  return { parent: list, index, key: null, value: value as Node | null };
}

export function entryAt(parent: YAMLMap | YAMLSeq, index: number): Entry {
  if (isSeq(parent)) return item(parent, index)!;
  const pair = parent.items[index] as Pair<Node | null, Node | null>;
  return { parent, index, key: pair.key, value: pair.value };
}

export function hasMerge(map: YAMLMap): boolean {
  return map.items.some((pair) => isMergeKey(pair.key as Node | null));
}

export function isFlow(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

export function isQuoted(node: Node | null | undefined): boolean {
  return isScalar(node) && node.type === 'QUOTE_DOUBLE';
}

/** Nothing behind the colon. */
export function isAbsent(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
}

export function isBlockScalar(node: Node | null): node is Scalar {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

export function rangeOf(node: Node | null): readonly [number, number] {
  if (!node?.range) throw new Uneditable();
  return [node.range[0], node.range[1]];
}

/** A node and all that are below it. */
function* nodes(root: Node | null): Iterable<Node> {
  const stack: (Node | null)[] = [root];
  while (stack.length) {
    const node = stack.pop();
    if (!node) continue;
    yield node;
    if (isMap(node)) for (const pair of node.items) stack.push(pair.value as Node | null, pair.key as Node | null);
    else if (isSeq(node)) for (const each of node.items) stack.push(...(isPair(each) ? [each.key as Node | null, each.value as Node | null] : [each as Node | null]));
  }
}
