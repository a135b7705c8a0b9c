/** Folders and files by their paths alone, with forward slashes; the folder that holds all is `''`. */

export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

/** What a path means as seen from a folder: resolves `..` and `.` without a file system. */
export function join(directory: string, path: string): string {
  const parts = directory ? directory.split('/') : [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** Steps up and down from one folder to another. */
export function stepsBetween(a: string, b: string): number {
  if (a === b) return 0;
  const x = a.split('/');
  const y = b.split('/');
  let shared = 0;
  while (shared < x.length && shared < y.length && x[shared] === y[shared]) shared += 1;
  return x.length + y.length - 2 * shared;
}
