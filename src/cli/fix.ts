import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import type { Diagnostic, LintResult } from '../diagnostic.ts';
import { applyFixes } from '../lint/apply-fixes.ts';
import { lint } from '../lint/lint.ts';
import type { LintOptions } from '../lint/options.ts';
import type { Input } from '../node/read.ts';
import { WriteError, writeText } from '../node/write.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { count, painter, printable } from '../report/terminal.ts';
import type { Flags } from './commands.ts';
import { standardInput, useColor } from './input.ts';
import { UsageError, type Io } from './io.ts';

/** What was fixed, or would be. */
export interface Fixes {
  /** The files as they are now. */
  readonly input: Input;
  /** What is left to report. */
  readonly result: LintResult;
  /** Changed files, or those that would be. */
  readonly changed: number;
  /** True where a file could not be written. */
  readonly hasFailed: boolean;
}

/** `--fix` and `--fix-dry-run`: mends the files of an input, or prints what it would change in them. */
export function fix(input: Input, paths: readonly string[], options: LintOptions, flags: Flags, io: Io): Fixes {
  const isDry = Boolean(flags['fix-dry-run']);
  if (!flags['fix'] && !isDry) throw new UsageError('--unsafe-fixes goes with --fix, or with --fix-dry-run to see what it would do');
  const unsafe = Boolean(flags['unsafe-fixes']);
  const reported = input.reportOn && new Set(input.reportOn);
  const mayChange = (path: string) => !input.otherwiseEncoded.has(path) && (reported?.has(path) ?? true);
  const { files, fixed, result } = applyFixes(input.files, { ...options, unsafe, mayChange }, input.misencoded);
  const before = new Map(input.files.map(({ path, text }) => [path, text]));
  const changed = files.filter(({ path, text }) => before.get(path) !== text);
  tellOthers(result, unsafe, isDry, input, io);
  if (isDry) {
    const color = useColor(flags, io);
    for (const { path, text } of changed) {
      // From the root, so that patch -p1 -d / takes it.
      const diff = unifiedDiff(path.replace(/^\/+/, ''), before.get(path), text);
      io.stdout(color ? painted(diff) : diff);
    }
    if (changed.length) io.stderr(`headlint: ${count(fixed.length, 'finding')} in ${count(changed.length, 'file')} would be fixed\n`);
    else if (result.summary.documents) io.stderr('headlint: nothing to fix\n');
    return { input, result, changed: changed.length, hasFailed: false };
  }
  const stdin = paths.includes('-') ? standardInput(flags) : undefined;
  const failed = new Set<string>();
  for (const { path, text } of changed) {
    if (path === stdin) continue;
    try {
      writeText(path, text, { before: before.get(path)!, within: foldersOf(paths) });
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      failed.add(path);
      io.stderr(`headlint: ${error.message}\n`);
    }
  }
  if (stdin !== undefined) io.stdout(files.find(({ path }) => path === stdin)?.text ?? '');
  const now = files.map((file) => (failed.has(file.path) ? { ...file, text: before.get(file.path)! } : file));
  const done = fixed.filter(({ fix }) => fix!.edits.every(({ file }) => !failed.has(file)));
  if (done.length) io.stderr(`headlint: fixed ${count(done.length, 'finding')} in ${count(changed.length - failed.size, 'file')}\n`);
  return { input: { ...input, files: now }, result: failed.size ? lint(now, options, input.misencoded) : result, changed: changed.length, hasFailed: failed.size > 0 };
}

/** Says of the fixes that are left why they are. */
function tellOthers({ results }: LintResult, unsafe: boolean, isDry: boolean, { otherwiseEncoded }: Input, io: Io): void {
  const isUntouchable = ({ fix }: Diagnostic) => fix?.edits.some(({ file }) => otherwiseEncoded.has(file));
  const left = new Set(results.filter((d) => isUntouchable(d) && (unsafe || d.fix!.safety === 'safe')).map(({ file }) => file));
  for (const file of left) io.stderr(`headlint: ${file} is not UTF-8 and was left as it is\n`);
  // Where a report follows, it says so.
  const others = unsafe || !isDry ? 0 : results.filter((d) => d.fix?.safety === 'unsafe' && !isUntouchable(d)).length;
  if (others) io.stderr(`headlint: --unsafe-fixes would mend ${others === 1 ? 'one more finding' : `${others} more findings`}; look at what it does\n`);
}

/** What was given: folders, and those of files. */
function foldersOf(paths: readonly string[]): string[] {
  return paths.filter((path) => path !== '-').map((path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path)));
}

/** As git colours it. What comes from files must not steer the terminal. */
function painted(diff: string): string {
  const paint = painter(true);
  const lines = diff.split('\n').map((line) => {
    const shown = printable(line.replace(/\r$/, '').replaceAll('\t', '  '));
    if (/^(?:---|\+\+\+) /.test(line)) return paint('bold', shown);
    if (line.startsWith('@@')) return paint('cyan', shown);
    return line.startsWith('+') ? paint('green', shown) : line.startsWith('-') ? paint('red', shown) : shown;
  });
  return lines.join('\n');
}
