import type { ZoneRecord } from '../dns/record.ts';
import type { Resolution } from '../dns/resolve.ts';
import type { Step } from '../dns/step.ts';
import type { ReportContext } from './context.ts';
import { fold, groupBy } from './fold.ts';
import { frame, painter, printable, wrap, type Paint } from './terminal.ts';

/** Turns the way of a name into text. */
export type ResolutionReporter = (resolution: Resolution, context: ReportContext) => string;

const marks = { done: ['✓ ', 'green'], failed: ['✗ ', 'red'], note: ['! ', 'yellow'] } as const;

/** For a person who has no time: what comes back first, then how, or the first step that fails. */
const text: ResolutionReporter = (resolution, context) => {
  const { name, resolves, steps } = resolution;
  const paint = painter(context.color);
  const verdict = resolves ? paint('green', 'resolves') : paint('red', 'does not resolve');
  const out = [`${paint('bold', printable(name))} ${verdict}${from(resolution)}`, ...answers(resolution), ''];
  out.push(...tries(resolution, context.width, paint));
  for (const step of steps) out.push(...block(step, context, paint));
  return `${out.join('\n').trimEnd()}\n`;
};

function from({ from: { namespace, workload, pod }, type }: Resolution): string {
  const who = pod ? `Pod ${namespace}/${pod}` : workload ? `${workload} in namespace ${namespace}` : `a Pod in namespace ${namespace}`;
  return printable(`${type === 'SRV' ? ' (SRV)' : ''} for ${who}`);
}

function answers({ records, leadsTo }: Resolution): string[] {
  const rows: string[] = [];
  for (const [type, same] of groupBy(records, (record) => record.type)) {
    for (const to of fold(same.map(destination))) rows.push(printable(`  ${type.padEnd(5)} ${to}`));
  }
  const shown = rows.length > 12 ? [...rows.slice(0, 10), `  … and ${rows.length - 10} more`] : rows;
  return leadsTo === undefined ? shown : [...shown, '        whose address comes from outside of the cluster'];
}

function destination({ type, target, port, pod, address }: ZoneRecord): string {
  if (type === 'SRV') return `port ${port} of ${target}`;
  if (type === 'CNAME') return target!;
  return pod === undefined ? (address ?? 'the cluster IP of the Service') : `address of Pod ${pod}`;
}

function tries({ tried, resolver }: Resolution, room: number, paint: Paint): string[] {
  const codes = { found: 'found', NODATA: 'no such record', NXDOMAIN: 'no such name', elsewhere: 'not of the cluster' } as const;
  // Names of one width are easier to read; very long ones would push what was said of them out of sight.
  const width = Math.min(room - 24, tried.reduce((most, { name }) => Math.max(most, name.length), 0));
  if (!tried.length) return [];
  const rows = tried.map(({ name, code }) => paint(code === 'found' ? 'green' : 'dim', printable(`    ${name.padEnd(width)}  ${codes[code]}`)));
  return [paint('dim', `  asked in this order (ndots ${resolver.ndots})`), ...rows, ''];
}

function block({ state, message, help, at }: Step, context: ReportContext, paint: Paint): string[] {
  const [mark, style] = marks[state];
  const where = at ? ` (${at.file}:${at.line})` : '';
  const rows = wrap(`${message}${state === 'failed' ? '' : where}`, context.width, '  ', paint(style, mark), 2);
  if (state === 'failed' && at) {
    const indent = ' '.repeat(Math.max(6, String(at.line).length + 3));
    rows.push(`    ${paint('dim', printable(`${at.file}:${at.line}:${at.column}`))}`, ...frame(at, context, indent, paint, 'red'));
  }
  return help ? [...rows, ...wrap(help, context.width, '  ', paint('green', '→ '), 2)] : rows;
}

/** The contract of schemas/resolve.schema.json. */
const json: ResolutionReporter = ({ name, type, from, resolver, resolves, tried, records, leadsTo, steps }) => {
  const said = steps.map(({ state, message, help, at }) => ({
    state,
    message,
    ...(help !== undefined && { help }),
    ...(at && { file: at.file, line: at.line, column: at.column, ...(at.object && { object: at.object }), ...(at.path && { path: at.path }) }),
  }));
  return `${JSON.stringify({ version: 1, name, type, from, resolver, resolves, tried, records, ...(leadsTo !== undefined && { leadsTo }), steps: said }, undefined, 2)}\n`;
};

/** Every format of that, by name. */
export const resolutionReporters: Readonly<Record<string, ResolutionReporter>> = { text, json };
