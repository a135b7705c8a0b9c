import { glob, GlobError } from '../glob.ts';

/** Why a pattern is no glob for paths below the configuration; undefined where it is one. */
export function globProblem(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'is empty';
  if (pattern.startsWith('!')) return 'starts with "!", and nothing is taken back';
  if (/^[A-Za-z]:|^[/\\~]/.test(pattern)) return 'is no path relative to this file';
  if (pattern.includes('\\')) return 'has a backslash; folders are separated by "/", on Windows too';
  if (pattern.split('/').includes('..')) return 'leads out of the folder of this file';
  try {
    globMatcher(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof GlobError) return error.message;
    throw error;
  }
}

/** Matches a path relative to the configuration, with forward slashes. */
export function globMatcher(pattern: string): (path: string) => boolean {
  return glob(trimmed(pattern));
}

/** Matches a file, and everything below a folder. */
export function treeMatcher(pattern: string): (path: string) => boolean {
  const itself = trimmed(pattern);
  if (itself === '') return glob('**');
  const matches = [glob(itself), glob(`${itself}/**`)];
  return (path) => matches.some((each) => each(path));
}

/** `./deploy/` is `deploy`; `.` is everything. */
function trimmed(pattern: string): string {
  return pattern.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '').replace(/^\.$/, '');
}
