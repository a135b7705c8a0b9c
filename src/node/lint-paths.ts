import type { LintResult } from '../diagnostic.ts';
import { lint, type LintOptions } from '../lint/lint.ts';
import { discover } from './discover.ts';
import { readFiles } from './read.ts';

/** Lints files and folders. Throws `PathError` where a path does not exist. */
export function lintPaths(paths: readonly string[], options: LintOptions & { readonly gitignore?: boolean } = {}): LintResult {
  const { files, misencoded, skipped } = readFiles(discover(paths, { gitignore: options.gitignore ?? true }));
  const full = lint(files, options, misencoded);
  const { summary } = full;
  return { ...full, summary: { ...summary, files: summary.files + skipped.length, skipped: [...skipped, ...summary.skipped] } };
}
