import { isAlias, isMap, isPair, isScalar, isSeq, Lexer, parseDocument, Parser, type Alias, type Document, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { readQuickly } from './quick.ts';
import { readJson } from './json.ts';
import { joinOpen, strayTab } from './goyaml.ts';
import { resolvePlain } from './scalar.ts';
import type { Chunk } from './split.ts';

/** Offsets are UTF-16 and count from the start of the file. */
export interface SyntaxProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

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

/** Kubernetes objects are some ten levels deep; the stack is not for the rest. */
const maxDepth = 500;
/** Nodes after aliases are expanded. The largest object etcd takes is 1.5 MiB. */
const maxNodes = 2_000_000;
/** Brackets and quotes of one document that are written as only go-yaml reads them. */
const maxJoins = 5;
const maxJoined = 100_000;

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

interface Composed {
  readonly root: Node | null;
}

function compose(text: string, chunk: Chunk): Composed | SyntaxProblem {
  const source = text.slice(chunk.start, chunk.end);
  if (mayBeDeep(source) && isDeep(source)) return tooDeep(chunk);
  const tab = source.includes('\t') ? strayTab(source) : undefined;
  if (tab !== undefined) return { message: 'a tab stands where YAML takes only spaces', start: chunk.start + tab, end: chunk.start + tab + 1 };
  const composed = composeText(source, text, chunk);
  let joined = 'message' in composed && source.length <= maxJoined ? joinOpen(source) : undefined;
  for (let rounds = 0; joined !== undefined && rounds < maxJoins; rounds += 1) {
    const again = composeText(joined, text, chunk);
    if (!('message' in again)) return again;
    joined = joinOpen(joined);
  }
  return composed;
}

function composeText(source: string, text: string, chunk: Chunk): Composed | SyntaxProblem {
  let doc: Document.Parsed;
  try {
    doc = parseDocument(source, {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    // The composer is recursive and its input is not ours.
    if (error instanceof RangeError) return tooDeep(chunk);
    throw error;
  }
  // go-yaml reads `"a"#b` as a comment all the same.
  const problem = doc.errors.find((e) => e.code !== 'TAG_RESOLVE_FAILED' && !e.message.startsWith('Comments must be separated'));
  if (problem?.code === 'RESOURCE_EXHAUSTION') return tooDeep(chunk);
  if (problem) {
    const [start, end] = problem.pos;
    return { message: sentence(problem.message), ...onOneLine(text, chunk.start + start, chunk.start + end) };
  }
  return { root: doc.contents };
}

/**
 * A cheap upper bound: no document nests deeper than its longest run of indentation and dashes, or its brackets that are
 * open at once. The composer recurses, and an exhausted stack can end the process, so depth is settled before it runs.
 */
function mayBeDeep(source: string): boolean {
  let prefix = 0;
  let open = 0;
  for (let i = 0; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (code === 10) prefix = 0;
    else if (prefix >= 0) {
      // Space, tab, `-` and `?` can each open a level at the start of a line.
      if (code === 32 || code === 9 || code === 45 || code === 63) prefix += 1;
      else prefix = -1;
      if (prefix > maxDepth) return true;
    }
    if (code === 91 || code === 123) {
      open += 1;
      if (open > maxDepth) return true;
    } else if ((code === 93 || code === 125) && open > 0) open -= 1;
  }
  return false;
}

function isDeep(source: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > maxDepth) return true;
  }
  return false;
}

function tooDeep(chunk: Chunk): SyntaxProblem {
  return { message: `nested more than ${maxDepth} levels deep`, start: chunk.start, end: chunk.start + 1 };
}

function sentence(message: string): string {
  const first = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return first.charAt(0).toLowerCase() + first.slice(1);
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

function isMergeKey(node: Node | null): boolean {
  return isScalar(node) && node.source === '<<' && node.type === 'PLAIN';
}

function keyText(node: Node | null): string {
  const value = isScalar(node) ? scalarValue(node) : null;
  if (value !== null) return String(value);
  throw new ReadError('a key of a Kubernetes object is a string', node);
}

function scalarValue(node: Scalar): unknown {
  const source = node.source ?? '';
  switch (node.tag) {
    case undefined:
    case '?':
      return node.type === 'PLAIN' ? resolvePlain(source) : node.value;
    case 'tag:yaml.org,2002:str':
      return node.type === 'PLAIN' && node.value === null ? '' : String(node.value);
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
      return resolvePlain(String(node.value ?? ''));
    default:
      return node.value;
  }
}

/** The part of a stretch that is on its first line, without white space at its end; where that is nothing, the character before. */
function onOneLine(text: string, from: number, end: number): { start: number; end: number } {
  let start = from;
  while (start > 0 && /^[\r\n]?$/.test(text.charAt(start))) start -= 1;
  const newline = text.indexOf('\n', start);
  let stop = newline >= 0 && newline < end ? newline : end;
  while (stop > start + 1 && /\s/.test(text[stop - 1]!)) stop -= 1;
  return { start, end: Math.max(stop, start + 1) };
}

/** What of a field to point at: its value, or its key where the field itself is the matter. */
export type On = 'value' | 'key';

/** Finds where the fields of one document stand. Parses the document anew, so make one only for what is reported. */
export class Positions {
  readonly #root: Node | null;
  readonly #offset: number;
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();

  constructor(text: string, chunk: Chunk) {
    const doc = compose(text, chunk);
    this.#root = 'message' in doc ? null : doc.root;
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

  #step(from: Node | null, step: string | number): { key: Node | null; value: Node | null } | undefined {
    const node = this.#deref(from);
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) return undefined;
      return isPair(item) ? { key: item.key as Node, value: item.value as Node | null } : { key: null, value: item as Node | null };
    }
    if (!isMap(node)) return undefined;
    let merged: Node | null = null;
    for (let i = node.items.length - 1; i >= 0; i -= 1) {
      const pair = node.items[i]!;
      const key = pair.key as Node | null;
      if (isMergeKey(key)) merged = pair.value as Node | null;
      else if (plainKeyText(this.#deref(key)) === String(step)) return { key, value: pair.value as Node | null };
    }
    const source = this.#deref(merged);
    for (const item of isSeq(source) ? source.items : [source]) {
      const found = this.#step(item as Node | null, step);
      if (found) return found;
    }
    return undefined;
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
