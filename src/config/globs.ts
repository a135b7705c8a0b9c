import picomatch from 'picomatch/posix.js';

/** Extended patterns such as `+(a|b)` are left out: they can take forever, and nobody needs them for manifests. */
const options = { dot: true, noextglob: true, strictBrackets: true, strictSlashes: true };

/** Why a pattern is no glob for paths below the configuration; undefined where it is one. */
export function globProblem(glob: string): string | undefined {
  if (glob.trim() === '') return 'is empty';
  if (glob.startsWith('!')) return 'starts with "!", and nothing is taken back';
  if (/^[A-Za-z]:|^[/\\~]/.test(glob)) return 'is no path relative to this file';
  if (glob.includes('\\')) return 'has a backslash; folders are separated by "/", on Windows too';
  if (glob.split('/').includes('..')) return 'leads out of the folder of this file';
  try {
    globMatcher(glob);
    return undefined;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split(' - ');
    return `is no glob: ${reason!.charAt(0).toLowerCase()}${reason!.slice(1)}`;
  }
}

/** Matches a path relative to the configuration, with forward slashes. */
export function globMatcher(glob: string): (path: string) => boolean {
  const pattern = trimmed(glob);
  if (pattern === '') return (path) => path === '';
  const matches = picomatch(pattern, options);
  // A second argument, as of Array.prototype.some, would mean something.
  return (path) => matches(path);
}

/** Matches a file, and everything below a folder. */
export function treeMatcher(glob: string): (path: string) => boolean {
  const pattern = trimmed(glob);
  if (pattern === '') return (path) => !path.startsWith('../');
  const itself = globMatcher(pattern);
  const below = globMatcher(`${pattern}/**`);
  return (path) => itself(path) || below(path);
}

/** `./deploy/` is `deploy`; `.` is everything. */
function trimmed(glob: string): string {
  return glob.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '').replace(/^\.$/, '');
}
