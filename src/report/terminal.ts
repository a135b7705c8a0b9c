import type { Location, Summary } from '../diagnostic.ts';
import type { ReportContext } from './context.ts';

export type Paint = (style: keyof typeof codes, text: string) => string;

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], blue: [34, 39], cyan: [36, 39], green: [32, 39], underline: [4, 24] } as const;

export type Style = keyof typeof codes;

export function painter(color: boolean): Paint {
  return color ? (style, s) => `\u001b[${codes[style][0]}m${s}\u001b[${codes[style][1]}m` : (_, s) => s;
}

/** The line of a place with a mark below it; nothing where the text is not at hand. */
export function frame({ file, line, column, endLine, endColumn }: Location, { lines, width }: ReportContext, indent: string, paint: Paint, style: Style): string[] {
  const source = lines(file)?.text(line);
  if (source === undefined || source.trim() === '') return [];
  const room = Math.max(20, width - indent.length - 3);
  // A long line is cut around the place in question.
  const from = column - 1 > room - 20 ? Math.max(0, column - 1 - Math.floor(room / 3)) : 0;
  const part = printable(source.slice(from, from + room).replaceAll('\t', ' '));
  const end = from + room < source.length ? part.length - 1 : part.length;
  // Marks where it goes on.
  const shown = `${from ? '…' : ''}${part.slice(from ? 1 : 0, end)}${end < part.length ? '…' : ''}`;
  const to = endLine === line ? endColumn : source.length + 1;
  const length = Math.max(1, Math.min(to - column, room - (column - 1 - from)));
  const number = String(line).padStart(indent.length - 1);
  return [
    `${paint('dim', `${number} │`)} ${shown}`,
    `${paint('dim', `${indent.slice(1)} │`)} ${' '.repeat(column - 1 - from)}${paint(style, '^'.repeat(length))}`,
  ];
}

/** Breaks at spaces alone: a path or a name that is longer than a line stays whole, to be copied or clicked; `lead` stands before the first line and takes `leadWidth` columns. */
export function wrap(message: string, width: number, indent: string, lead = '', leadWidth = 0): string[] {
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

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** What was read, for the end of a report. */
export function extent({ objects, files, skipped, installers }: Summary): string {
  // A packaged chart has none.
  const where = files || !objects ? ` in ${count(files, 'file')}` : '';
  return `${count(objects, 'object')}${where}${skipped.length ? `, ${count(skipped.length, 'document')} skipped` : ''}${installers ? `; ${count(installers, 'object')} ${installers === 1 ? 'installs' : 'install'} more from elsewhere, which is not here` : ''}`;
}

/** What comes from files must not steer the terminal. */
export function printable(raw: string): string {
  return raw.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** The same of a text whose lines are our own. */
export function printableLines(raw: string): string {
  return raw.split('\n').map(printable).join('\n');
}
