import type { Diagnostic, Severity } from '../diagnostic.ts';
import { servicePath, type Reporter } from './context.ts';
import { count, printable } from './terminal.ts';

/** GitHub shows the first ten of a kind that a step prints (https://docs.github.com/en/actions/reference/limits). */
const most = 10;

const commands: readonly (readonly [Severity, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['info', 'notice'],
];

/** Annotations of a workflow run: errors first, and a last one that counts those for which GitHub has no room. */
export const github: Reporter = ({ results }, context) => {
  const kinds = commands.map(([severity, command]) => ({ severity, command, all: results.filter((d) => d.severity === severity) }));
  // The count is a notice, too.
  const room = (severity: Severity) => (severity === 'info' && kinds.some(({ all }) => all.length > most) ? most - 1 : most);
  const shown = kinds.map((kind) => ({ ...kind, shown: kind.all.slice(0, room(kind.severity)) }));
  const left = shown.map((kind) => ({ severity: kind.severity, n: kind.all.length - kind.shown.length })).filter(({ n }) => n > 0);
  const lines = shown.flatMap(({ command, shown: some }) => some.map((d) => annotation(command, d, servicePath(d.file, context))));
  if (left.length) {
    const total = left.reduce((sum, { n }) => sum + n, 0);
    lines.push(`::notice title=headlint::+${total} more: ${left.map(({ severity, n }) => count(n, severity)).join(', ')}. GitHub shows ten annotations of a kind; the formats text and markdown have them all.`);
  }
  return lines.map((line) => `${line}\n`).join('');
};

function annotation(command: string, { rule, line, column, endLine, endColumn, message, help }: Diagnostic, file: string): string {
  const properties = {
    file,
    line,
    endLine,
    // Refused where lines differ; both ends are included.
    ...(line === endLine && { col: column, endColumn: Math.max(column, endColumn - 1) }),
    title: `headlint (${rule})`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command} ${list.join(',')}::${escapeData(`${message} ${help}`)}`;
}

// As https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').split(/\r\n|\r|\n/).map(printable).join('%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
