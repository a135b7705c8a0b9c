import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { compose, onOneLine } from './compose.ts';
import { isMergeKey, scalarValue } from './nodes.ts';
import type { Chunk } from './split.ts';

/** What of a field to point at: its value, or its key where the field itself is the matter. */
export type On = 'value' | 'key';

interface Field {
  readonly key: Node | null;
  readonly value: Node | null;
}

interface Entries {
  readonly fields: ReadonlyMap<string, Field>;
  readonly merged: Node | null;
}

/** Finds where the fields of one document stand. Parses the document anew where it is not given the tree. */
export class Positions {
  readonly #root: Node | null;
  readonly #offset: number;
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();
  readonly #maps = new Map<YAMLMap, Entries>();

  constructor(text: string, chunk: Chunk, root: Node | null = rootOf(text, chunk)) {
    this.#root = root;
    this.#offset = chunk.start;
    this.#text = text;
    if (this.#root) this.#collect(this.#root);
  }

  /**
   * Offsets of a field: of its value, or of its key where the value is a map, a list or more than a line. Where the
   * path does not exist, the key of the nearest parent that does. Never empty, never more than a line.
   */
  find(path: FieldPath, on: On = 'value'): { start: number; end: number } {
    let node = this.#root;
    let key: Node | null = null;
    let found = true;
    for (const step of path) {
      const next = this.#step(node, step);
      if (!next) {
        found = false;
        break;
      }
      if (next.key || !isScalarLike(next.value)) key = next.key;
      node = next.value;
    }
    const value = found && (on === 'value' || !key) && isScalarLike(node) ? this.#oneLine(node) : undefined;
    return value ?? this.#line(key ?? firstKey(this.#deref(node))) ?? this.#oneLine(node) ?? this.#start();
  }

  /** A part of a scalar, at most a line of it; the whole where it is written in another way (escaped, folded). */
  findPart(path: FieldPath, { text, nth }: { readonly text: string; readonly nth: number }): { start: number; end: number } {
    const target = this.#node(path);
    const from = isScalar(target) && target.range ? this.#offset + target.range[0] : 0;
    let at = isScalar(target) ? this.#text.indexOf(text, from) : -1;
    for (let i = 0; i < nth && at >= 0; i += 1) at = this.#text.indexOf(text, at + 1);
    const to = isScalar(target) && target.range ? this.#offset + target.range[1] : 0;
    return at >= 0 && at + text.length <= to ? { start: at, end: at + text.length } : this.find(path);
  }

  /** The text of a scalar as written, quotes included; undefined where there is none. */
  source(path: FieldPath): string | undefined {
    const target = this.#node(path);
    return isScalar(target) && target.range ? this.#text.slice(this.#offset + target.range[0], this.#offset + target.range[1]) : undefined;
  }

  #node(path: FieldPath): Node | null {
    let node = this.#root;
    for (const step of path) node = this.#step(node, step)?.value ?? null;
    return this.#deref(node);
  }

  #collect(node: Node): void {
    // Iterative, in document order: hostile depth is caught in read(), but positions are also asked of broken documents.
    const stack: (Node | null)[] = [node];
    while (stack.length) {
      const top = stack.pop();
      if (!top || isAlias(top)) continue;
      if (top.anchor && !this.#anchors.has(top.anchor)) this.#anchors.set(top.anchor, top);
      if (isMap(top)) for (const pair of [...top.items].reverse()) stack.push(pair.value as Node | null, pair.key as Node | null);
      else if (isSeq(top)) for (const item of [...top.items].reverse()) stack.push(isPair(item) ? (item.value as Node | null) : (item as Node | null));
    }
  }

  #deref(node: Node | null): Node | null {
    for (let hops = 0; isAlias(node) && hops < 100; hops += 1) node = this.#anchors.get(node.source) ?? null;
    return node;
  }

  #step(from: Node | null, step: string | number): Field | undefined {
    const node = this.#deref(from);
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) return undefined;
      return isPair(item) ? { key: item.key as Node, value: item.value as Node | null } : { key: null, value: item as Node | null };
    }
    if (!isMap(node)) return undefined;
    const { fields, merged } = this.#entries(node);
    const field = fields.get(String(step));
    if (field) return field;
    const source = this.#deref(merged);
    for (const item of isSeq(source) ? source.items : [source]) {
      const found = this.#step(item as Node | null, step);
      if (found) return found;
    }
    return undefined;
  }

  /** The fields of a map by name, the last of equal ones, and what it merges. */
  #entries(map: YAMLMap): Entries {
    let entries = this.#maps.get(map);
    if (!entries) {
      const fields = new Map<string, Field>();
      let merged: Node | null = null;
      for (const pair of map.items) {
        const key = pair.key as Node | null;
        const name = plainKeyText(this.#deref(key));
        if (isMergeKey(key)) merged = pair.value as Node | null;
        else if (name !== undefined) fields.set(name, { key, value: pair.value as Node | null });
      }
      this.#maps.set(map, (entries = { fields, merged }));
    }
    return entries;
  }

  /** The node where it stands on one line; the first line of a scalar that does not. */
  #oneLine(node: Node | null): { start: number; end: number } | undefined {
    if (!node?.range || node.range[1] <= node.range[0]) return undefined;
    return this.#clip(node.range[0], node.range[1]);
  }

  #line(node: Node | null): { start: number; end: number } | undefined {
    return this.#oneLine(node);
  }

  #clip(from: number, to: number): { start: number; end: number } {
    return onOneLine(this.#text, this.#offset + from, this.#offset + to);
  }

  #start(): { start: number; end: number } {
    return this.#root?.range ? this.#clip(this.#root.range[0], this.#root.range[1]) : { start: this.#offset, end: this.#offset + 1 };
  }
}

function rootOf(text: string, chunk: Chunk): Node | null {
  const composed = compose(text, chunk);
  return 'message' in composed ? null : composed.root;
}

/** Scalars are pointed at themselves, unless they are blocks: those have their key for a name. */
function isScalarLike(node: Node | null): boolean {
  return isAlias(node) || (isScalar(node) && node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED' && node.source !== '' && node.range![1] > node.range![0]);
}

function plainKeyText(node: Node | null): string | undefined {
  return isScalar(node) ? String(scalarValue(node)) : node === null ? 'null' : undefined;
}

function firstKey(node: Node | null): Node | null {
  if (isMap(node)) return (node.items[0]?.key as Node | undefined) ?? null;
  if (isSeq(node)) return firstKey(node.items[0] as Node) ?? (node.items[0] as Node | null);
  return node;
}
