import type { LintResult } from '../../diagnostic.ts';
import { defaultMinor, lint, newestMinor, oldestMinor, parseKubernetesVersion } from '../../lint/lint.ts';
import { discover, PathError } from '../../node/discover.ts';
import { add, readFiles, type Input } from '../../node/read.ts';
import { Lines } from '../../parse/text.ts';
import { reporters } from '../../report/index.ts';
import type { LintFlags, LintOption } from '../options.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';

/** `headlint lint PATH…` */
export function runLint(paths: readonly string[], flags: LintFlags, io: Io): number {
  const text = (name: LintOption): string | undefined => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const format = text('format') ?? 'text';
  const reporter = reporters[format];
  if (!reporter) throw new UsageError(`there is no format "${format}": ${Object.keys(reporters).join(', ')}`);
  const kubernetesVersion = text('kubernetes-version');
  if (kubernetesVersion !== undefined && parseKubernetesVersion(kubernetesVersion) === undefined) {
    throw new UsageError(`Kubernetes "${kubernetesVersion}" is not known; headlint knows 1.${oldestMinor} to 1.${newestMinor}, and assumes 1.${defaultMinor}`);
  }
  const color = text('color');
  if (color !== undefined && !['always', 'never', 'auto'].includes(color)) throw new UsageError(`--color takes always, never or auto, not "${color}"`);
  const limit = text('max-warnings');
  if (limit !== undefined && !/^\d+$/.test(limit)) throw new UsageError(`--max-warnings takes a whole number, not "${limit}"`);
  const input = readInput(paths, flags, io);
  const namespace = text('namespace');
  const clusterDomain = text('cluster-domain');
  const full = lint(input.files, { ...(namespace && { namespace }), ...(kubernetesVersion && { kubernetesVersion }), ...(clusterDomain && { clusterDomain }) }, input.misencoded);
  const summary = { ...full.summary, files: full.summary.files + input.skipped.length, skipped: [...input.skipped, ...full.summary.skipped] };
  const result: LintResult = { results: flags.quiet ? full.results.filter((d) => d.severity === 'error') : full.results, summary };
  if (summary.documents === 0 && !flags['allow-empty']) {
    io.stderr(`${nothingFound(paths, flags, result)}\n`);
    return exitUsage;
  }
  const lines = new Map<string, Lines>();
  io.stdout(
    reporter(result, {
      color: useColor(color, io),
      width: io.isTerminal && io.columns > 0 ? Math.min(io.columns, 120) : 100,
      lines: (file) => {
        if (!lines.has(file)) {
          const text = input.files.find((f) => f.path === file)?.text;
          if (text !== undefined) lines.set(file, new Lines(text));
        }
        return lines.get(file);
      },
    }),
  );
  const tooMany = limit !== undefined && summary.warnings > Number(limit);
  if (tooMany) io.stderr(`headlint: ${summary.warnings} warnings are more than --max-warnings ${limit}\n`);
  return summary.errors || tooMany ? exitFindings : 0;
}

function readInput(paths: readonly string[], flags: LintFlags, io: Io): Input {
  const named = paths.filter((path) => path !== '-');
  const input = readFiles(named.length ? discoverOrExplain(named, !flags['no-gitignore']) : []);
  const name = flags['stdin-filename'];
  if (paths.includes('-')) add(input, typeof name === 'string' ? name : '<stdin>', io.stdin());
  return input;
}

function discoverOrExplain(paths: readonly string[], gitignore: boolean): string[] {
  try {
    return discover(paths, { gitignore });
  } catch (error) {
    if (error instanceof PathError) throw new UsageError(error.message);
    throw error;
  }
}

function nothingFound(paths: readonly string[], flags: LintFlags, { summary: { files, skipped } }: LintResult): string {
  const where = paths.map((path) => (path === '-' ? 'standard input' : path)).join(', ');
  const looked = files === 0 ? 'no .yaml, .yml or .json file' : `no Kubernetes manifest in ${files} file${files === 1 ? '' : 's'}`;
  const hint = skipped.length
    ? `\n${skipped[0]!.file}:${skipped[0]!.line}: skipped, ${skipped[0]!.reason}`
    : files === 0 && !flags['no-gitignore']
      ? '\nWhat .gitignore leaves out is not looked at; --no-gitignore does.'
      : '';
  return `headlint: nothing to lint: ${looked} (${where}).${hint}\nName files or folders with manifests, or pipe them: helm template . | headlint lint -`;
}

function useColor(when: string | undefined, io: Io): boolean {
  if (when === 'always') return true;
  if (when === 'never') return false;
  // no-color.org and force-color.org: any value but the empty one counts.
  if (io.env['NO_COLOR']) return false;
  if (io.env['FORCE_COLOR'] && io.env['FORCE_COLOR'] !== '0') return true;
  return io.isTerminal && io.env['TERM'] !== 'dumb';
}
