import { Document, isCollection, isMap, isSeq, Scalar, visit, type Node, type ToStringOptions } from 'yaml';
import type { FieldPath } from '../diagnostic.ts';
import { resolvePlain } from '../parse/scalar.ts';
import type { Trace } from './traced.ts';

/** Characters that YAML readers take for line breaks, drop or refuse, and that a quoted string can have escaped. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const unsafeEach = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A first line without text, or another of spaces only: readers differ on how far a block with such is indented. */
const blank = /(?<![^])\n|^[ \t]+$/m;

/** An object as YAML that YAML 1.1 and 1.2 read alike. `why` goes above the fields that it is about. */
export function emit(object: unknown, traces: readonly Trace[], comments: boolean): string {
  const doc = documentOf(object);
  if (comments) for (const { path, why } of traces) if (why !== undefined) explain(doc.contents, path, why);
  return textOf(doc);
}

/** A document in which every text is quoted that some reader takes for anything else. */
export function documentOf(object: unknown): Document {
  const doc = new Document(object, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(doc, {
    Scalar(key, node) {
      if (typeof node.value !== 'string') return;
      const hasLines = node.value.includes('\n');
      // The library knows what YAML 1.1 misreads, but not all that Go does: -_0 is a number there.
      const isOther = typeof resolvePlain(node.value) !== 'string';
      if (isOther || unsafe.test(node.value) || (hasLines && (key === 'key' || blank.test(node.value)))) node.type = Scalar.QUOTE_DOUBLE;
      else if (hasLines) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  return doc;
}

export function textOf(doc: Document, options: ToStringOptions = {}): string {
  // What is escaped here stands in double quotes; comments have none of it.
  return doc.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, ...options }).replace(unsafeEach, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function explain(root: Node | null, path: FieldPath, why: string): void {
  let at: unknown = root;
  let target: Node | undefined;
  for (const step of path) {
    if (isMap(at)) {
      const pair = at.items.find(({ key }) => (key as Scalar).value === step);
      target = pair?.key as Scalar | undefined;
      at = pair?.value;
    } else if (isSeq(at)) {
      at = at.items[step as number];
      target = at as Node | undefined;
    } else return;
  }
  if (!target) return;
  // A comment of a list would be taken for one of its first item.
  if (isCollection(target) && target.items.length === 0) return;
  target.commentBefore = ` ${why}`;
}
