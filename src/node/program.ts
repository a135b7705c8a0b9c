import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * Where a program is, by its name in the PATH or its path from here; undefined where there is none. The system would also
 * look in the current folder, on Windows always, and elsewhere where the PATH says so: what is linted may have a program
 * of that name.
 */
export function findProgram(program: string): string | undefined {
  const paths = /[\\/]/.test(program) ? [resolve(program)] : (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute).map((folder) => join(folder, program));
  return paths.flatMap((path) => (process.platform === 'win32' ? [path, `${path}.exe`] : [path])).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
