import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { discover, type DiscoverOptions } from './discover.ts';
import { findProject, repositoryOf } from './project.ts';
import { readFiles, withSlashes, type Input } from './read.ts';

export interface GatherOptions extends DiscoverOptions {
  /** Whether to look for what is known together with the files that are named. */
  readonly project: boolean;
  /** The name of a file whose text comes from somewhere else: from an editor, say. */
  readonly buffer?: string;
}

export interface Gathered {
  /** Files to read, the buffer not among them. */
  readonly paths: readonly string[];
  /** Files to report on, where the others are only to be known. */
  readonly reportOn?: readonly string[];
  /** The folder from which all of it is seen, where the paths alone do not tell how the files stand to each other. */
  readonly base?: string;
}

/**
 * The files that a command is about. A folder stands for all that is below it. A file that is named is reported on,
 * and the project that holds it is known: what it refers to may be anywhere in there.
 */
export function gather(paths: readonly string[], { project, buffer, ...options }: GatherOptions): Gathered {
  const onDisk = buffer !== undefined && isFile(buffer) ? [buffer] : [];
  const named = discover([...onDisk, ...paths], options);
  const files = [...paths.filter(isFile), ...(buffer === undefined ? [] : [buffer])];
  const roots = project ? [...new Set(files.flatMap((file) => projectOf(file) ?? []))] : [];
  if (!roots.length) return { paths: named.filter((path) => path !== onDisk[0]) };
  const known = new Set(named);
  // As the files are written, so is the rest.
  const inFull = files.every(isAbsolute);
  const show = (path: string) => (inFull || known.has(path) ? path : relative('', path));
  const all = discover([...onDisk, ...paths, ...roots], options).map(show);
  return {
    paths: all.filter((path) => path !== onDisk[0]),
    reportOn: [...named, ...(buffer === undefined ? [] : [buffer])],
    base: ancestorOf([...roots, ...paths.map((path) => dirname(resolve(path)))]),
  };
}

/** Reads them. What cannot be read is worth a word where it is reported on. */
export function readGathered({ paths, reportOn, base }: Gathered): Input {
  const input = readFiles(paths, base);
  if (!reportOn) return input;
  const named = new Set(reportOn.map(withSlashes));
  return { ...input, skipped: input.skipped.filter(({ file }) => named.has(file)), reportOn: [...named] };
}

/** The folder of what is known together with a file. Who keeps a home folder in git has no project there. */
export function projectOf(file: string): string | undefined {
  const folder = dirname(resolve(file));
  const { root, config } = findProject(folder);
  return config !== undefined || (root === repositoryOf(folder) && root !== homedir()) ? root : undefined;
}

/** The folder that holds all of these. */
export function ancestorOf(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep));
  let shared = first.length;
  for (const other of others) while (first.slice(0, shared).join(sep) !== other.slice(0, shared).join(sep)) shared -= 1;
  return first.slice(0, shared).join(sep) || sep;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}
