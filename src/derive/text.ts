import { isMap, isScalar, isSeq, visit, type Scalar } from 'yaml';
import { documentOf, textOf } from '../generate/emit.ts';
import type { Spec } from '../generate/spec.ts';
import { specSchemaUrl } from '../version.ts';

/** Fields that are merged over what is generated. */
const patches = ['container', 'podSpec', 'overrides'];

/** A spec as people write it: what is short on one line. `from` is said in a comment. */
export function specText(spec: Spec, from?: string): string {
  const doc = documentOf(spec);
  visit(doc, {
    Collection(_, node, path) {
      if (!(isMap(node) || isSeq(node)) || path.length < 3) return undefined;
      const text = JSON.stringify(node);
      if (text.length >= 90 || text.includes('\\n')) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  if (from === undefined) return textOf(doc);
  const first = isMap(doc.contents) ? doc.contents.items.find(({ key }) => isScalar(key) && patches.includes(String(key.value))) : undefined;
  if (first) (first.key as Scalar).commentBefore = ' What the spec has no field for, or what headlint would do otherwise. Take away what is not wanted.';
  return `# yaml-language-server: $schema=${specSchemaUrl}\n# Derived from ${from.replace(/[\p{C}\u2028\u2029]+/gu, ' ')}.\n${textOf(doc, { flowCollectionPadding: false })}`;
}
