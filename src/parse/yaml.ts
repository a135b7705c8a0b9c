import { isAlias, isMap, isPair, isScalar, isSeq, type Alias, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { compose, maxDepth, mayBeDeep, onOneLine, tooDeep, type SyntaxProblem } from './compose.ts';
import { readJson } from './json.ts';
import { isMergeKey, scalarValue } from './nodes.ts';
import { readQuickly } from './quick.ts';
import type { Chunk } from './split.ts';

/** A key that stands twice in one map. Kubernetes keeps the last. */
export interface DuplicateKey {
  readonly path: FieldPath;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly firstStart: number;
  readonly firstEnd: number;
}

export type Read =
  | { readonly value: unknown; readonly duplicates: readonly DuplicateKey[] }
  | { readonly problem: SyntaxProblem };

/** Nodes after aliases are expanded. The largest object etcd takes is 1.5 MiB. */
const maxNodes = 2_000_000;

// Control characters that YAML forbids in a stream (YAML 1.2.2 §5.1 c-printable).
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

/**
 * The seam between text and model: reads one document into plain values, as Kubernetes would. Positions are not kept;
 * `Positions` works them out again for the few documents that have findings.
 */
export function read(text: string, chunk: Chunk): Read {
  const document = text.slice(chunk.start, chunk.end);
  const json = /^\s*\{/.test(document) && !mayBeDeep(document) ? readJson(document) : undefined;
  if (json) return { value: json.value, duplicates: [] };
  const bad = unprintable.exec(document);
  if (bad) {
    const start = chunk.start + bad.index;
    const code = bad[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return { problem: { message: `control character U+${code} is not allowed in YAML`, start, end: start + 1 } };
  }
  return readQuickly(document) ?? readFully(text, chunk);
}

/** With the YAML library: everything that is not plain, and what is wrong with it. */
export function readFully(text: string, chunk: Chunk): Read {
  const doc = compose(text, chunk);
  if ('message' in doc) return { problem: doc };
  try {
    return new Reader(doc.root, chunk.start).result();
  } catch (error) {
    if (error instanceof ReadError) return { problem: { message: error.message, ...onOneLine(text, chunk.start + error.start, chunk.start + error.end) } };
    if (error instanceof RangeError) return { problem: tooDeep(chunk) };
    throw error;
  }
}

class ReadError extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, node: Node | null | undefined) {
    super(message);
    this.start = node?.range?.[0] ?? 0;
    this.end = Math.max(node?.range?.[1] ?? 1, this.start + 1);
  }
}

interface Anchored {
  value: unknown;
  nodes: number;
  open: boolean;
}

class Reader {
  readonly #root: Node | null;
  readonly #offset: number;
  readonly #anchors = new Map<string, Anchored>();
  readonly #duplicates: DuplicateKey[] = [];
  readonly #path: (string | number)[] = [];
  #nodes = 0;

  constructor(root: Node | null, offset: number) {
    this.#root = root;
    this.#offset = offset;
  }

  result(): Read {
    return { value: this.#value(this.#root, 0), duplicates: this.#duplicates };
  }

  #value(node: Node | null, depth: number): unknown {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.#alias(node);
    const before = this.#nodes;
    this.#count(1, node);
    if (depth > maxDepth) throw new ReadError(`nested more than ${maxDepth} levels deep`, node);
    const anchor = node.anchor;
    const anchored: Anchored = { value: undefined, nodes: 0, open: true };
    if (anchor) this.#anchors.set(anchor, anchored);
    const value = isScalar(node) ? scalarValue(node) : isMap(node) ? this.#map(node, depth) : this.#list(node, depth);
    if (anchor) {
      anchored.value = value;
      anchored.nodes = this.#nodes - before;
      anchored.open = false;
    }
    return value;
  }

  #count(nodes: number, node: Node): void {
    this.#nodes += nodes;
    if (this.#nodes > maxNodes) throw new ReadError(`aliases expand to more than ${maxNodes} values`, node);
  }

  #alias(node: Alias): unknown {
    const anchored = this.#anchors.get(node.source);
    if (!anchored) throw new ReadError(`alias *${node.source} has no anchor before it`, node);
    if (anchored.open) throw new ReadError(`anchor &${node.source} contains itself`, node);
    this.#count(anchored.nodes, node);
    return anchored.value;
  }

  #list(node: Node, depth: number): unknown[] {
    if (!isSeq(node)) return [];
    return node.items.map((item, i) => {
      this.#path.push(i);
      // A pair inside a list is the flow form [a: b].
      const value = isPair(item) ? this.#pairMap(item, depth) : this.#value(item as Node | null, depth + 1);
      this.#path.pop();
      return value;
    });
  }

  #pairMap(pair: Pair, depth: number): unknown {
    const key = keyText(pair.key as Node | null);
    return { [key]: this.#value(pair.value as Node | null, depth + 1) };
  }

  #map(node: YAMLMap, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const keys = new Map<string, Node | null>();
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null;
      if (isMergeKey(keyNode)) {
        this.#merge(map, pair.value as Node | null, depth);
        continue;
      }
      const key = isAlias(keyNode) ? String(this.#alias(keyNode)) : keyText(keyNode);
      if (isScalar(keyNode) && keyNode.anchor) this.#anchors.set(keyNode.anchor, { value: key, nodes: 1, open: false });
      this.#path.push(key);
      const first = keys.get(key);
      if (first === undefined) keys.set(key, keyNode);
      else this.#duplicate(key, first, keyNode);
      put(map, key, this.#value(pair.value as Node | null, depth + 1));
      this.#path.pop();
    }
    return map;
  }

  /** goyaml.v2 merges where the key stands: it overrides what is before it and not what is after. Of a list, the first wins. */
  #merge(map: Record<string, unknown>, node: Node | null, depth: number): void {
    const value = this.#value(node, depth + 1);
    for (const source of Array.isArray(value) ? [...value].reverse() : [value]) {
      if (source === null || typeof source !== 'object' || Array.isArray(source)) throw new ReadError('a merge key takes a map or a list of maps', node);
      for (const [key, merged] of Object.entries(source)) put(map, key, merged);
    }
  }

  #duplicate(key: string, first: Node | null, second: Node | null): void {
    const [start, end] = second?.range ?? [0, 1];
    const [firstStart, firstEnd] = first?.range ?? [0, 1];
    const at = this.#offset;
    this.#duplicates.push({ path: [...this.#path], key, start: at + start, end: at + end, firstStart: at + firstStart, firstEnd: at + firstEnd });
  }
}

function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

function keyText(node: Node | null): string {
  const value = isScalar(node) ? scalarValue(node) : null;
  if (value !== null) return String(value);
  throw new ReadError('a key of a Kubernetes object is a string', node);
}
