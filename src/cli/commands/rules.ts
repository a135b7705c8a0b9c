import { ruleMetas } from '../../lint/metas.ts';
import { ruleTable } from '../../report/rule-table.ts';
import { wrap } from '../../report/terminal.ts';
import { didYouMean } from '../../spelling.ts';
import { docsUrl } from '../../version.ts';
import type { Call } from '../commands.ts';
import { noFormat, text } from '../input.ts';
import { UsageError, type Io } from '../io.ts';
import { readPage } from '../pages.ts';

const ruleFormats: readonly string[] = ['text', 'json', 'markdown'];

/** `headlint rules` */
export function runRules({ flags }: Call, io: Io): number {
  const format = text(flags, 'format') ?? 'text';
  if (!ruleFormats.includes(format)) throw new UsageError(noFormat(format, ruleFormats));
  const metas = ruleMetas();
  if (format === 'markdown') {
    io.stdout(ruleTable(metas, docsUrl));
    return 0;
  }
  if (format === 'json') {
    io.stdout(`${JSON.stringify(metas.map(({ id, severity, summary, fixable, options }) => ({ id, severity, summary, ...(fixable && { fixable }), ...(options && { options }), url: docsUrl(id) })), undefined, 2)}\n`);
    return 0;
  }
  const idWidth = Math.max(...metas.map((rule) => rule.id.length));
  for (const { id, severity, summary } of metas) {
    // In a pipe a rule stays on its line.
    if (io.isTerminal && io.columns > 0) io.stdout(`${[`${id}  ${severity}`, ...wrap(summary, io.columns, '  ')].join('\n')}\n`);
    else io.stdout(`${id.padEnd(idWidth)}  ${severity.padEnd(7)}  ${summary}\n`);
  }
  return 0;
}

/** `headlint explain RULE` */
export function runExplain({ positionals: [id = ''] }: Call, io: Io): number {
  const ids = ruleMetas().map((rule) => rule.id);
  if (!ids.includes(id)) throw new UsageError(`there is no rule "${id}"${didYouMean(id, ids)} (headlint rules lists them)`);
  const page = readPage(id);
  if (page === undefined) throw new Error(`the page of ${id} is not installed; it is at ${docsUrl(id)}`);
  io.stdout(page);
  return 0;
}
