import type { Diagnostic, Fix, Location, Severity } from '../diagnostic.ts';
import type { Lines } from '../parse/text.ts';
import { docsRoot } from '../version.ts';
import type { ReportContext, Reporter } from './context.ts';
import { jsonDocument } from './document.ts';
import { utf8Length } from './utf8.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };

/** The Reviewdog Diagnostic Format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf), whose columns count bytes of UTF-8. */
export const rdjson: Reporter = ({ results }, context) =>
  jsonDocument({ source: { name: 'headlint', url: docsRoot }, diagnostics: results.map((d) => finding(d, context)) });

function finding(diagnostic: Diagnostic, { lines }: ReportContext): object {
  const { rule, severity, message, help, url, related, fix } = diagnostic;
  const text = lines(diagnostic.file);
  const suggestion = fix && text && merge(fix, diagnostic.file, text);
  return {
    message: `${message} ${help}`,
    location: place(diagnostic, text),
    severity: severities[severity],
    code: { value: rule, url },
    ...(suggestion && { suggestions: [suggestion] }),
    ...(related.length && { relatedLocations: related.map((r) => ({ message: r.message, location: place(r, lines(r.file)) })) }),
  };
}

function place({ file, line, endLine, start, end }: Location, lines: Lines | undefined): object {
  return { path: file, range: lines ? range(start, end, lines) : { start: { line }, end: { line: endLine } } };
}

function range(start: number, end: number, lines: Lines): object {
  return { start: position(start, lines), end: position(end, lines) };
}

function position(offset: number, lines: Lines): object {
  return { line: lines.position(offset).line, column: utf8Length(lines.before(offset)) + 1 };
}

/** Its edits as one, for suggestions are taken one by one. None where it changes other files, too. */
function merge({ edits }: Fix, file: string, lines: Lines): object | undefined {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.some((edit) => edit.file !== file)) return undefined;
  let text = '';
  let at = first.start;
  for (const edit of sorted) {
    text += lines.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return { range: range(first.start, last.end, lines), text };
}
