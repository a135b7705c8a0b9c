import type { Reporter } from './context.ts';

/** One finding a line: `path:line:col: severity message [rule]`, for editors, grep and problem matchers. */
export const compact: Reporter = ({ results }) =>
  results.map(({ file, line, column, severity, message, rule }) => `${oneLine(`${file}:${line}:${column}: ${severity} ${message}`)} [${rule}]\n`).join('');

/** What a line of it is, for programs that read it line by line. */
export const compactLine = /(.+?):(\d+):(\d+): (error|warning|info) (.+) \[([a-z\d-]+)\]/;

/** Names come from the input, and a line has to stay a line. */
function oneLine(raw: string): string {
  return raw.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
