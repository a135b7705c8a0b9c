import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import type { Composed } from '../parse/compose.ts';
import { scalarValue } from '../parse/nodes.ts';
import type { Chunk } from '../parse/split.ts';
import type { FieldChange, Plain, TextEdit } from './change.ts';
import { block, flow, inline, isPlainText, json, styleOf, type Style } from './render.ts';
import { entryAt, hasMerge, isAbsent, isBlockScalar, isFlow, isQuoted, rangeOf, Tree, Uneditable, type Entry } from './tree.ts';

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
    if (isFlow(map)) return insertFlow(tree, map, index, (isJson, compact) => (isJson ? `${JSON.stringify(key)}:${compact ? '' : ' '}${json(value, compact)}` : flow({ [key]: value }).slice(1, -1)));
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
    if (isFlow(node)) return insertFlow(tree, node, index, (isJson, compact) => (isJson ? json(value, compact) : flow(value)));
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

function replaceValue(tree: Tree, entry: Entry, value: Plain): TextEdit {
  const { parent, value: node } = entry;
  tree.refuseShared(node);
  const [start, end] = rangeOf(node);
  const isOpen = isMap(node) || isSeq(node);
  if (isBlockScalar(node) || (isOpen && !isFlow(node)) || node!.tag) throw new Uneditable();
  if (isOpen && tree.source.slice(start, end).includes('#')) throw new Uneditable();
  if (isOpen || (value !== null && typeof value === 'object')) return { start, end, text: tree.isJson ? json(value, false) : flow(value) };
  // A text that only seemed to be something else gets quotes.
  if (isScalar(node) && typeof value === 'string' && node.type !== 'PLAIN') return { start, end, text: quotedLike(node, value) };
  return { start, end, text: tree.isJson ? JSON.stringify(value) : isFlow(parent) ? flow(value) : inline(value) };
}

/** A text in the quotes that another one had. */
function quotedLike(node: Node, text: string): string {
  if (isQuoted(node)) return JSON.stringify(text);
  if (isScalar(node) && node.type === 'QUOTE_SINGLE' && !/[\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return inline(text);
}

function rewrite(tree: Tree, path: FieldPath, part: string, nth: number, text: string): TextEdit {
  const { value: node } = tree.entry(path);
  tree.refuseShared(node);
  if (!isScalar(node) || !part || node.tag) throw new Uneditable();
  const [start, end] = rangeOf(node);
  const written = tree.source.slice(start, end);
  const places = occurrences(written, part);
  // Where escapes or folded lines hide some of them, nobody knows which is which.
  if (places.length !== occurrences(String(scalarValue(node)), part).length || places[nth] === undefined || !/^[\w.$(){}:/@-]+$/.test(text)) throw new Uneditable();
  const at = places[nth];
  const changed = written.slice(0, at) + text + written.slice(at + part.length);
  if (node.type === 'PLAIN' && !/\n/.test(changed) && !isPlainText(changed) && isPlainText(written)) throw new Uneditable();
  return { start: start + at, end: start + at + part.length, text };
}

function occurrences(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** Where the line ends on which an entry ends: there the next one may follow. */
function endOfLines(tree: Tree, entry: Entry): number {
  const end = tree.endOf(entry);
  const at = tree.lineEnd(end);
  // Behind a text without its last line break, a line break would become part of it.
  if (at === tree.source.length && at > 0 && endsInBlock(entry.value)) throw new Uneditable();
  return at;
}

function endsInBlock(node: Node | null): boolean {
  if (isMap(node)) return endsInBlock((node.items.at(-1)?.value as Node | null | undefined) ?? null);
  if (isSeq(node)) return endsInBlock((node.items.at(-1) as Node | null | undefined) ?? null);
  return isBlockScalar(node);
}

/** Without a field, one of the same name that is merged or stands before it would count. */
function refuseHidden({ parent, key, index }: Entry): void {
  if (!isMap(parent)) return;
  const name = isScalar(key) ? key.value : undefined;
  if (hasMerge(parent) || parent.items.some((pair, i) => i !== index && isScalar(pair.key) && pair.key.value === name)) throw new Uneditable();
}

function keyStart(tree: Tree, { key }: Entry): number {
  if (!key || isAlias(key) || key.anchor || key.tag) throw new Uneditable();
  const [start] = rangeOf(key);
  if (tree.source[tree.lastBefore(start)] === '?') throw new Uneditable();
  return start;
}

function startOf(tree: Tree, entry: Entry): number {
  if (entry.key) return keyStart(tree, entry);
  const { value } = entry;
  if (value && !isAlias(value) && (value.anchor || value.tag)) throw new Uneditable();
  return rangeOf(value)[0];
}

/** The column of a block map's keys. */
function margin(tree: Tree, map: YAMLMap): number {
  for (let index = 0; index < map.items.length; index += 1) {
    const at = keyStart(tree, entryAt(map, index));
    const start = tree.lineStart(at);
    if (/^ *(?:- +)*$/.test(tree.source.slice(start, at))) return at - start;
  }
  throw new Uneditable();
}

/** The dash before an item of a block list, where it is the first on its line. */
function dashOf(tree: Tree, entry: Entry): number {
  const dash = tree.lastBefore(startOf(tree, entry));
  const start = tree.lineStart(dash);
  if (tree.source[dash] !== '-' || !/^ *$/.test(tree.source.slice(start, dash))) throw new Uneditable();
  return dash;
}

function insertFlow(tree: Tree, parent: YAMLMap | YAMLSeq, index: number, entry: (isJson: boolean, compact: boolean) => string): TextEdit {
  const [start, end] = rangeOf(parent);
  const compact = tree.isJson && !/[:,]\s/.test(tree.source.slice(0, 2000));
  const text = entry(tree.isJson || (parent.items.length > 0 && isQuoted(entryAt(parent, 0).key)), compact);
  if (!parent.items.length) {
    if (!/^.\s*.$/.test(tree.source.slice(start, end))) throw new Uneditable();
    return { start, end, text: `${tree.source[start]}${text}${tree.source[end - 1]}` };
  }
  if (index === 0) {
    const at = startOf(tree, entryAt(parent, 0));
    return { start: at, end: at, text: text + separator(tree, parent, 0) };
  }
  const at = tree.endOf(entryAt(parent, index - 1));
  return { start: at, end: at, text: separator(tree, parent, index - 1) + text };
}

/** The comma and the white space between an entry of a flow collection and another one. */
function separator(tree: Tree, parent: YAMLMap | YAMLSeq, index: number): string {
  const at = startOf(tree, entryAt(parent, index));
  const line = tree.source.lastIndexOf('\n', at - 1) + 1;
  const before = tree.source.slice(line, at);
  if (line > 0 && /^[ \t]*$/.test(before)) return `,${tree.eol}${before}`;
  return tree.isJson && !/[:,]\s/.test(tree.source.slice(0, 2000)) ? ',' : ', ';
}

function removeFlow(tree: Tree, entry: Entry): TextEdit {
  const { parent, index } = entry;
  const isLast = index === parent.items.length - 1;
  const start = isLast ? tree.endOf(entryAt(parent, index - 1)) : startOf(tree, entry);
  const end = isLast ? tree.endOf(entry) : startOf(tree, entryAt(parent, index + 1));
  if (!tree.isJson) refuseComments(tree, start, end);
  return { start, end, text: '' };
}

function refuseComments(tree: Tree, start: number, end: number): void {
  if (/(?:^|\s)#/.test(tree.source.slice(start, end))) throw new Uneditable();
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
