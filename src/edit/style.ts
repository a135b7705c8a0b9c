import { Document, isCollection, isScalar, visit } from 'yaml';
import { resolvePlain } from '../parse/scalar.ts';
import type { Plain } from './change.ts';

/** How a document is written. */
export interface Style {
  readonly indent: number;
  /** False where the dash of a list's item stands below the first letter of the list's key. */
  readonly indentsLists: boolean;
}

/** As the first nested map and the first list have it. */
export function styleOf(source: string): Style {
  const indent = /^[^\s#-][^\n]*:[ \t]*\r?\n( +)[^\s#-]/m.exec(source)?.[1]!.length;
  const list = /^( *)[^\s#-][^\n]*:[ \t]*\r?\n( *)- /m.exec(source);
  return { indent: Math.min(indent ?? 2, 8), indentsLists: list ? list[2]!.length > list[1]!.length : true };
}

/** The lines of a value in block style. What YAML 1.1 or 1.2 would take for something else than a text is quoted. */
export function block(value: Plain, { indent, indentsLists }: Style): string[] {
  return documentOf(value, false).toString({ indent, indentSeq: indentsLists, lineWidth: 0 }).trimEnd().split('\n');
}

/** A value on one line, as it may stand in a flow map or list. */
export function flow(value: Plain): string {
  const list = documentOf([value], true).toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
  return list.slice(1, -1);
}

/** A value on one line behind a key in block style: a scalar, or an empty or a flow collection. */
export function inline(value: Plain): string {
  return value !== null && typeof value === 'object' ? flow(value) : block(value, { indent: 2, indentsLists: true }).join('\n');
}

/** JSON on one line, `, ` and `: ` between things unless it is `compact`. */
export function json(value: Plain, compact: boolean): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const [comma, colon] = compact ? [',', ':'] : [', ', ': '];
  if (Array.isArray(value)) return `[${value.map((item: Plain) => json(item, compact)).join(comma)}]`;
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}${colon}${json(item as Plain, compact)}`).join(comma)}}`;
}

/** True where a text means itself without quotes, in a block and in a flow collection alike. */
export function isPlainText(text: string): boolean {
  const [only] = block(text, { indent: 2, indentsLists: true });
  return only === text && flow(text) === text;
}

function documentOf(value: Plain, isFlow: boolean): Document {
  const document = new Document(value, { schema: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, (_, node) => {
    if (isCollection(node) && isFlow) node.flow = true;
    if (isScalar(node) && typeof node.value === 'string' && (typeof resolvePlain(node.value) !== 'string' || node.value.includes('\n'))) node.type = 'QUOTE_DOUBLE';
  });
  return document;
}
