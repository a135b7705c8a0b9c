import type { Diagnostic, LintResult, Severity } from '../diagnostic.ts';
import type { ReportContext, Reporter } from './context.ts';

type Paint = (style: keyof typeof codes, text: string) => string;

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], blue: [34, 39], cyan: [36, 39], green: [32, 39], underline: [4, 24] } as const;
const colors: Readonly<Record<Severity, keyof typeof codes>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** For people: grouped by file, with the line in question, wrapped to the terminal. */
export const text: Reporter = (result, context) => {
  const paint: Paint = context.color ? (style, s) => `\u001b[${codes[style][0]}m${s}\u001b[${codes[style][1]}m` : (_, s) => s;
  const out: string[] = [];
  let file: string | undefined;
  for (const diagnostic of result.results) {
    if (diagnostic.file !== file) {
      file = diagnostic.file;
      out.push(paint('underline', printable(file)), '');
    }
    out.push(...block(diagnostic, context, paint), '');
  }
  out.push(...skips(result, paint), summary(result, paint));
  return `${out.join('\n')}\n`;
};

function block(diagnostic: Diagnostic, context: ReportContext, paint: Paint): string[] {
  const { line, column, severity, rule, object, path, message, related, help } = diagnostic;
  const position = `${line}:${column}`;
  const indent = ' '.repeat(Math.max(6, String(line).length + 3));
  const subject = object ? `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}${path ? `  ${path}` : ''}` : '';
  return [
    `  ${paint('bold', position)}  ${paint(colors[severity], severity)}  ${paint('dim', rule)}${subject ? `  ${printable(subject)}` : ''}`,
    ...wrap(message, context.width, '  '),
    ...frame(diagnostic, context, indent, paint),
    ...related.flatMap((r) => wrap(`${r.file === diagnostic.file ? '' : `${r.file}:`}${r.line}:${r.column} ${r.message}`, context.width, '  ', paint('cyan', '↳ '), 2)),
    ...wrap(help, context.width, '  ', paint('green', '→ '), 2),
  ];
}

function frame({ file, line, column, endLine, endColumn, severity }: Diagnostic, { lines, width }: ReportContext, indent: string, paint: Paint): string[] {
  const source = lines(file)?.text(line);
  if (source === undefined || source.trim() === '') return [];
  const room = Math.max(20, width - indent.length - 3);
  // A long line is cut around the place in question.
  const from = column - 1 > room - 20 ? Math.max(0, column - 1 - Math.floor(room / 3)) : 0;
  const shown = printable(source.slice(from, from + room).replaceAll('\t', ' '));
  const end = endLine === line ? endColumn : source.length + 1;
  const length = Math.max(1, Math.min(end - column, room - (column - 1 - from)));
  const number = String(line).padStart(indent.length - 1);
  return [
    `${paint('dim', `${number} │`)} ${shown}`,
    `${paint('dim', `${indent.slice(1)} │`)} ${' '.repeat(column - 1 - from)}${paint(colors[severity], '^'.repeat(length))}`,
  ];
}

/** Breaks at spaces; `lead` stands before the first line and takes `leadWidth` columns. */
function wrap(message: string, width: number, indent: string, lead = '', leadWidth = 0): string[] {
  const room = Math.max(30, width - indent.length - leadWidth);
  const rows: string[] = [];
  let row = '';
  for (const word of printable(message).split(' ')) {
    if (row && row.length + 1 + word.length > room) {
      rows.push(row);
      row = word;
    } else row = row ? `${row} ${word}` : word;
  }
  rows.push(row);
  return rows.map((r, i) => `${indent}${i ? ' '.repeat(leadWidth) : lead}${r}`);
}

function skips({ summary: { skipped } }: LintResult, paint: Paint): string[] {
  if (!skipped.length) return [];
  const shown = skipped.slice(0, 5).map(({ file, line, reason }) => paint('dim', `  skipped ${printable(file)}:${line}: ${printable(reason)}`));
  if (skipped.length > shown.length) shown.push(paint('dim', `  … and ${skipped.length - shown.length} more`));
  return [...shown, ''];
}

function summary({ summary: { files, objects, errors, warnings, infos, skipped } }: LintResult, paint: Paint): string {
  const counts = [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'info')];
  const where = `${count(objects, 'object')} in ${count(files, 'file')}${skipped.length ? `, ${count(skipped.length, 'document')} skipped` : ''}`;
  const style = errors ? 'red' : warnings ? 'yellow' : 'green';
  return `${paint(style, errors + warnings + infos ? counts.join(', ') : 'No findings')} in ${where}.`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** What comes from files must not steer the terminal. */
function printable(raw: string): string {
  return raw.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
