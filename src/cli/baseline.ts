import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Counts, LintResult } from '../diagnostic.ts';
import { combine, countFindings, describeCounts, formatBaseline, parseBaseline, type Baseline, type BaselineFile } from '../lint/baseline.ts';
import { ruleMetas } from '../lint/metas.ts';
import { readRegular, withSlashes } from '../node/read.ts';
import { reason, WriteError, writeText } from '../node/write.ts';
import { decode } from '../parse/text.ts';
import { count } from '../report/terminal.ts';
import { didYouMean } from '../spelling.ts';
import type { Flags } from './commands.ts';
import { list, text } from './input.ts';
import { explaining, UsageError, type Io } from './io.ts';
import { covers } from './settings.ts';

/** A run with a baseline, which is read, and written where that was asked for. */
export class BaselineRun {
  readonly #path: string;
  readonly #before: string | undefined;
  readonly #file: BaselineFile;
  readonly #paths: readonly string[];
  readonly #flags: Flags;

  constructor(path: string, paths: readonly string[], flags: Flags) {
    this.#path = path;
    this.#paths = paths;
    this.#flags = flags;
    this.#before = readText(path);
    this.#file = this.#before === undefined ? { paths: [], suppressions: {} } : parseOrExplain(path, this.#before);
    if (this.#before === undefined && !asksToSuppress(flags)) throw new UsageError(`there is no ${path}${flags['prune-suppressions'] ? ' to prune' : ''}; --suppress-all writes one`);
    if (flags['prune-suppressions'] && !this.#isWhole) throw new UsageError(`${path} is about ${this.#about()}, and this run about less; ${this.#pruneCommand()} prunes it`);
  }

  get baseline(): Baseline {
    return this.#with(this.#file.suppressions);
  }

  /** Writes what was asked for. Returns the baseline that counts from now on, where it is another. */
  update(result: LintResult, io: Io): Baseline | undefined {
    if (this.#flags['prune-suppressions']) {
      const stale = result.unused?.suppressions ?? {};
      const gone = describeCounts(stale).length;
      if (!gone) io.stderr(`headlint: ${this.#path} has nothing to prune\n`);
      else this.#write(combine(this.#file.suppressions, stale, -1), this.#file.paths, `${count(gone, 'suppression')} of findings that are gone`, gone === 1 ? 'was taken out of' : 'were taken out of', io);
      return gone ? this.#with(combine(this.#file.suppressions, stale, -1)) : undefined;
    }
    if (!asksToSuppress(this.#flags)) return undefined;
    const rules = list(this.#flags, 'suppress-rule');
    const chosen = this.#flags['suppress-all'] ? result.results : result.results.filter(({ rule }) => rules.includes(rule));
    if (!chosen.length) {
      io.stderr('headlint: there is nothing to suppress\n');
      return undefined;
    }
    const suppressions = combine(this.#file.suppressions, countFindings(chosen, this.#nameOf), 1);
    const ours = this.#paths.map((path) => (path === '-' ? path : this.#nameOf(path) || '.'));
    const others = this.#file.paths.filter((path) => !this.#coversPath(path));
    this.#write(suppressions, [...new Set([...others, ...ours])].sort(), count(chosen.length, 'finding'), `${chosen.length === 1 ? 'is' : 'are'} suppressed from now on, by`, io);
    return this.#with(suppressions);
  }

  /** Says what the baseline has of findings that are gone, where the run can tell. True where that fails it. */
  tellStale(result: LintResult, io: Io): boolean {
    const lines = describeCounts(result.unused?.suppressions ?? {});
    if (!lines.length || !this.#isWhole || this.#flags['pass-on-unpruned-suppressions']) return false;
    const shown = lines.slice(0, 10).map((line) => `  ${line}\n`).join('');
    const more = lines.length > 10 ? `  … and ${lines.length - 10} more\n` : '';
    io.stderr(`headlint: ${this.#path} suppresses findings that are gone:\n${shown}${more}Take them out, so that they hide nothing new: ${this.#pruneCommand()}\n`);
    return true;
  }

  readonly #nameOf = (file: string): string => (existsSync(file) ? withSlashes(relative(dirname(resolve(this.#path)), resolve(file))) : file);

  #with(suppressions: Counts): Baseline {
    return { suppressions, nameOf: this.#nameOf };
  }

  #coversPath(path: string): boolean {
    return path === '-' ? this.#paths.includes('-') : covers(this.#paths, join(dirname(this.#path), path));
  }

  /** Only a run over all that the baseline is about can tell what is gone. */
  get #isWhole(): boolean {
    return this.#file.paths.every((path) => this.#coversPath(path));
  }

  #about(): string {
    return this.#file.paths.map((path) => (path === '-' ? 'standard input' : this.#seen(path))).join(', ');
  }

  #pruneCommand(): string {
    const location = text(this.#flags, 'suppressions-location');
    return `headlint lint ${this.#file.paths.map((path) => quoted(path === '-' ? path : this.#seen(path))).join(' ')} --prune-suppressions${location === undefined ? '' : ` --suppressions-location ${quoted(location)}`}`;
  }

  /** A path of the baseline from the current folder. */
  #seen(path: string): string {
    return withSlashes(join(dirname(this.#path), path));
  }

  #write(suppressions: Counts, paths: readonly string[], what: string, how: string, io: Io): void {
    explaining(WriteError, () => writeText(this.#path, formatBaseline({ paths, suppressions }), { ...(this.#before !== undefined && { before: this.#before }), within: [dirname(resolve(this.#path))] }));
    io.stderr(`headlint: ${what} ${how} ${this.#path}\n`);
  }
}

/** Reads the baseline that counts, where there is one or one is to be written. */
export function openBaseline(path: string, paths: readonly string[], flags: Flags): BaselineRun {
  const asked = ['suppress-all', 'suppress-rule', 'prune-suppressions'].filter((flag) => (Array.isArray(flags[flag]) ? (flags[flag] as readonly string[]).length : flags[flag]));
  if (asked.length > 1) throw new UsageError(`--${asked[0]} and --${asked[1]} exclude each other`);
  if (asked.length && ['fix', 'fix-dry-run'].some((flag) => flags[flag])) throw new UsageError(`--${asked[0]} does not go with --fix: fix first, then suppress what is left`);
  const ids = ruleMetas().map(({ id }) => id);
  for (const rule of list(flags, 'suppress-rule')) {
    if (!ids.includes(rule)) throw new UsageError(`there is no rule "${rule}"${didYouMean(rule, ids) || ' (headlint rules lists them)'}`);
  }
  return new BaselineRun(path, paths, flags);
}

function asksToSuppress(flags: Flags): boolean {
  return Boolean(flags['suppress-all']) || list(flags, 'suppress-rule').length > 0;
}

/** A line for each file and rule: of a hundred thousand files. */
const largest = 16 * 1024 * 1024;

function readText(path: string): string | undefined {
  try {
    return decode(readRegular(path, largest)).text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`${path} cannot be read: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

function parseOrExplain(path: string, before: string): BaselineFile {
  const parsed = parseBaseline({ path, text: before });
  if (!('problem' in parsed)) return parsed;
  const { message, line, column } = parsed.problem;
  throw new UsageError(`${path}:${line}:${column}: this is no baseline: ${message}; --suppress-all writes one anew where it is removed`);
}

function quoted(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
