import type { LintResult } from '../../diagnostic.ts';
import { lint } from '../../lint/lint.ts';
import { checkColor, nothingFound, readProject, reportContext, text } from '../input.ts';
import type { Call } from '../commands.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';
import { readOutputs, writeOutputs } from '../reports.ts';
import { printHints, readSettings, resultOf } from '../settings.ts';

/** `headlint lint PATH…` */
export async function runLint({ positionals, flags }: Call, io: Io): Promise<number> {
  const paths = positionals.length ? positionals : ['.'];
  const outputs = readOutputs(flags, paths);
  checkColor(flags);
  const limit = text(flags, 'max-warnings');
  if (limit !== undefined && !/^\d+$/.test(limit)) throw new UsageError(`--max-warnings takes a whole number, not "${limit}"`);
  const settings = await readSettings(flags);
  if ('mistakes' in settings) {
    const { result, input } = resultOf(settings, io);
    await writeOutputs(outputs, result, reportContext(input, flags, io), flags, io);
    return exitUsage;
  }
  const input = readProject(paths, flags, io, settings);
  const full = lint(input.files, { ...settings.options, ...(input.reportOn && { reportOn: input.reportOn }) }, input.misencoded);
  const summary = { ...full.summary, files: full.summary.files + input.skipped.length, skipped: [...input.skipped, ...full.summary.skipped] };
  const result: LintResult = { ...full, results: flags['quiet'] ? full.results.filter((d) => d.severity === 'error') : full.results, summary };
  if (summary.documents === 0 && !flags['allow-empty']) {
    io.stderr(`${nothingFound('lint', 'lint', paths, flags, summary.files, summary.skipped, settings.config)}\n`);
    return exitUsage;
  }
  await writeOutputs(outputs, result, reportContext(input, flags, io), flags, io);
  if (!flags['quiet'] && !input.reportOn) printHints(settings, paths, full.unused, io);
  const tooMany = limit !== undefined && summary.warnings > Number(limit);
  if (tooMany) io.stderr(`headlint: ${summary.warnings} warnings are more than --max-warnings ${limit}\n`);
  return summary.errors || tooMany ? exitFindings : 0;
}
