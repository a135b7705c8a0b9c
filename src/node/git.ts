import { findProgram } from './program.ts';
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

/** The commit that a revision means. */
export function commitOf(folder: string, revision: string): string {
  try {
    return said(folder, `knows no revision ${JSON.stringify(revision)}`, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  } catch (error) {
    throw error instanceof GitError ? new GitError(`${error.message}${whyUnknown(folder, revision)}`) : error;
  }
}

/** The last commit of what is checked out; undefined where there is none yet. */
export function lastCommit(folder: string): string | undefined {
  said(folder, 'cannot tell what was committed', ['rev-parse', '--git-dir']);
  return commitIfKnown(folder, 'HEAD');
}

export function commitIfKnown(folder: string, revision: string): string | undefined {
  return ifAny(() => commitOf(folder, revision));
}

function whyUnknown(folder: string, revision: string): string {
  if (ifAny(() => said(folder, '', ['rev-parse', '--is-shallow-repository'])) === 'true') return '; this is a shallow clone: fetch the whole history, with fetch-depth: 0 or git fetch --unshallow';
  const [, remote] = /^([\w.-]+)\/HEAD$/.exec(revision) ?? [];
  return remote === undefined ? '' : `; git remote set-head ${remote} --auto asks the remote what it is`;
}

/**
 * The commit at which the history of a revision and that of another part: what a pull request is to be compared with
 * (git diff's `...`).
 */
export function mergeBase(folder: string, revision: string, head = 'HEAD'): string {
  const commit = commitOf(folder, revision);
  return said(folder, `finds no common history of ${revision} and ${head === 'HEAD' ? 'what is checked out' : head}; in CI, fetch the whole history`, ['merge-base', commit, commitOf(folder, head)]);
}

export function mergeBaseIfAny(folder: string, revision: string, head: string): string | undefined {
  return ifAny(() => mergeBase(folder, revision, head));
}

/** True where the history of a commit has another one. */
export function isAncestor(folder: string, commit: string, of: string): boolean {
  return ifAny(() => said(folder, '', ['merge-base', '--is-ancestor', commit, of])) !== undefined;
}

/** The commits of a history that no remote is known to have, the oldest first. */
export function unpushed(folder: string, head: string): string[] {
  return said(folder, `cannot list what is new in ${head}`, ['rev-list', '--topo-order', '--reverse', head, '--not', '--remotes']).split('\n').filter(Boolean);
}

/** What a commit has at a path from the folder; undefined for nothing. */
export function committedAt(folder: string, commit: string, path: string): 'file' | 'folder' | undefined {
  if (path === '.') return 'folder';
  const [, kind] = /^\d+ (\w+) /.exec(said(folder, `cannot list the files of ${commit}`, ['ls-tree', '-z', commit, '--', path])) ?? [];
  return kind === undefined ? undefined : kind === 'blob' ? 'file' : 'folder';
}

/** How many bytes of files git is asked for at once. */
const portion = 64 * 1024 * 1024;

/** The files of a commit below some paths that have the right name; links and submodules are left out. */
export function* committedFiles(folder: string, commit: string, paths: readonly string[], isWanted: (path: string, size: number) => boolean): Generator<CommittedFile> {
  const listing = git(folder, `cannot list the files of ${commit}`, ['ls-tree', '-r', '-l', '-z', commit, '--', ...paths]).toString('utf8');
  const wanted = listing.split('\0').flatMap((line) => {
    // Of what is not there the size is `BAD`.
    const [, mode, id, size, path] = /^(\d+) blob ([0-9a-f]+) +(\d+|BAD)\t(.*)$/s.exec(line) ?? [];
    if (id === undefined || path === undefined || mode === '120000') return [];
    if (size === 'BAD' && isWanted(path, 0)) throw lacks(path, commit);
    return isWanted(path, Number(size)) ? [{ id, path, size: Number(size) }] : [];
  });
  for (let next = 0; next < wanted.length; ) {
    const from = next;
    for (let bytes = 0; next < wanted.length && (next === from || bytes + wanted[next]!.size <= portion); next += 1) bytes += wanted[next]!.size;
    const some = wanted.slice(from, next);
    const blobs = git(folder, `cannot read the files of ${commit}`, ['cat-file', '--batch'], some.map(({ id }) => `${id}\n`).join(''));
    let at = 0;
    for (const { path, size } of some) {
      // `<id> blob <size>`, the bytes, and a line break.
      const start = blobs.indexOf(10, at) + 1;
      if (blobs.toString('latin1', at, start).split(' ')[1] !== 'blob') throw lacks(path, commit);
      yield { path, bytes: blobs.subarray(start, start + size) };
      at = start + size + 1;
    }
  }
}

function lacks(path: string, commit: string): GitError {
  return new GitError(`git lacks ${path} of ${commit}, which a broken or partial clone does`);
}

/** Files that a sparse checkout leaves out, from the folder: they are not gone. */
export function leftOut(folder: string): ReadonlySet<string> {
  if (ifAny(() => said(folder, '', ['config', '--get', '--type=bool', 'core.sparseCheckout'])) !== 'true') return new Set();
  const listing = git(folder, 'cannot tell what the sparse checkout leaves out', ['ls-files', '-t', '-z']).toString('utf8');
  return new Set(listing.split('\0').flatMap((line) => (line.startsWith('S ') ? line.slice(2) : [])));
}

function ifAny<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

function said(folder: string, whatFails: string, args: readonly string[]): string {
  return git(folder, whatFails, args).toString('utf8').trim();
}

/** Most runs ask git nothing, and what starts programs takes its time to load. */
function git(folder: string, whatFails: string, args: readonly string[], input?: string): Buffer {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const program = findProgram('git');
  if (program === undefined) throw new GitError(`git ${whatFails}: it is not installed`);
  try {
    // What a repository configures to run for its index is not run.
    return execFileSync(program, ['-c', 'core.fsmonitor=false', ...args], { cwd: folder, env: environment(folder), ...(input !== undefined && { input }), stdio: ['pipe', 'pipe', 'pipe'], timeout: 30_000, maxBuffer: 1 << 29, windowsHide: true });
  } catch (error) {
    const because = reason(error as NodeJS.ErrnoException & { stderr?: Buffer });
    throw new GitError(`git ${whatFails}${because ? `: ${because}` : ''}`);
  }
}

/** Git asks a remote for what a partial clone left out, which is network, and runs what the repository configures for that. */
const nothingFetched = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' };
/** A path is a path, be it named `:a.yaml` or `[a].yaml`. */
const literalPaths = { GIT_LITERAL_PATHSPECS: '1', GIT_GLOB_PATHSPECS: undefined, GIT_NOGLOB_PATHSPECS: undefined, GIT_ICASE_PATHSPECS: undefined };
const always = { ...nothingFetched, ...literalPaths };

/**
 * Git tells its hooks where its directory is, which in a linked worktree would make any folder the root of the tree, and
 * which index a commit is made of: that one counts, for files of the same repository.
 */
function environment(folder: string): NodeJS.ProcessEnv {
  const repository = repositoryOf(folder);
  if (repository === undefined) return { ...process.env, ...always };
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  return { ...env, ...always, ...(GIT_INDEX_FILE !== undefined && repository === repositoryOf('.') && { GIT_INDEX_FILE }) };
}

function reason({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: Buffer }): string {
  if (code === 'ETIMEDOUT') return 'it took longer than 30 s';
  if (/transport '.*' not allowed|lazy fetching disabled|promisor remote/.test(String(stderr))) return 'a partial clone has not fetched all of it, and headlint fetches nothing; git fetch --refetch --no-filter gets it';
  return (stderr ? stderr.toString('utf8') : message).trim().split('\n')[0]!.replace(/^fatal: /, '');
}
