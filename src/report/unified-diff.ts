import { formatPatch, structuredPatch, FILE_HEADERS_ONLY } from 'diff';

/** More changed lines than this are shown as one replacement of the file: nobody reads them, and comparing takes long. */
const maxChanges = 5000;

/**
 * What it takes to make one text out of another, as `diff -u` and git write it, so that `git apply` takes it. A text that
 * is undefined is a file that does not exist. Empty where the two are the same.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const patch = structuredPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context: 3, maxEditLength: maxChanges }) ?? replacement(from, to, before ?? '', after ?? '');
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

function replacement(oldFileName: string, newFileName: string, before: string, after: string): ReturnType<typeof structuredPatch> {
  const old = linesOf(before, '-');
  const added = linesOf(after, '+');
  const count = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('\\')).length;
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [{ oldStart: 1, oldLines: count(old), newStart: 1, newLines: count(added), lines: [...old, ...added] }] };
}

function linesOf(text: string, mark: '-' | '+'): string[] {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => mark + line);
  return ended ? lines : [...lines, '\\ No newline at end of file'];
}
