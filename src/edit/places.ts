import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { entryAt, hasMerge, isBlockScalar, rangeOf, Uneditable, type Entry, type Tree } from './tree.ts';

export function keyStart(tree: Tree, { key }: Entry): number {
  if (!key || isAlias(key) || key.anchor || key.tag) throw new Uneditable();
  const [start] = rangeOf(key);
  if (tree.source[tree.lastBefore(start)] === '?') throw new Uneditable();
  return start;
}

export function startOf(tree: Tree, entry: Entry): number {
  if (entry.key) return keyStart(tree, entry);
  const { value } = entry;
  if (value && !isAlias(value) && (value.anchor || value.tag)) throw new Uneditable();
  return rangeOf(value)[0];
}

/** The column of a block map's keys. */
export function margin(tree: Tree, map: YAMLMap): number {
  for (let index = 0; index < map.items.length; index += 1) {
    const at = keyStart(tree, entryAt(map, index));
    const start = tree.lineStart(at);
    if (/^ *(?:- +)*$/.test(tree.source.slice(start, at))) return at - start;
  }
  throw new Uneditable();
}

/** The dash before an item of a block list, where it is the first on its line. */
export function dashOf(tree: Tree, entry: Entry): number {
  const dash = tree.lastBefore(startOf(tree, entry));
  const start = tree.lineStart(dash);
  if (tree.source[dash] !== '-' || !/^ *$/.test(tree.source.slice(start, dash))) throw new Uneditable();
  return dash;
}

/** Where the line ends on which an entry ends: there the next one may follow. */
export function endOfLines(tree: Tree, entry: Entry): number {
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
export function refuseHidden({ parent, key, index }: Entry): void {
  if (!isMap(parent)) return;
  const name = isScalar(key) ? key.value : undefined;
  if (hasMerge(parent) || parent.items.some((pair, i) => i !== index && isScalar(pair.key) && pair.key.value === name)) throw new Uneditable();
}

export function refuseComments(tree: Tree, start: number, end: number): void {
  if (/(?:^|\s)#/.test(tree.source.slice(start, end))) throw new Uneditable();
}
