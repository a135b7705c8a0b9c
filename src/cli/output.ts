import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeText, WriteError } from '../node/write.ts';
import { UsageError } from './io.ts';

/** Writes a file that is not to be there yet, unless it is `force`d. */
export function writeNew(path: string, text: string, force: boolean): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw new UsageError(`${path} is a folder; name a file in it`);
  if (stat && !force) throw new UsageError(`${path} is there already; --force writes over it`);
  if (!existsSync(dirname(path))) throw new UsageError(`there is no folder ${dirname(path)} to write ${path} to`);
  try {
    writeText(path, text, { ...(stat && { before: readFileSync(path, 'utf8') }), within: [dirname(path)] });
  } catch (error) {
    if (error instanceof WriteError) throw new UsageError(error.message);
    throw error;
  }
}
