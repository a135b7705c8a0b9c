import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Skipped } from '../diagnostic.ts';
import type { MisencodedFile } from '../lint/readings.ts';
import type { SourceFile } from '../parse/manifests.ts';
import { decode } from '../parse/text.ts';
import { reason } from './write.ts';

export interface Input {
  readonly files: SourceFile[];
  readonly misencoded: MisencodedFile[];
  /** Files that are not UTF-8 throughout: the misencoded ones and those in UTF-16. */
  readonly otherwiseEncoded: Set<string>;
  /** Files that were not read, and why. */
  readonly skipped: Skipped[];
  /** Files to report on, where the others are only to be known. */
  readonly reportOn?: readonly string[];
}

export function emptyInput(): Input {
  return { files: [], misencoded: [], otherwiseEncoded: new Set(), skipped: [] };
}

/** No repository keeps manifests this large, and the text has to fit into memory several times. */
const largest = 128 * 1024 * 1024;

/** Reads files as the linter wants them: text, and paths with forward slashes. With a base, each is placed in the tree below it. */
export function readFiles(paths: readonly string[], base?: string): Input {
  const input = emptyInput();
  for (const path of paths) {
    const shown = withSlashes(path);
    const skip = (reason: string) => input.skipped.push({ file: shown, line: 1, reason });
    let bytes: Buffer;
    try {
      bytes = readBounded(path, largest);
    } catch (error) {
      skip(`cannot be read: ${reason(error as NodeJS.ErrnoException)}`);
      continue;
    }
    add(input, shown, bytes, placeIn(base, path));
  }
  return input;
}

/** What has more bytes than are read; the message is a part of a sentence. */
export class TooLarge extends Error {}

/** The bytes of a file, or of what reads like one, such as a pipe. Throws `TooLarge`: /dev/zero would never end. */
export function readBounded(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return readToEnd(file, most);
    if (stat.size > most) throw tooLarge(most);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** As `readBounded`, of files alone: nobody named this one, and a pipe might never begin. */
export function readRegular(path: string, most: number): Buffer {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error(stat.isDirectory() ? 'it is a folder' : 'it is no file');
  return readBounded(path, most);
}

function tooLarge(most: number): TooLarge {
  return new TooLarge(`it is larger than ${Math.round(most / 1024 / 1024)} MiB`);
}

/** Where a file stands in the tree below a folder, if one is given. */
export function placeIn(base: string | undefined, path: string): string | undefined {
  return base === undefined ? undefined : withSlashes(relative(base, resolve(path)));
}

/** Adds a file that is in memory. */
export function add(input: Input, path: string, bytes: Buffer, at?: string): void {
  const place = { path, ...(at !== undefined && { at }) };
  if (isUtf8(bytes)) {
    input.files.push({ ...place, text: bytes.toString('utf8') });
    return;
  }
  const { text, problem } = decode(bytes);
  input.files.push({ ...place, text });
  input.otherwiseEncoded.add(path);
  if (problem) input.misencoded.push({ path, ...problem });
}

/** Standard input to its end. Throws `TooLarge`. */
export function readStandardInput(): Buffer {
  return readToEnd(0, largest);
}

/** Also where whoever opened it has it not wait (O_NONBLOCK) and the other end takes its time. */
function readToEnd(file: number, most: number): Buffer {
  const parts: Buffer[] = [];
  const chunk = Buffer.allocUnsafe(1 << 16);
  for (let left = most; left >= 0; ) {
    try {
      const length = readSync(file, chunk);
      if (length === 0) return Buffer.concat(parts);
      parts.push(Buffer.from(chunk.subarray(0, length)));
      left -= length;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A pipe on Windows ends like this.
      if (code === 'EOF') return Buffer.concat(parts);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  throw tooLarge(most);
}

/** A path as findings show it. */
export function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
