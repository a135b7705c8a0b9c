import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { scalarValue } from '../parse/nodes.ts';
import type { Plain, TextEdit } from './change.ts';
import { flow, inline, isPlainText, json } from './style.ts';
import { isBlockScalar, isFlow, isQuoted, rangeOf, Uneditable, type Entry, type Tree } from './tree.ts';

export function replaceValue(tree: Tree, entry: Entry, value: Plain): TextEdit {
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

export function rewrite(tree: Tree, path: FieldPath, part: string, nth: number, text: string): TextEdit {
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

/** A text in the quotes that another one had. */
export function quotedLike(node: Node, text: string): string {
  if (isQuoted(node)) return JSON.stringify(text);
  if (isScalar(node) && node.type === 'QUOTE_SINGLE' && !/[\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return inline(text);
}

function occurrences(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}
