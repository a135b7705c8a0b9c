import type { LintResult } from '../../diagnostic.ts';
import { lint } from '../../lint/lint.ts';
import { withUnread } from '../../lint/summary.ts';
import type { Input } from '../../node/read.ts';
import type { Build } from '../../render/build.ts';
import type { BaselineRun } from '../baseline.ts';
import { build, pathsOf, tellUnbuilt, type Builds } from '../builds.ts';
import type { Call, Flags } from '../commands.ts';
import type { Fixes } from '../fix.ts';
import { checkColor, readProject, reportContext } from '../input.ts';
import { exitFindings, exitUsage, type Io } from '../io.ts';
import { nothingFound } from '../nothing.ts';
import { exitCode, readOutputs, shown, warningLimit, writeOutputs } from '../reports.ts';
import { baselinePath, hasBaseline, printHints, readSettings, resultOf, type Settings } from '../settings.ts';
import { watch, type Watch } from '../watch.ts';

/** `headlint lint PATH…` */
export async function runLint({ positionals, flags }: Call, process: Io): Promise<number> {
  const paths = pathsOf(positionals, flags, '.');
  const outputs = readOutputs(flags, paths);
  checkColor(flags);
  warningLimit(flags);
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
  const { full, builds, baseline, fixes } = await lintInput(input, paths, flags, settings, watched, io);
  const summary = withUnread(full.summary, input.skipped);
  if (summary.documents === 0 && !full.results.length && !flags['allow-empty']) {
    io.stderr(nothingFound({ verb: 'lint', command: 'lint', paths }, input, flags, settings, summary));
    return exitUsage;
  }
  if (flags['fix-dry-run']) {
    watched?.end(summary);
    return fixes!.changed && !flags['exit-zero'] ? exitFindings : 0;
  }
  // Standard input that was fixed has standard output for itself.
  const to = fixes && paths.includes('-') ? { ...io, stdout: io.stderr } : io;
  await writeOutputs(outputs, { ...full, results: shown(full.results, flags), summary }, { ...reportContext(fixes?.input ?? input, flags, io, builds), hasFix: true }, flags, to);
  watched?.step('report', 1, 1);
  watched?.end(summary);
  if (!flags['quiet'] && !input.reportOn) printHints(settings, paths, full.unused, io);
  if (!flags['quiet']) printLacking(full.lacking ?? [], io);
  const code = exitCode(summary, flags, io);
  return fixes?.hasFailed || baseline?.tellStale(full, io) ? exitUsage : code;
}

/** Of a cluster, the input has what `kubectl get` was asked for. */
function printLacking(kinds: readonly string[], io: Io): void {
  const names: Readonly<Record<string, string>> = { Service: 'Services', Pod: 'Pods or what makes them', EndpointSlice: 'EndpointSlices' };
  const missed = kinds.flatMap((kind) => names[kind] ?? []);
  if (missed.length) io.stderr(`headlint: the input has no ${missed.join(' and no ')} of the cluster, so that what refers to them was not checked; for all that matters: kubectl get services,endpointslices,statefulsets,deployments,pods -A -o yaml\n`);
}

/** What a run came to. */
interface Run {
  readonly full: LintResult;
  /** What was linted in the place of files. */
  readonly builds: readonly Build[];
  readonly baseline: BaselineRun | undefined;
  readonly fixes: Fixes | undefined;
}

/** Lints what was read, or mends it and lints what is left; writes the baseline where that is asked for. */
async function lintInput(input: Input, paths: readonly string[], flags: Flags, settings: Settings, watched: Watch | undefined, io: Io): Promise<Run> {
  const baseline = hasBaseline(flags, settings) ? (await import('../baseline.ts')).openBaseline(baselinePath(flags, settings), paths, flags) : undefined;
  const asksToFix = flags['fix'] || flags['fix-dry-run'] || flags['unsafe-fixes'];
  // What is mended are the files as they stand, not what is built of them.
  const built: Builds | undefined = asksToFix ? undefined : await build(input, flags, settings, io, watched?.step);
  if (built) tellUnbuilt(built.unbuilt, io);
  const options = { ...settings.options, ...built, ...(baseline && { baseline: baseline.baseline }), ...(input.reportOn && { reportOn: input.reportOn }), ...(watched && { onStep: watched.step }) };
  const fixes = asksToFix ? (await import('../fix.ts')).fix(input, paths, options, flags, io) : undefined;
  const first = fixes?.result ?? lint(input.files, options, input.misencoded);
  const updated = baseline?.update(first, io);
  return { full: updated ? lint(input.files, { ...options, baseline: updated }, input.misencoded) : first, builds: built?.builds ?? [], baseline, fixes };
}
