import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Diagnostic, LintResult, Summary } from '../diagnostic.ts';
import { isInside } from '../node/paths.ts';
import { repositoryOf } from '../node/project.ts';
import { withSlashes } from '../node/read.ts';
import type { ReportContext } from '../report/context.ts';
import { formatAliases, formats } from '../report/index.ts';
import { count } from '../report/terminal.ts';
import type { Flags } from './commands.ts';
import { list, noFormat, text } from './input.ts';
import { exitFindings, explaining, UsageError, type Io } from './io.ts';
import { readPage } from './pages.ts';

/** One report that was asked for. Without a file it goes to standard output. */
export interface Output {
  readonly format: string;
  readonly file?: string;
}

/** What `--format name[=file]` and `--output-file` ask for: `text` to standard output where they are silent. */
export function readOutputs(flags: Flags, paths: readonly string[]): Output[] {
  const asked = list(flags, 'format');
  const outputs = (asked.length ? asked : ['text']).map(readFormat);
  const rest = outputs.filter(({ file }) => file === undefined);
  const [into, ...more] = list(flags, 'output-file');
  if (more.length) throw new UsageError('--output-file names one file; for several write -f NAME=FILE for each');
  if (into !== undefined && !into) throw new UsageError('--output-file takes a file');
  if (into !== undefined && !rest.length) throw new UsageError(`every format has its file already, and --output-file ${into} is left without one`);
  if (rest.length > 1) throw new UsageError(`the formats ${rest.map(({ format }) => format).join(' and ')} cannot share ${into ?? 'standard output'}; give each its file, as in -f ${rest[1]!.format}=FILE`);
  const complete = outputs.map((output) => (output.file === undefined && into !== undefined && !isStdout(into) ? { ...output, file: into } : output));
  const taken = new Set(paths.map((path) => resolve(path)));
  for (const { file } of complete) if (file !== undefined) checkFile(file, taken);
  return complete;
}

function readFormat(written: string): Output {
  // -f=json gives =json.
  const asked = written.replace(/^=/, '');
  const at = asked.indexOf('=');
  const name = at < 0 ? asked : asked.slice(0, at);
  const format = Object.hasOwn(formatAliases, name) ? formatAliases[name]! : name;
  if (!Object.hasOwn(formats, format)) {
    throw new UsageError(noFormat(name, Object.keys(formats), Object.keys(formatAliases)));
  }
  if (at < 0) return { format };
  const file = asked.slice(at + 1);
  if (!file) throw new UsageError(`-f ${name}= takes a file behind the equals sign`);
  return isStdout(file) ? { format } : { format, file };
}

function isStdout(file: string): boolean {
  return file === '-' || file === '/dev/stdout';
}

/** How many warnings there may be. */
export function warningLimit(flags: Flags): number {
  const limit = text(flags, 'max-warnings');
  if (limit !== undefined && !/^\d+$/.test(limit)) throw new UsageError(`--max-warnings takes a whole number, not "${limit}"`);
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}

/** What was found, as an exit code; says so where it is for the number of warnings. */
export function exitCode({ errors, warnings }: Summary, flags: Flags, io: Io): number {
  const hasTooMany = warnings > warningLimit(flags);
  if (hasTooMany) io.stderr(`headlint: ${count(warnings, 'warning')} ${warnings === 1 ? 'is' : 'are'} more than --max-warnings ${flags['max-warnings']}\n`);
  return (errors || hasTooMany) && !flags['exit-zero'] ? exitFindings : 0;
}

/** With `--quiet`, errors alone. */
export function shown(results: readonly Diagnostic[], flags: Flags): readonly Diagnostic[] {
  return flags['quiet'] ? results.filter(({ severity }) => severity === 'error') : results;
}

/** A glob that a shell writes out behind -o would cost a manifest. */
function checkFile(file: string, taken: Set<string>): void {
  const path = resolve(file);
  if (taken.has(path)) throw new UsageError(`${file} is to be read and to be written, or written twice`);
  if (/\.ya?ml$/i.test(file) && existsSync(file)) throw new UsageError(`${file} is there already and may be a manifest; no report is written over it`);
  taken.add(path);
}

/**
 * Writes the reports: to standard output first, so that it is seen even if a file cannot be written. Services know files
 * by their plain paths.
 */
export async function writeOutputs(outputs: readonly Output[], result: LintResult, context: ReportContext, flags: Flags, io: Io, plain: (file: string) => string = (file) => file): Promise<void> {
  const pathOf = repositoryPaths();
  const services = { repositoryPath: (file: string) => pathOf(plain(file)), rulePage: readPage };
  const inFiles = { ...context, ...services, color: flags['color'] === 'always', width: 100 };
  const first = [...outputs].sort((a, b) => Number(a.file !== undefined) - Number(b.file !== undefined));
  for (const { format, file } of first) {
    const reporter = await formats[format]!();
    if (file === undefined) io.stdout(reporter(result, { ...context, ...services }));
    else await write(file, reporter(result, inFiles));
  }
}

async function write(file: string, report: string): Promise<void> {
  const { WriteError, writeReport } = await import('../node/write.ts');
  explaining(WriteError, () => writeReport(file, report));
}

/** Services show findings by their path in the repository, symbolic links resolved, wherever headlint was called. */
function repositoryPaths(): (file: string) => string {
  let root: string | undefined;
  const known = new Map<string, string>();
  const pathOf = (file: string): string => {
    if (!existsSync(file)) return file;
    root ??= realpathSync(repositoryOf(process.cwd()) ?? process.cwd());
    const path = realpathSync(file);
    return withSlashes(isInside(path, root) ? relative(root, path) : path);
  };
  return (file) => {
    if (!known.has(file)) known.set(file, pathOf(file));
    return known.get(file)!;
  };
}
