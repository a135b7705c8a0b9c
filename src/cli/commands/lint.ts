import type { LintResult } from '../../diagnostic.ts';
import { lint } from '../../lint/lint.ts';
import { checkColor, nothingFound, notYaml, readProject, reportContext, text } from '../input.ts';
import { build, namedCharts } from '../builds.ts';
import type { Call } from '../commands.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';
import { readOutputs, writeOutputs } from '../reports.ts';
import { baselinePath, hasBaseline, printHints, readSettings, resultOf } from '../settings.ts';
import { watch } from '../watch.ts';

/** `headlint lint PATH…` */
export async function runLint({ positionals, flags }: Call, process: Io): Promise<number> {
  const charts = namedCharts(flags);
  const named = [...positionals, ...charts.filter((path) => !path.endsWith('.tgz'))];
  const paths = named.length || charts.length ? named : ['.'];
  const outputs = readOutputs(flags, paths);
  checkColor(flags);
  const limit = text(flags, 'max-warnings');
  if (limit !== undefined && !/^\d+$/.test(limit)) throw new UsageError(`--max-warnings takes a whole number, not "${limit}"`);
  const watched = watch(flags, process);
  const io = watched?.io ?? process;
  const settings = await readSettings(flags);
  if ('mistakes' in settings) {
    const { result, input } = resultOf(settings, io);
    await writeOutputs(outputs, result, reportContext(input, flags, io), flags, io);
    return exitUsage;
  }
  if (flags['print-config']) return (await import('../inspect.ts')).printConfig(positionals, settings, io);
  if (flags['list-files']) return (await import('../inspect.ts')).listFiles(paths, flags, settings, io);
  const input = readProject(paths, flags, io, settings);
  watched?.step('read', 1, 1);
  const baseline = hasBaseline(flags, settings) ? (await import('../baseline.ts')).openBaseline(baselinePath(flags, settings), paths, flags) : undefined;
  const asksToFix = flags['fix'] || flags['fix-dry-run'] || flags['unsafe-fixes'];
  // What is mended are the files as they stand, not what is built of them.
  const built = asksToFix ? undefined : await build(input, flags, settings, io);
  const options = { ...settings.options, ...built, ...(baseline && { baseline: baseline.baseline }), ...(input.reportOn && { reportOn: input.reportOn }), ...(watched && { onStep: watched.step }) };
  const fixes = asksToFix ? (await import('../fix.ts')).fix(input, paths, options, flags, io) : undefined;
  const first = fixes?.result ?? lint(input.files, options, input.misencoded);
  const updated = baseline?.update(first, io);
  const full = updated ? lint(input.files, { ...options, baseline: updated }, input.misencoded) : first;
  const summary = { ...full.summary, files: full.summary.files + input.skipped.length, skipped: [...input.skipped, ...full.summary.skipped] };
  const result: LintResult = { ...full, results: flags['quiet'] ? full.results.filter((d) => d.severity === 'error') : full.results, summary };
  if (summary.documents === 0 && !flags['allow-empty']) {
    io.stderr(`${nothingFound('lint', 'lint', paths, flags, summary.files, [...summary.skipped, ...notYaml(input)], settings.config)}\n`);
    return exitUsage;
  }
  if (flags['fix-dry-run']) {
    watched?.end(summary);
    return fixes!.changed && !flags['exit-zero'] ? exitFindings : 0;
  }
  // Standard input that was fixed has standard output for itself.
  const to = fixes && paths.includes('-') ? { ...io, stdout: io.stderr } : io;
  await writeOutputs(outputs, result, { ...reportContext(fixes?.input ?? input, flags, io, built?.builds), hasFix: true }, flags, to);
  watched?.step('report', 1, 1);
  watched?.end(summary);
  if (!flags['quiet'] && !input.reportOn) printHints(settings, paths, full.unused, io);
  const tooMany = limit !== undefined && summary.warnings > Number(limit);
  if (tooMany) io.stderr(`headlint: ${summary.warnings} warnings are more than --max-warnings ${limit}\n`);
  if (fixes?.hasFailed || baseline?.tellStale(full, io)) return exitUsage;
  return (summary.errors || tooMany) && !flags['exit-zero'] ? exitFindings : 0;
}
