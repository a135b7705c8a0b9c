import { existsSync, statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { isManifestName } from '../node/discover.ts';
import { commitOf, committedFiles, GitError, isCommitted, lastCommit, leftOut, mergeBase } from '../node/git.ts';
import { add, emptyInput, withSlashes, type Input } from '../node/read.ts';
import { build, mayBuild, type Builds } from './builds.ts';
import type { Call, Flags } from './commands.ts';
import { readInput, text } from './input.ts';
import { UsageError, type Io } from './io.ts';
import type { Settings } from './settings.ts';

/** One of the two states that are compared, with what is built of it. */
export interface State {
  readonly input: Input;
  readonly built: Builds;
  /** A root in words that are the same for both states. */
  readonly nameOf: (root: string) => string;
  /** The path of a file as it is, or would be, in the working tree. */
  readonly plain: (file: string) => string;
}

export interface Setup {
  readonly flags: Flags;
  readonly io: Io;
  readonly settings: Settings;
  /** Takes what is to be done when the states are not needed any more. */
  readonly atEnd: (end: () => void) => void;
}

/** The two states that are asked for, the old one first; several pairs where several branches are pushed. */
export async function readStates(positionals: Call['positionals'], setup: Setup): Promise<(readonly [State, State])[]> {
  const { flags } = setup;
  const [before, after, ...more] = positionals;
  const isOfGit = after === undefined || ['git-base', 'git-head', 'pushed'].some((flag) => flags[flag] !== undefined);
  if (isOfGit) {
    try {
      return await ofGit(positionals.length ? positionals : ['.'], setup);
    } catch (error) {
      throw error instanceof GitError ? new UsageError(error.message) : error;
    }
  }
  if (more.length) throw new UsageError('two states are compared, not more: headlint diff OLD NEW, or headlint diff --git-base REVISION PATH…');
  if (before === '-' && after === '-') throw new UsageError('only one of the two can come from standard input');
  const name = [before!, after].every((path) => path !== '-' && !isFolder(path)) ? basename(after) : undefined;
  return [[await onDisk(before!, name, setup), await onDisk(after, name, setup)]];
}

/** A file or a folder, seen from itself, so that files of the two states stand in the same places. */
async function onDisk(path: string, name: string | undefined, setup: Setup): Promise<State> {
  const { flags, io, settings } = setup;
  const from = path === '-' ? '' : isFolder(path) ? path : `${path}/..`;
  const read = readInput([path], flags, io, settings);
  const files = read.files.map((file) => ({ ...file, at: name ?? withSlashes(relative(from, file.path)) }));
  const input = { ...read, files };
  const built = await build(input, flags, settings, io);
  const builds = built.builds.map((each) => (each.at === undefined ? each : { ...each, at: withSlashes(relative(from, each.at)) }));
  return { input, built: { ...built, builds }, nameOf: (root) => withSlashes(relative(from, root)), plain: same };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What is compared: a commit, nothing where there is none yet, or the working tree. */
interface Revisions {
  readonly base: string | undefined;
  readonly head: string | 'working tree';
}

async function ofGit(named: readonly string[], setup: Setup): Promise<(readonly [State, State])[]> {
  if (named.includes('-')) throw new UsageError('git has nothing of standard input: say what it is to be compared with, headlint diff OLD NEW');
  const paths = named.map((path) => withSlashes(relative('', path)) || '.');
  const pairs: [State, State][] = [];
  for (const { base, head } of await revisions(setup)) {
    for (const path of paths) if (!isThere(path, head) && !(base !== undefined && isCommitted('.', base, path))) throw new UsageError(`${path}: no such file or folder, neither now nor before`);
    const is = head === 'working tree' ? await working(paths, setup) : await committed(head, '', paths, setup);
    const lacking = head === 'working tree' ? leftOut('.') : new Set<string>();
    pairs.push([base === undefined ? nothing : await committed(base, `${base.slice(0, 9)}:`, paths, setup, lacking), is]);
  }
  return pairs;
}

function isThere(path: string, head: string): boolean {
  return head === 'working tree' ? existsSync(path) : isCommitted('.', head, path);
}

async function revisions({ flags, io }: Setup): Promise<Revisions[]> {
  const [base, head] = [text(flags, 'git-base'), text(flags, 'git-head')];
  if (flags['pushed']) {
    if (head !== undefined) throw new UsageError('--pushed and --git-head exclude each other');
    const { readPushes } = await import('../node/push.ts');
    const pushes = readPushes('.', io.env, () => io.stdin().toString('utf8'));
    if (pushes) return pushes.map((push) => (base === undefined ? push : { ...push, base: mergeBase('.', base, push.head) }));
  }
  if (head !== undefined && base === undefined) throw new UsageError('--git-head is compared with --git-base; say both');
  if (base !== undefined) return [{ base: mergeBase('.', base, head), head: head === undefined ? 'working tree' : commitOf('.', head) }];
  const last = lastCommit('.');
  io.stderr(last === undefined ? 'headlint: there is no commit yet, and nothing that could break\n' : 'headlint: compared with the last commit; --git-base compares with another, and OLD NEW two paths\n');
  return [{ base: last, head: 'working tree' }];
}

const pointer = Buffer.from('version https://git-lfs.github.com/spec/');
const same = (path: string) => path;
/** What is in a cluster before the first commit. */
const nothing: State = { input: emptyInput(), built: { builds: [], unbuilt: [] }, nameOf: same, plain: same };

async function working(paths: readonly string[], { flags, io, settings }: Setup): Promise<State> {
  const there = paths.filter((path) => existsSync(path));
  const input = there.length ? readInput(there, flags, io, settings) : emptyInput();
  return { input, built: await build(input, flags, settings, io), nameOf: (root) => withSlashes(relative('', root)), plain: same };
}

/** What the paths have in a commit. Findings name its files with a prefix, which may be empty. */
async function committed(commit: string, prefix: string, paths: readonly string[], { flags, io, settings, atEnd }: Setup, lacking: ReadonlySet<string> = new Set()): Promise<State> {
  const isWanted = (path: string) => isManifestName(path) && !lacking.has(path) && !settings.config?.ignores(path);
  const input = emptyInput();
  for (const { path, bytes } of committedFiles('.', commit, paths, isWanted)) {
    if (bytes.subarray(0, pointer.length).equals(pointer)) input.skipped.push({ file: `${prefix}${path}`, line: 1, reason: 'git has a pointer of LFS here, and no text' });
    else add(input, `${prefix}${path}`, bytes, path);
  }
  const plain = (file: string) => (file.startsWith(prefix) ? file.slice(prefix.length) : file);
  const state = { input, nameOf: plain, plain };
  const files = input.files.map((file) => ({ ...file, path: plain(file.path) }));
  if (!mayBuild(files, flags, settings)) return { ...state, built: { builds: [], unbuilt: [] } };
  const { CheckedOut } = await import('../node/commit.ts');
  const tree = new CheckedOut(commit, prefix);
  atEnd(() => tree.remove());
  const moved = files.map(({ path, text: manifest }) => ({ path: tree.pathOf(path), text: manifest }));
  const built = await build({ ...input, files: moved }, flags, settings, io, { show: (unbuilt) => tree.shownUnbuilt(unbuilt) });
  return { ...state, built: { builds: built.builds.map((each) => tree.shown(each)), unbuilt: built.unbuilt } };
}
