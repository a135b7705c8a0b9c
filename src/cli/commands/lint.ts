import type { LintResult } from '../../diagnostic.ts';
import { defaultMinor, lint, newestMinor, oldestMinor, parseKubernetesVersion } from '../../lint/lint.ts';
import { discover, PathError } from '../../node/discover.ts';
import { add, readFiles, type Input } from '../../node/read.ts';
import { Lines } from '../../parse/text.ts';
import { reporters } from '../../report/index.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';

export interface LintArguments {
  readonly paths: readonly string[];
  readonly format: string;
  readonly namespace?: string | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly clusterDomain?: string | undefined;
  readonly maxWarnings?: number | undefined;
  readonly quiet: boolean;
  readonly gitignore: boolean;
  readonly allowEmpty: boolean;
  readonly stdinFilename?: string | undefined;
  readonly color?: string | undefined;
}

export function runLint(args: LintArguments, io: Io): number {
  const reporter = reporters[args.format];
  if (!reporter) throw new UsageError(`there is no format "${args.format}": ${Object.keys(reporters).join(', ')}`);
  if (args.kubernetesVersion !== undefined && parseKubernetesVersion(args.kubernetesVersion) === undefined) {
    throw new UsageError(`Kubernetes "${args.kubernetesVersion}" is not known; headlint knows 1.${oldestMinor} to 1.${newestMinor}, and assumes 1.${defaultMinor}`);
  }
  if (args.maxWarnings !== undefined && !(Number.isInteger(args.maxWarnings) && args.maxWarnings >= 0)) throw new UsageError('--max-warnings takes a whole number');
  const input = readInput(args, io);
  const { namespace, kubernetesVersion, clusterDomain } = args;
  const full = lint(input.files, { ...(namespace && { namespace }), ...(kubernetesVersion && { kubernetesVersion }), ...(clusterDomain && { clusterDomain }) }, input.misencoded);
  const summary = { ...full.summary, files: full.summary.files + input.skipped.length, skipped: [...input.skipped, ...full.summary.skipped] };
  const result: LintResult = { results: args.quiet ? full.results.filter((d) => d.severity === 'error') : full.results, summary };
  if (summary.documents === 0 && !args.allowEmpty) {
    io.stderr(`${nothingFound(args, result)}\n`);
    return exitUsage;
  }
  const lines = new Map<string, Lines>();
  io.stdout(
    reporter(result, {
      color: useColor(args.color, io),
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
  const tooMany = args.maxWarnings !== undefined && summary.warnings > args.maxWarnings;
  if (tooMany) io.stderr(`headlint: ${summary.warnings} warnings are more than --max-warnings ${args.maxWarnings}\n`);
  return summary.errors || tooMany ? exitFindings : 0;
}

function readInput(args: LintArguments, io: Io): Input {
  const paths = args.paths.filter((path) => path !== '-');
  const found = paths.length ? discoverOrExplain(paths, args.gitignore) : [];
  const input = readFiles(found);
  if (args.paths.includes('-')) add(input, args.stdinFilename ?? '<stdin>', io.stdin());
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

function nothingFound({ paths, gitignore }: LintArguments, { summary: { files, skipped } }: LintResult): string {
  const where = paths.map((path) => (path === '-' ? 'standard input' : path)).join(', ');
  const looked = files === 0 ? 'no .yaml, .yml or .json file' : `no Kubernetes manifest in ${files} file${files === 1 ? '' : 's'}`;
  const hint = skipped.length
    ? `\n${skipped[0]!.file}:${skipped[0]!.line}: skipped, ${skipped[0]!.reason}`
    : files === 0 && gitignore
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
