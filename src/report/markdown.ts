import type { Diagnostic, LintResult } from '../diagnostic.ts';
import { servicePath, type Reporter } from './context.ts';
import { count, extent, printable } from './terminal.ts';
import { utf8Length } from './utf8.ts';

/** A job summary of GitHub holds 1 MiB a step, and what is longer is not shown at all. */
const most = 1_000_000;

/** A table for job summaries, wikis and comments (GitHub's flavour of Markdown). */
export const markdown: Reporter = (result, context) => {
  const { results } = result;
  const out = [`### headlint: ${summary(result)}`, ''];
  let size = utf8Length(out[0]!);
  const rows: string[] = [];
  for (const diagnostic of results) {
    const line = row(diagnostic, servicePath(diagnostic.file, context));
    size += utf8Length(line) + 1;
    if (size > most) break;
    rows.push(line);
  }
  if (rows.length) out.push('| severity | where | what | rule |', '| --- | --- | --- | --- |', ...rows, '');
  if (rows.length < results.length) out.push(`… and ${results.length - rows.length} more.`, '');
  return out.join('\n');
};

function summary({ summary }: LintResult): string {
  const { errors, warnings, infos } = summary;
  const counts = errors + warnings + infos ? [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'info')].join(', ') : 'no findings';
  return `${counts} in ${extent(summary)}`;
}

function row({ severity, line, column, message, help, rule, url, object }: Diagnostic, file: string): string {
  const subject = object ? `<br>${plain(`${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`)}` : '';
  return `| ${severity} | ${plain(`${file}:${line}:${column}`)}${subject} | ${plain(message)}<br>→ ${plain(help)} | [${rule}](${url}) |`;
}

/** Text that no Markdown and no HTML is read from. */
function plain(text: string): string {
  return printable(text.trim().replace(/\s+/g, ' ')).replace(/[!-/:-@[-`{-~]/g, (c) => (c === '<' ? '&lt;' : c === '&' ? '&amp;' : marks.has(c) ? `\\${c}` : c));
}

const marks = new Set('\\`*_[]|~$'.split(''));
