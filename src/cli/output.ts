import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readRegular } from '../node/read.ts';
import { reason, writeText, WriteError } from '../node/write.ts';
import { explaining, UsageError } from './io.ts';

/** What a file holds, and what it is to hold. */
export interface Change {
  readonly path: string;
  /** Undefined where there is no file. */
  readonly before: string | undefined;
  readonly after: string;
}

export function changeOf(path: string, after: string): Change {
  return { path, before: readIfThere(path), after };
}

/** More than any spec makes. */
const largest = 128 * 1024 * 1024;

function readIfThere(path: string): string | undefined {
  try {
    return readRegular(path, largest).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new UsageError(`${notFolder(path)} is a file, so nothing can be written below it`);
    if (isFolder(path)) throw new UsageError(`${path} is a folder; name a file in it`);
    throw new UsageError(`${path} cannot be written over: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

/** The nearest path above that is there and is no folder. */
function notFolder(path: string): string {
  const above = dirname(path);
  const stat = statSync(above, { throwIfNoEntry: false });
  return stat && !stat.isDirectory() ? above : above === dirname(above) ? above : notFolder(above);
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Says which files are there already, before one is written. */
export function refuseExisting(changes: readonly Change[]): void {
  const there = changes.filter(({ before, after }) => before !== undefined && before !== after).map(({ path }) => path);
  if (there.length) throw new UsageError(`${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written; --force writes over ${there.length === 1 ? 'it' : 'them'}`);
}

/** Writes what differs, each file whole or not at all, and makes the folders that it needs. */
export function write(changes: readonly Change[], folder?: string): void {
  for (const { path, before, after } of changes) {
    if (before === after) continue;
    makeFolder(dirname(path));
    explaining(WriteError, () => writeText(path, after, { ...(before !== undefined && { before }), within: [folder ?? dirname(path)] }));
  }
}

/** One by one: Node's own way of making all of them goes round in circles where a file system takes none (/proc). */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === 'EROFS' ? 'the file system is read-only' : code === 'ENOENT' ? 'there can be none there' : code === 'EEXIST' || code === 'ENOTDIR' ? `${notFolder(resolve(path, '.'))} is a file` : code;
    throw new UsageError(`the folder ${path} cannot be made: ${why}`);
  }
}
