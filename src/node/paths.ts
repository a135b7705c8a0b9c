import { readdirSync, realpathSync, type Dirent } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** True for a folder itself and what is below it; of two absolute paths, or two from one folder. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}

/** A path with links resolved; undefined where it leads to nothing, or to itself. */
export function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** What is in a folder; nothing where that cannot be told. */
export function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
