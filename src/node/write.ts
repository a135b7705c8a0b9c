import { closeSync, existsSync, fchmodSync, fchownSync, fstatSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { decode } from '../parse/text.ts';
import { isInside } from './paths.ts';

/** A file that was not written; the message is a sentence for its user, and the file is as it was. */
export class WriteError extends Error {}

export interface WriteOptions {
  /** What the file held when it was read. Absent for a file that is not to be there yet. */
  readonly before?: string;
  /** Folders that may be written to: what a symbolic link leads to has to be inside of one. */
  readonly within: readonly string[];
}

/**
 * Puts a text into a file, as UTF-8: all of it or, with a `WriteError`, nothing. The text goes to a new file beside it,
 * which then takes its name and has its mode. A symbolic link stays one, and the file that it leads to is written.
 */
export function writeText(path: string, text: string, { before, within }: WriteOptions): void {
  try {
    const { file, known } = before === undefined ? { file: placeFor(path), known: undefined } : { file: realpathSync(path), known: read(path, before) };
    if (!within.some((folder) => isAllowed(file, folder))) throw new WriteError(`${path} leads to ${file}, which is outside of what was given; name that file itself to have it written`);
    replace(path, file, text, known);
  } catch (error) {
    if (error instanceof WriteError) throw error;
    throw new WriteError(`${path} cannot be written: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

/**
 * Puts a report into a file, whatever that held, and makes the folders on the way: all of it or, with a `WriteError`,
 * nothing. What is no file, such as a pipe or /dev/stdout, is written to.
 */
export function writeReport(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const known = statSync(path, { throwIfNoEntry: false });
    if (!known || known.isFile()) replace(path, known ? realpathSync(path) : path, text, known);
    else writeFileSync(path, text);
  } catch (error) {
    if (error instanceof WriteError) throw error;
    throw new WriteError(`${path} cannot be written: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

/** The stat of a file that still holds what it held. */
function read(path: string, before: string): Stats {
  const stat = statSync(path);
  // A file without write permission could still be replaced by one that has it.
  if ((stat.mode & 0o222) === 0) throw new WriteError(`${path} is read-only and was left as it is`);
  const bytes = readFileSync(path);
  if (bytes.equals(Buffer.from(before, 'utf8'))) return stat;
  throw new WriteError(decode(bytes).text === before ? `${path} is not UTF-8 and was left as it is` : `${path} has changed since it was read and was left as it is`);
}

function placeFor(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })) throw new WriteError(`${path} is there already and was left as it is`);
  return join(realpathSync(dirname(path)), basename(path));
}

function replace(path: string, file: string, text: string, known: Stats | undefined): void {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = openSync(temporary, 'wx', known ? known.mode & 0o777 : 0o666);
  try {
    try {
      if (known) keepOwner(handle, known);
      writeFileSync(handle, text, 'utf8');
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino !== known?.ino || now?.mtimeMs !== known?.mtimeMs || now?.size !== known?.size) throw new WriteError(`${path} has changed since it was read and was left as it is`);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(file));
}

/** Owner first: a change of it takes the special bits of the mode away. */
function keepOwner(handle: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(handle);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(handle, uid, gid);
    } catch {
      // Only root may give files away.
    }
  }
  fchmodSync(handle, mode & 0o7777);
}

/** Has the new name survive a power cut, where the system can. */
function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows opens no folders, and the file is whole all the same.
  }
}

function isAllowed(file: string, folder: string): boolean {
  return existsSync(folder) && isInside(file, realpathSync(folder));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it is larger than files may be here',
  ENOENT: 'the file or its folder is gone',
  ENAMETOOLONG: 'its name is too long',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  EISDIR: 'it is a folder',
  EBUSY: 'another program is using it',
  ELOOP: 'its symbolic links lead in a circle',
};

/** Why the system refuses a file, for a person. */
export function reason({ code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? message;
}
