import type { ZoneRecord } from '../dns/record.ts';
import type { Zone } from '../dns/zone.ts';
import type { ServiceSummary } from '../dns/summary.ts';
import { fold, groupBy, splitOrdinal } from './fold.ts';
import { count, painter, printable, wrap, type Paint } from './terminal.ts';
import type { ZoneReporter } from './zone.ts';

/** No name needs more lines than this. */
const most = 10;

const columns = ['SERVICE', 'TYPE', 'CLUSTER-IP', 'PORTS'] as const;

/** For people: Services as `kubectl get services` shows them, below each its names and where they lead. */
export const table: ZoneReporter = (zone, { color, width }) => {
  const paint = painter(color);
  const rows = zone.services.map((service) => [`${service.namespace}/${service.name}`, service.type, service.clusterIP, service.ports].map(printable));
  const widths = columns.map((title, i) => rows.reduce((most, row) => Math.max(most, row[i]!.length), title.length));
  const line = (cells: readonly string[]) => cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ');
  const records = groupBy(zone.records, ({ service }) => `${service.namespace}/${service.name}`);
  const out = rows.length ? [paint('dim', line(columns)), ''] : [];
  for (const [i, service] of zone.services.entries()) {
    out.push(paint('bold', line(rows[i]!)), ...names(service, records.get(`${service.namespace}/${service.name}`) ?? [], width, paint), '');
  }
  out.push(...notes(zone, width, paint));
  out.push(`${count(zone.records.length, 'record')} of ${count(zone.services.length, 'Service')} in ${printable(zone.clusterDomain)}; --format json and zone have them all.`);
  return `${out.join('\n')}\n`;
};

interface Row {
  readonly type: string;
  readonly to: readonly string[];
}

/** One name, or several that differ by the ordinal of the Pod alone. */
interface Entry {
  name: string;
  readonly shape: string;
  readonly first: number;
  last: number;
  readonly rows: readonly Row[];
}

function names(service: ServiceSummary, all: readonly ZoneRecord[], width: number, paint: Paint): string[] {
  const shown = all.filter((record) => isShown(record, service));
  if (!shown.length) return [paint('yellow', '  no names')];
  const entries: Entry[] = [];
  for (const [name, records] of groupBy(shown, (record) => record.name)) addEntry(entries, name, rowsOf(records));
  return entries.flatMap(({ name, first, last, rows }) => {
    const each = last > first ? ', each to its own' : '';
    return [`  ${printable(name)}`, ...rows.flatMap(({ type, to }) => destinations(to, width).map((text, i) => `      ${paint('dim', (i ? '' : type).padEnd(5))} ${printable(text)}${each}`))];
  });
}

/** On a line of their own each where one is too short for all, and the first of very many. */
function destinations(all: readonly string[], width: number): string[] {
  const line = all.join(', ');
  if (line.length <= width - 30) return [line];
  return all.length > most ? [...all.slice(0, most), `… and ${all.length - most} more`] : [...all];
}

/** Without what follows from the rest: pointers, addresses at the names of ports, ports at the names of hosts. */
function isShown({ name, type }: ZoneRecord, { clusterIP }: ServiceSummary): boolean {
  if (type === 'PTR' || (name.startsWith('<') && clusterIP !== 'None')) return false;
  const isPort = name.startsWith('_');
  return type === 'SRV' ? isPort : !isPort;
}

function rowsOf(records: readonly ZoneRecord[]): Row[] {
  const byKind = groupBy(records, ({ type, port }) => (type === 'SRV' ? `SRV ${port}` : type));
  return [...byKind].map(([kind, same]) => {
    const [type = '', port] = kind.split(' ');
    const to = fold(same.map(destination));
    return { type, to: port === undefined ? to : to.map((target) => `port ${port} of ${target}`) };
  });
}

function destination({ type, target, pod, address }: ZoneRecord): string {
  return type === 'SRV' || type === 'CNAME' ? plain(target!) : (pod ?? address ?? 'the cluster IP');
}

function plain(name: string): string {
  return name.replace(/\.$/, '');
}

function addEntry(entries: Entry[], absolute: string, rows: Entry['rows']): void {
  const name = plain(absolute);
  const split = splitOrdinal(name);
  const last = entries.at(-1);
  if (!split) {
    entries.push({ name, shape: name, first: 0, last: 0, rows });
    return;
  }
  // Where a name leads counts without the ordinal that it shares with it.
  const ordinal = new RegExp(`(?<=${escaped(split.before)})${split.ordinal}(?!\\d)`, 'g');
  const own = (text: string, as = '{}') => text.replaceAll(ordinal, as);
  const shape = [own(name), ...rows.map(({ type, to }) => `${type} ${own(to.join(' '))}`)].join('\n');
  if (last && last.shape === shape && split.ordinal === last.last + 1) {
    last.last = split.ordinal;
    const range = `{${last.first}..${last.last}}`;
    last.name = `${split.before}${range}${split.after}`;
    entries[entries.length - 1] = { ...last, rows: rows.map(({ type, to }) => ({ type, to: to.map((text) => own(text, range)) })) };
  } else entries.push({ name, shape, first: split.ordinal, last: split.ordinal, rows });
}

function notes({ notes: all }: Zone, width: number, paint: Paint): string[] {
  return all.flatMap(({ file, line, message }) => [...wrap(`${file === undefined ? '' : `${file}:${line} `}${message}`, width, '', paint('yellow', '! '), 2), '']);
}

/** Names come from the input, and may hold what a pattern takes for its own. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
