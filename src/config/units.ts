import { globMatcher } from './globs.ts';

export type UnitEntry = string | readonly string[];

/**
 * The unit of a file: of a glob, the topmost folder that it matches; of a list, all that is below any of its folders. The
 * first entry that says something about a file counts. Asked once for each folder.
 */
export function units(entries: readonly UnitEntry[], matched: (entry: number, item: number) => void): (path: string) => string | undefined {
  const compiled = entries.map((entry) => (typeof entry === 'string' ? globMatcher(entry) : entry.map(globMatcher)));
  const known = new Map<string, string | undefined>();
  const find = (folders: readonly string[]): string | undefined => {
    for (const [i, entry] of compiled.entries()) {
      if (typeof entry === 'function') {
        const folder = folders.find(entry);
        if (folder === undefined) continue;
        matched(i, -1);
        return `${i} ${folder}`;
      }
      const item = entry.findIndex((matches) => folders.some(matches));
      if (item < 0) continue;
      matched(i, item);
      return String(i);
    }
    return undefined;
  };
  return (path) => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (!known.has(folder)) known.set(folder, find(foldersTo(folder)));
    return known.get(folder);
  };
}

/** `a/b`: `a` and `a/b`. The empty path is the folder of the configuration, which `.` matches. */
function foldersTo(folder: string): string[] {
  if (folder.startsWith('..')) return [];
  const parts = folder.split('/');
  return folder === '' ? [''] : ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}
