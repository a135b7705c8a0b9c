import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import type { Composed } from '../parse/compose.ts';
import { scalarValue } from '../parse/nodes.ts';
import type { Chunk } from '../parse/split.ts';
import type { FieldChange, Plain, TextEdit } from './change.ts';
import { insertFlow, removeFlow, separator } from './flow.ts';
import { dashOf, endOfLines, keyStart, margin, refuseComments, refuseHidden, startOf } from './places.ts';
import { quotedLike, replaceValue, rewrite } from './scalar.ts';
import { block, inline, styleOf, type Style } from './style.ts';
import { entryAt, hasMerge, isAbsent, isFlow, rangeOf, Tree, Uneditable, type Entry } from './tree.ts';

/**
 * Turns changes of fields into changes of text that touch nothing else: comments, quotes, indentation and line breaks
 * stay as they are.
 */
export class Editor {
  readonly #tree: Tree | undefined;
  readonly #style: Style;
  readonly #offset: number;

  constructor(text: string, chunk: Chunk, composed: Composed) {
    this.#offset = chunk.start;
    this.#tree = composed.isVerbatim ? new Tree(text, chunk, composed.root) : undefined;
    this.#style = styleOf(this.#tree?.source ?? '');
  }

  /** The edits for a change, in offsets of the file; undefined where the text has no place for it, or where it would be seen elsewhere. */
  edits(change: FieldChange): TextEdit[] | undefined {
    const tree = this.#tree;
    if (!tree) return undefined;
    const edits = attempt(() => this.#edits(tree, change));
    return edits?.map(({ start, end, text }) => ({ start: start + this.#offset, end: end + this.#offset, text }));
  }

  #edits(tree: Tree, change: FieldChange): TextEdit[] {
    switch (change.do) {
      case 'set':
        return [this.#set(tree, change.path, change.value, change.first ?? false)];
      case 'remove':
        return [this.#remove(tree, change.path)];
      case 'rename':
        return [this.#rename(tree, change.path, change.key)];
      case 'rewrite':
        return [rewrite(tree, change.path, change.part, change.nth, change.text)];
      case 'add':
        return [this.#add(tree, change.path, change.value, change.after)];
      case 'advance':
        return this.#advance(tree, change.path, change.before);
      case 'move':
        return this.#move(tree, change.path, change.to);
      case 'append':
        return [this.#append(tree, change.value)];
    }
  }

  #set(tree: Tree, path: FieldPath, value: Plain, first: boolean): TextEdit {
    const { entry, node, rest } = tree.reach(path);
    if (!rest.length && entry && !isAbsent(node)) return replaceValue(tree, entry, value);
    const [key, ...below] = rest;
    const nested = below.reduceRight<Plain>((inner, step) => ({ [name(step)]: inner }), value);
    if (isMap(node) && key !== undefined) {
      if (hasMerge(node) && (first || below.length)) throw new Uneditable();
      return this.#insert(tree, node, first ? 0 : node.items.length, name(key), nested);
    }
    if (!entry?.key || !isAbsent(node)) throw new Uneditable();
    return this.#fill(tree, entry, key === undefined ? nested : { [name(key)]: nested });
  }

  /** Gives a value to a key that has none. */
  #fill(tree: Tree, entry: Entry, value: Plain): TextEdit {
    const { key, parent } = entry;
    if (entry.value && (!isScalar(entry.value) || entry.value.anchor || entry.value.tag)) throw new Uneditable();
    if (isFlow(parent)) throw new Uneditable();
    const colon = /^[ \t]*:/.exec(tree.source.slice(rangeOf(key)[1]))?.[0];
    if (colon === undefined) throw new Uneditable();
    const at = rangeOf(key)[1] + colon.length;
    const isNested = value !== null && typeof value === 'object' && Object.keys(value).length > 0;
    if (!isNested) return { start: at, end: at, text: ` ${inline(value)}` };
    const { indent, indentsLists } = this.#style;
    const deeper = margin(tree, parent as YAMLMap) + (Array.isArray(value) && !indentsLists ? 0 : indent);
    const line = tree.lineEnd(at);
    return { start: line, end: line, text: block(value, this.#style).map((text) => `${tree.eol}${' '.repeat(deeper)}${text}`).join('') };
  }

  /** Adds a field before the field of an index, or behind the last one. */
  #insert(tree: Tree, map: YAMLMap, index: number, key: string, value: Plain): TextEdit {
    tree.refuseShared(map);
    if (isFlow(map)) return insertFlow(tree, map, index, key, value);
    const column = margin(tree, map);
    const lines = block({ [key]: value }, this.#style);
    const glue = tree.eol + ' '.repeat(column);
    if (index === 0) {
      const at = keyStart(tree, entryAt(map, 0));
      return { start: at, end: at, text: lines.map((line) => line + glue).join('') };
    }
    const at = endOfLines(tree, entryAt(map, index - 1));
    return { start: at, end: at, text: lines.map((line) => glue + line).join('') };
  }

  #add(tree: Tree, path: FieldPath, value: Plain, after: number | undefined): TextEdit {
    const { entry, node, rest } = tree.reach(path);
    if (rest.length || isAbsent(node)) return this.#set(tree, path, [value], false);
    if (!isSeq(node)) throw new Uneditable();
    tree.refuseShared(node);
    const index = Math.min(after === undefined ? node.items.length : after + 1, node.items.length);
    if (isFlow(node)) return insertFlow(tree, node, index, undefined, value);
    if (!entry || index === 0) throw new Uneditable();
    const before = entryAt(node, index - 1);
    const dash = dashOf(tree, before);
    const column = dash - tree.lineStart(dash);
    const at = endOfLines(tree, before);
    const gap = tree.source.slice(dash + 1, startOf(tree, before)).includes('\n') ? ' ' : tree.source.slice(dash + 1, startOf(tree, before)) || ' ';
    const lines = block(value, this.#style);
    const text = lines.map((line, i) => `${tree.eol}${' '.repeat(column)}${i === 0 ? `-${gap}` : ' '.repeat(1 + gap.length)}${line}`).join('');
    return { start: at, end: at, text };
  }

  #remove(tree: Tree, path: FieldPath): TextEdit {
    const entry = tree.entry(path);
    const { parent, index, key, value } = entry;
    refuseHidden(entry);
    tree.refuseSharedWithin(value);
    // An empty map or list in its place would say something, if only that somebody forgot it.
    if (parent.items.length === 1) {
      if (path.length < 2) throw new Uneditable();
      tree.refuseShared(parent);
      return this.#remove(tree, path.slice(0, -1));
    }
    if (isFlow(parent)) return removeFlow(tree, entry);
    if (!key) {
      const start = tree.lineStart(dashOf(tree, entry));
      return { start, end: tree.nextLine(tree.endOf(entry)), text: '' };
    }
    const at = keyStart(tree, entry);
    const start = tree.lineStart(at);
    if (/^ *$/.test(tree.source.slice(start, at))) return { start, end: tree.nextLine(tree.endOf(entry)), text: '' };
    // The first field of an item: the next one takes its place behind the dash.
    const next = keyStart(tree, entryAt(parent, index + 1));
    refuseComments(tree, tree.nextLine(tree.endOf(entry)), next);
    return { start: at, end: next, text: '' };
  }

  #rename(tree: Tree, path: FieldPath, to: string): TextEdit {
    const entry = tree.entry(path);
    const { parent, key } = entry;
    if (!isScalar(key)) throw new Uneditable();
    refuseHidden(entry);
    tree.refuseShared(parent);
    const [start, end] = [keyStart(tree, entry), rangeOf(key)[1]];
    return { start, end, text: quotedLike(key, to) };
  }

  #move(tree: Tree, path: FieldPath, to: FieldPath): TextEdit[] {
    const entry = tree.entry(path);
    const gone = this.#remove(tree, path);
    // Comments would stay behind, or be lost.
    if (!tree.isJson) refuseComments(tree, gone.start, gone.end);
    return [gone, this.#set(tree, to, plainOf(entry.value), false)];
  }

  #advance(tree: Tree, path: FieldPath, before: number): TextEdit[] {
    const entry = tree.entry(path);
    const { parent } = entry;
    if (!isSeq(parent)) throw new Uneditable();
    tree.refuseShared(parent);
    const target = entryAt(parent, before);
    if (isFlow(parent)) {
      const text = tree.source.slice(startOf(tree, entry), tree.endOf(entry));
      const at = startOf(tree, target);
      return [removeFlow(tree, entry), { start: at, end: at, text: text + separator(tree, parent, before) }];
    }
    const [from, at] = [tree.lineStart(dashOf(tree, entry)), tree.lineStart(dashOf(tree, target))];
    const end = tree.nextLine(tree.endOf(entry));
    const text = tree.source.slice(from, end);
    return [
      { start: from, end, text: '' },
      { start: at, end: at, text: text.endsWith('\n') ? text : text + tree.eol },
    ];
  }

  #append(tree: Tree, value: Plain): TextEdit {
    if (isFlow(tree.root) || !tree.root) throw new Uneditable();
    const { source, eol } = tree;
    const glue = source.endsWith('\n') ? '' : eol;
    return { start: source.length, end: source.length, text: `${glue}---${eol}${block(value, this.#style).map((line) => line + eol).join('')}` };
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Uneditable) return undefined;
    throw error;
  }
}

function name(step: string | number): string {
  if (typeof step === 'number') throw new Uneditable();
  return step;
}

function plainOf(node: Node | null): Plain {
  if (node === null) return null;
  if (isAlias(node)) throw new Uneditable();
  if (isMap(node)) {
    if (hasMerge(node)) throw new Uneditable();
    return Object.fromEntries(node.items.map((pair) => [String(plainOf(pair.key as Node | null)), plainOf(pair.value as Node | null)]));
  }
  if (isSeq(node)) return node.items.map((item) => plainOf(item as Node | null));
  return scalarValue(node as never) as Plain;
}
