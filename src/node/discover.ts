import { lstatSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { GitError, trackedFiles } from './git.ts';
import { ignores, readIgnore, type IgnoreRules } from './gitignore.ts';
import { entriesIn, realpath } from './paths.ts';
import { repositoryOf } from './project.ts';

/** A path on the command line that cannot be used; the message is for its user. */
export class PathError extends Error {}

const manifest = /\.(?:[yY][aA]?[mM][lL]|[jJ][sS][oO][nN])$|(?:^|\/)Kustomization$/;

/** True for names of files that may hold manifests. */
export function isManifestName(path: string): boolean {
  return manifest.test(path) && !path.split('/').some((step) => never.has(step));
}

/** True for names of specs, from which `headlint generate` makes manifests. */
export function isSpecName(path: string): boolean {
  return /[^\\/]\.headlint\.ya?ml$/.test(path);
}

const never = new Set(['node_modules', '.git']);

export interface DiscoverOptions {
  readonly gitignore: boolean;
  /** Of folders, take what git tracks and nothing else. */
  readonly tracked?: boolean;
  /** Files and folders that are left out, also where they are named. */
  readonly ignores?: (path: string) => boolean;
}

/** A `.gitignore` and the folder it speaks of. */
interface IgnoreFile {
  readonly folder: string;
  readonly rules: IgnoreRules;
}

/**
 * The files to lint: named files whatever they are called, folders with all that is below them. Sorted, each once.
 * Symbolic links to files are followed, those to folders are not, so that loops end and nothing is linted twice.
 */
export function discover(paths: readonly string[], { gitignore, tracked, ignores: isLeftOut = () => false }: DiscoverOptions): string[] {
  const files = new Map<string, string>();
  const add = (path: string, real: string | undefined) => {
    if (real !== undefined && !files.has(real) && !isLeftOut(path)) files.set(real, path);
  };
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) throw new PathError(`${path}: no such file or folder`);
    const real = realpath(path);
    if (real === undefined) continue;
    if (!stat.isDirectory()) add(path, real);
    else if (tracked) list(path, real, add);
    else if (!isLeftOut(path)) {
      const above = gitignore ? ignoreFilesAbove(path) : undefined;
      if (above || !gitignore) walk(path, real, above, { ignores: isLeftOut, add });
    }
  }
  return [...files.values()].sort();
}

type Add = (path: string, real: string | undefined) => void;

/** What is left out, and what takes the files that are not. */
interface Walk {
  readonly ignores: (path: string) => boolean;
  readonly add: Add;
}

function walk(folder: string, real: string, gitignores: readonly IgnoreFile[] | undefined, to: Walk): void {
  const entries = entriesIn(folder);
  const inForce = gitignores && entries.some((e) => e.name === '.gitignore') ? [...gitignores, ...ignoreFileOf(folder)] : gitignores;
  for (const entry of entries) {
    const path = below(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (isFolder ? never.has(entry.name) : !manifest.test(entry.name)) continue;
    if (inForce && isIgnored(path, isFolder, inForce)) continue;
    if (isFolder && !to.ignores(path)) walk(path, join(real, entry.name), inForce, to);
    else if (!isFolder) take(path, join(real, entry.name), entry, to.add);
  }
}

function list(folder: string, real: string, add: Add): void {
  for (const name of tracked(folder)) {
    if (!manifest.test(name) || name.split('/').some((part) => never.has(part))) continue;
    const path = below(folder, name);
    // What git tracks may be gone.
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat) take(path, join(real, name), stat, add);
  }
}

function tracked(folder: string): string[] {
  try {
    return trackedFiles(folder);
  } catch (error) {
    throw error instanceof GitError ? new PathError(error.message) : error;
  }
}

function below(folder: string, name: string): string {
  return folder === '.' ? join(name) : join(folder, name);
}

function take(path: string, real: string, entry: Dirent | Stats, add: Add): void {
  if (entry.isFile()) add(path, real);
  else if (entry.isSymbolicLink() && isFile(path)) add(path, realpath(path));
}

/** The nearest file that says something about a path decides, as in git. */
function isIgnored(path: string, isFolder: boolean, files: readonly IgnoreFile[]): boolean {
  for (let i = files.length - 1; i >= 0; i -= 1) {
    const { folder, rules } = files[i]!;
    const inside = relative(folder, path).split(sep).join('/');
    const isThere = inside && !inside.startsWith('..') ? ignores(rules, inside, isFolder) : undefined;
    if (isThere !== undefined) return isThere;
  }
  return false;
}

/** Those of the folders above, from the root of the repository down; undefined where they leave the folder out. */
function ignoreFilesAbove(folder: string): IgnoreFile[] | undefined {
  const files: IgnoreFile[] = [];
  const root = repositoryOf(folder);
  // Outside a repository only the files below count.
  if (root === undefined) return files;
  let above = root;
  for (const step of relative(root, resolve(folder)).split(sep).filter(Boolean)) {
    files.push(...ignoreFileOf(above));
    above = join(above, step);
    // What is in a folder that is ignored cannot be taken back.
    if (isIgnored(above, true, files)) return undefined;
  }
  return files;
}

function ignoreFileOf(folder: string): IgnoreFile[] {
  const rules = readIgnore(folder);
  return rules ? [{ folder, rules }] : [];
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A link to nowhere, or to itself.
    return false;
  }
}
