import type { Diagnostic, Location, RelatedLocation } from '../diagnostic.ts';
import { version } from '../version.ts';
import type { Reporter } from './context.ts';
import { jsonDocument } from './document.ts';

/** The contract of schemas/report.schema.json. */
export const json: Reporter = ({ results, summary }) =>
  jsonDocument({ version: 1, tool: { name: 'headlint', version }, results: results.map(finding), summary });

function finding(diagnostic: Diagnostic): object {
  const { rule, severity, message, related, help, url, fix, builds } = diagnostic;
  return { rule, severity, message, ...place(diagnostic), related: related.map((r: RelatedLocation) => ({ message: r.message, ...place(r) })), help, url, ...(fix && { fix }), ...(builds && { builds }) };
}

function place({ file, line, column, endLine, endColumn, object, path }: Location): object {
  return { file, line, column, endLine, endColumn, ...(object && { object }), ...(path !== undefined && { path }) };
}
