import type { LintResult } from '../diagnostic.ts';
import { lint, type LintOptions } from '../lint/lint.ts';
import { gather, readGathered } from './gather.ts';

/** Lints files and folders; of a file, the repository that holds it is known. Throws `PathError` where a path does not exist. */
export function lintPaths(paths: readonly string[], options: LintOptions & { readonly gitignore?: boolean } = {}): LintResult {
  const { files, misencoded, skipped, reportOn } = readGathered(gather(paths, { gitignore: options.gitignore ?? true, project: true }));
  const full = lint(files, { ...options, ...(reportOn && { reportOn }) }, misencoded);
  const { summary } = full;
  return { ...full, summary: { ...summary, files: summary.files + skipped.length, skipped: [...skipped, ...summary.skipped] } };
}
