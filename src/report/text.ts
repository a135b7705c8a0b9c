import type { Diagnostic, LintResult, Severity } from '../diagnostic.ts';
import type { ReportContext, Reporter } from './context.ts';
import { count, extent, frame, painter, printable, wrap, type Paint, type Style } from './terminal.ts';

const colors: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** For people: grouped by file, with the line in question, wrapped to the terminal. */
export const text: Reporter = (result, context) => {
  const paint = painter(context.color);
  const out: string[] = [];
  let file: string | undefined;
  for (const diagnostic of result.results) {
    if (diagnostic.file !== file) {
      file = diagnostic.file;
      out.push(paint('underline', printable(file)), '');
    }
    out.push(...block(diagnostic, context, paint), '');
  }
  out.push(...skips(result, context, paint), summary(result, paint), ...fixes(result, context, paint));
  return `${out.join('\n')}\n`;
};

function block(diagnostic: Diagnostic, context: ReportContext, paint: Paint): string[] {
  const { line, column, severity, rule, object, path, message, related, help } = diagnostic;
  const position = `${line}:${column}`;
  const indent = ' '.repeat(Math.max(6, String(line).length + 3));
  const subject = object ? `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}${path ? `  ${path}` : ''}` : '';
  const fits = `  ${position}  ${severity}  ${rule}  ${subject}`.length <= context.width;
  return [
    `  ${paint('bold', position)}  ${paint(colors[severity], severity)}  ${paint('dim', rule)}${subject && fits ? `  ${printable(subject)}` : ''}`,
    ...(subject && !fits ? wrap(subject.replace('  ', ' '), context.width, '  ') : []),
    ...wrap(message, context.width, '  '),
    ...frame(diagnostic, context, indent, paint, colors[severity]),
    ...related.flatMap((r) => wrap(`${r.file === diagnostic.file ? '' : `${r.file}:`}${r.line}:${r.column} ${r.message}`, context.width, '  ', paint('cyan', '↳ '), 2)),
    ...wrap(help, context.width, '  ', paint('green', '→ '), 2),
  ];
}

function skips({ summary: { skipped } }: LintResult, { width }: ReportContext, paint: Paint): string[] {
  if (!skipped.length) return [];
  const shown = skipped.slice(0, 5).flatMap(({ file, line, reason }) => wrap(`skipped ${file}:${line}: ${reason}`, width, '  ').map((row) => paint('dim', row)));
  if (skipped.length > 5) shown.push(paint('dim', `  … and ${skipped.length - 5} more`));
  return [...shown, ''];
}

function summary({ suppressed, summary }: LintResult, paint: Paint): string {
  const { errors, warnings, infos } = summary;
  const counts = [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'info')];
  const style = errors ? 'red' : warnings ? 'yellow' : 'green';
  return `${paint(style, errors + warnings + infos ? counts.join(', ') : 'No findings')} in ${extent(summary)}${suppressed.length ? `; ${suppressed.length} suppressed` : ''}.`;
}

/** What --fix could do. */
function fixes({ results }: LintResult, { hasFix, width }: ReportContext, paint: Paint): string[] {
  if (!hasFix) return [];
  const safe = results.filter(({ fix }) => fix?.safety === 'safe').length;
  const unsafe = results.filter(({ fix }) => fix?.safety === 'unsafe').length;
  const parts = [...(safe ? [`${safe} with --fix`] : []), ...(unsafe ? [`${unsafe}${safe ? ' more' : ''} with --fix --unsafe-fixes`] : [])];
  return parts.length ? wrap(`Can be mended: ${parts.join(', ')}.`, width, '').map((line) => paint('dim', line)) : [];
}
