import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { isManifestName } from '../node/discover.ts';
import { projectOf } from '../node/gather.ts';
import { commitOf, committedAt, committedFiles, GitError, lastCommit, leftOut, mergeBase } from '../node/git.ts';
import { repositoryOf } from '../node/project.ts';
import { add, emptyInput, withSlashes, type Input } from '../node/read.ts';
import { build, mayBuild, type Builds } from './builds.ts';
import type { Call, Flags } from './commands.ts';
import { readInput, text } from './input.ts';
import { UsageError, type Io } from './io.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

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
  readonly onStep: Watch['step'] | undefined;
  /** Takes what is to be done when the states are not needed any more. */
  readonly atEnd: (end: () => void) => void;
}

/** The two states that are asked for. */
export interface States {
  readonly before: State;
  readonly after: State;
  /** Names of the files to report on, where the others are only to be known. */
  readonly reportOn?: readonly string[];
}

/** What is to be compared: several pairs of states where several branches are pushed. */
export async function readStates(positionals: Call['positionals'], setup: Setup): Promise<States[]> {
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
  return [{ before: await onDisk(before!, name, setup), after: await onDisk(after, name, setup) }];
}

/** A file or a folder, seen from itself, so that files of the two states stand in the same places. */
async function onDisk(path: string, name: string | undefined, setup: Setup): Promise<State> {
  const { flags, io, settings, onStep } = setup;
  const from = path === '-' ? '' : isFolder(path) ? path : `${path}/..`;
  const read = readInput([path], flags, io, settings);
  const files = read.files.map((file) => ({ ...file, at: name ?? withSlashes(relative(from, file.path)) }));
  const input = { ...read, files };
  const built = await build(input, flags, settings, io, onStep);
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

async function ofGit(named: readonly string[], setup: Setup): Promise<States[]> {
  if (named.includes('-')) throw new UsageError('git has nothing of standard input: say what it is to be compared with, headlint diff OLD NEW');
  const paths = named.map(inRepository);
  const all: States[] = [];
  for (const { base, head } of await revisions(setup)) {
    const files = paths.filter((path) => {
      const kind = (head === 'working tree' ? onDiskAt(path) : committedAt('.', head, path)) ?? (base === undefined ? undefined : committedAt('.', base, path));
      if (kind === undefined) throw new UsageError(`${path}: no such file or folder, neither now nor before`);
      return kind === 'file';
    });
    // What a file had may be in another now.
    const known = [...new Set([...paths, ...files.flatMap((file) => projectOf(file) ?? []).map(fromHere)])];
    const lacking = head === 'working tree' ? leftOut('.') : new Set<string>();
    const after = head === 'working tree' ? await working(known, setup) : await committed(head, '', known, setup);
    const before = base === undefined ? nothing : await committed(base, `${base.slice(0, 9)}:`, known, setup, lacking);
    all.push({ before, after, ...(files.length && { reportOn: namesBelow(paths, [before, after]) }) });
  }
  return all;
}

function fromHere(path: string): string {
  return withSlashes(relative('', path)) || '.';
}

/** What a link leads to is what git has of it; a submodule has a history of its own. */
function inRepository(path: string): string {
  if (!existsSync(path)) return fromHere(path);
  const [here, there] = [realpathSync('.'), realpathSync(path)];
  const repository = repositoryOf(here);
  if (repository !== undefined && repositoryOf(isFolder(there) ? there : dirname(there)) !== repository) throw new UsageError(`${path} is not of this repository, or is a submodule of it: run headlint diff there`);
  return withSlashes(relative(here, there)) || '.';
}

function onDiskAt(path: string): 'file' | 'folder' | undefined {
  return existsSync(path) ? (isFolder(path) ? 'folder' : 'file') : undefined;
}

/** The files of both states that are, or would be, one of the paths or below it. */
function namesBelow(paths: readonly string[], states: readonly State[]): string[] {
  return states.flatMap(({ input, plain }) => input.files.map(({ path }) => path).filter((path) => paths.some((each) => each === '.' || each === plain(path) || plain(path).startsWith(`${each}/`))));
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

async function working(paths: readonly string[], { flags, io, settings, onStep }: Setup): Promise<State> {
  const there = paths.filter((path) => existsSync(path));
  const input = there.length ? readInput(there, flags, io, settings) : emptyInput();
  return { input, built: await build(input, flags, settings, io, onStep), nameOf: (root) => withSlashes(relative('', root)), plain: same };
}

/** What the paths have in a commit. Findings name its files with a prefix, which may be empty. */
async function committed(commit: string, prefix: string, paths: readonly string[], { flags, io, settings, onStep, atEnd }: Setup, lacking: ReadonlySet<string> = new Set()): Promise<State> {
  const isWanted = (path: string) => isManifestName(path) && !lacking.has(path) && !settings.config?.ignores(path);
  const input = emptyInput();
  const seen = new Set<string>();
  for (const { path, bytes } of committedFiles('.', commit, paths, isWanted)) {
    if (seen.has(path)) continue;
    seen.add(path);
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
  const { builds, unbuilt } = await build({ ...input, files: moved }, flags, settings, io, onStep);
  return { ...state, built: { builds: builds.map((each) => tree.shown(each)), unbuilt: unbuilt.map((each) => tree.shownUnbuilt(each)) } };
}
