import { repositoryOf } from './project.ts';

/** Git did not answer; the message is for the user. */
export class GitError extends Error {}

/** What git has in its index below a folder, relative to it: files that were added, not those that merely lie there. */
export function trackedFiles(folder: string): string[] {
  const names = git(folder, `cannot tell which files it tracks in ${folder}`, ['ls-files', '-z', '--cached', '--recurse-submodules']).toString('utf8');
  return [...new Set(names.split('\0'))].filter((name) => name !== '');
}

/** A file as it was committed. */
export interface CommittedFile {
  /** From the folder that was asked about. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * The commit at which the history of a revision and that of what is checked out part: what a pull request is to be
 * compared with (git diff's `...`).
 */
export function mergeBase(folder: string, revision: string): string {
  const commit = git(folder, `knows no revision ${JSON.stringify(revision)}`, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]).toString('utf8').trim();
  return git(folder, `finds no common history of ${revision} and what is checked out; in CI, fetch the whole history`, ['merge-base', commit, 'HEAD']).toString('utf8').trim();
}

/** The files of a commit below some paths that have the right name; links and submodules are left out. */
export function committedFiles(folder: string, commit: string, paths: readonly string[], isWanted: (path: string, size: number) => boolean): CommittedFile[] {
  const listing = git(folder, `cannot list the files of ${commit}`, ['ls-tree', '-r', '-l', '-z', commit, '--', ...paths]).toString('utf8');
  const wanted = listing.split('\0').flatMap((line) => {
    const [, mode, id, size, path] = /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line) ?? [];
    return id !== undefined && path !== undefined && mode !== '120000' && isWanted(path, Number(size)) ? [{ id, path }] : [];
  });
  if (!wanted.length) return [];
  const blobs = git(folder, `cannot read the files of ${commit}`, ['cat-file', '--batch'], wanted.map(({ id }) => `${id}\n`).join(''));
  const files: CommittedFile[] = [];
  let at = 0;
  for (const { path } of wanted) {
    // `<id> blob <size>`, the bytes, and a line break.
    const end = blobs.indexOf(10, at);
    const size = Number(blobs.toString('latin1', at, end).split(' ')[2]);
    files.push({ path, bytes: blobs.subarray(end + 1, end + 1 + size) });
    at = end + 2 + size;
  }
  return files;
}

/** Most runs ask git nothing, and what starts programs takes its time to load. */
function git(folder: string, whatFails: string, args: readonly string[], input?: string): Buffer {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    // What a repository configures to run for its index is not run.
    return execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: folder, env: environment(folder), ...(input !== undefined && { input }), stdio: ['pipe', 'pipe', 'pipe'], timeout: 30_000, maxBuffer: 1 << 29, windowsHide: true });
  } catch (error) {
    const because = reason(error as NodeJS.ErrnoException & { stderr?: Buffer });
    throw new GitError(`git ${whatFails}${because ? `: ${because}` : ''}`);
  }
}

/**
 * Git tells its hooks where its directory is, which in a linked worktree would make any folder the root of the tree, and
 * which index a commit is made of: that one counts, for files of the same repository.
 */
function environment(folder: string): NodeJS.ProcessEnv {
  const repository = repositoryOf(folder);
  if (repository === undefined) return process.env;
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  return GIT_INDEX_FILE !== undefined && repository === repositoryOf('.') ? { ...env, GIT_INDEX_FILE } : env;
}

function reason({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: Buffer }): string {
  if (code === 'ENOENT') return 'it is not installed';
  if (code === 'ETIMEDOUT') return 'it took longer than 30 s';
  return (stderr ? stderr.toString('utf8') : message).trim().split('\n')[0]!.replace(/^fatal: /, '');
}
