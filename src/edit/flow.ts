import type { YAMLMap, YAMLSeq } from 'yaml';
import type { Plain, TextEdit } from './change.ts';
import { refuseComments, startOf } from './places.ts';
import { flow, json } from './style.ts';
import { entryAt, isQuoted, rangeOf, Uneditable, type Entry, type Tree } from './tree.ts';

/** Adds an item, or a field where there is a `key`, before the entry of an index, or behind the last one. */
export function insertFlow(tree: Tree, parent: YAMLMap | YAMLSeq, index: number, key: string | undefined, value: Plain): TextEdit {
  const [start, end] = rangeOf(parent);
  const text = entryText(tree, parent, key, value);
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

function entryText(tree: Tree, parent: YAMLMap | YAMLSeq, key: string | undefined, value: Plain): string {
  const isJson = tree.isJson || (parent.items.length > 0 && isQuoted(entryAt(parent, 0).key));
  if (key === undefined) return isJson ? json(value, tree.isCompact) : flow(value);
  return isJson ? `${JSON.stringify(key)}:${tree.isCompact ? '' : ' '}${json(value, tree.isCompact)}` : flow({ [key]: value }).slice(1, -1);
}

export function removeFlow(tree: Tree, entry: Entry): TextEdit {
  const { parent, index } = entry;
  const isLast = index === parent.items.length - 1;
  const start = isLast ? tree.endOf(entryAt(parent, index - 1)) : startOf(tree, entry);
  const end = isLast ? tree.endOf(entry) : startOf(tree, entryAt(parent, index + 1));
  if (!tree.isJson) refuseComments(tree, start, end);
  return { start, end, text: '' };
}

/** The comma and the white space between an entry of a flow collection and another one. */
export function separator(tree: Tree, parent: YAMLMap | YAMLSeq, index: number): string {
  const at = startOf(tree, entryAt(parent, index));
  const line = tree.source.lastIndexOf('\n', at - 1) + 1;
  const before = tree.source.slice(line, at);
  if (line > 0 && /^[ \t]*$/.test(before)) return `,${tree.eol}${before}`;
  return tree.isCompact ? ',' : ', ';
}
