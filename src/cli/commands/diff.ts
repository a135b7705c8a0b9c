import { relative } from 'node:path';
import { diffManifests } from '../../diff/diff.ts';
import type { CheckedOut } from '../../node/commit.ts';
import { isManifestName } from '../../node/discover.ts';
import { committedFiles, GitError, mergeBase } from '../../node/git.ts';
import { add, emptyInput, withSlashes, type Input } from '../../node/read.ts';
import { build, mayBuild, type Builds } from '../builds.ts';
import type { Call, Flags } from '../commands.ts';
import { checkColor, readInput, reportContext, text } from '../input.ts';
import { exitFindings, UsageError, type Io } from '../io.ts';
import { readOutputs, shown, writeOutputs } from '../reports.ts';
import { explainMistakes, readSettings, type Settings } from '../settings.ts';

/** One of the two states, with what is built of it. */
interface Side {
  readonly input: Input;
  readonly built: Builds;
  /** A root in words that are the same on both sides. */
  readonly nameOf: (root: string) => string;
  readonly end?: () => void;
}

/** `headlint diff OLD NEW`, `headlint diff [--git-base REVISION] [PATH…]` */
export async function runDiff({ positionals, flags }: Call, io: Io): Promise<number> {
  const outputs = readOutputs(flags, positionals);
  checkColor(flags);
  const settings = await readSettings(flags);
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const [before, after] = await bothSides(positionals, flags, io, settings);
  try {
    for (const { built } of [before, after]) for (const { name, outcome } of built.builds) if ('problem' in outcome) io.stderr(`headlint: ${name} cannot be built, and is compared as its files stand: ${outcome.problem}\n`);
    const [was, is] = [builtOnBoth(before, after), builtOnBoth(after, before)];
    const full = diffManifests(before.input.files, after.input.files, { ...settings.options, ...is, before: was });
    const result = { ...full, results: shown(full.results, flags) };
    const files = [...after.input.files, ...before.input.files];
    await writeOutputs(outputs, result, reportContext({ ...after.input, files }, flags, io, [...is.builds, ...was.builds]), flags, io);
    return result.summary.errors ? exitFindings : 0;
  } finally {
    before.end?.();
  }
}

async function bothSides(positionals: readonly string[], flags: Flags, io: Io, settings: Settings): Promise<[Side, Side]> {
  const sideOf = async (paths: readonly string[], from: string): Promise<Side> => {
    const input = readInput(paths, flags, io, settings);
    return { input, built: await build(input, flags, settings, io), nameOf: (root) => withSlashes(relative(from, root)) };
  };
  const revision = text(flags, 'git-base');
  const [before, after, ...more] = positionals;
  if (revision !== undefined || after === undefined) {
    const paths = positionals.length ? positionals : ['.'];
    if (paths.includes('-')) throw new UsageError('git has nothing of standard input: say what it is to be compared with, headlint diff OLD NEW');
    const is = await sideOf(paths, '');
    const was = await committed(revision ?? 'HEAD', paths, flags, io, settings);
    if (revision === undefined) io.stderr('headlint: compared with the last commit; --git-base compares with another, and OLD NEW two paths\n');
    return [was, is];
  }
  if (more.length) throw new UsageError('two states are compared, not more: headlint diff OLD NEW, or headlint diff --git-base REVISION PATH…');
  if (before === '-' && after === '-') throw new UsageError('only one of the two can come from standard input');
  return [await sideOf([before!], before!), await sideOf([after], after)];
}

/** What is built on one side and read as it stands on the other cannot be compared: both are read as they stand. */
function builtOnBoth({ built: { builds, unbuilt }, nameOf }: Side, other: Side): Builds {
  const left = new Set([...other.built.unbuilt.map(({ file }) => file), ...other.built.builds.flatMap(({ root, outcome }) => ('problem' in outcome ? [root] : []))].map(other.nameOf));
  return { builds: builds.filter(({ root }) => !left.has(nameOf(root))), unbuilt };
}

/** What the paths had at the commit where this branch left the revision. */
async function committed(revision: string, paths: readonly string[], flags: Flags, io: Io, settings: Settings): Promise<Side> {
  const isIgnored = settings.config?.ignores;
  const input = emptyInput();
  const places = new Map<string, string>();
  let checkedOut: CheckedOut | undefined;
  try {
    const commit = mergeBase('.', revision);
    const { CheckedOut, shortened } = await import('../../node/commit.ts');
    const prefix = `${shortened(commit)}:`;
    const nameOf = (root: string) => (root.startsWith(prefix) ? root.slice(prefix.length) : root);
    for (const { path, bytes } of committedFiles('.', commit, paths, (each) => isManifestName(each) && !isIgnored?.(each))) {
      add(input, `${prefix}${path}`, bytes, path);
      places.set(`${prefix}${path}`, path);
    }
    const plain = input.files.map((file) => ({ ...file, path: places.get(file.path)! }));
    if (!mayBuild(plain, flags, settings)) return { input, built: { builds: [], unbuilt: [] }, nameOf };
    const tree = (checkedOut = new CheckedOut(commit));
    const files = plain.map(({ path, text: manifest }) => ({ path: tree.pathOf(path), text: manifest }));
    const built = await build({ ...input, files }, flags, settings, io, (unbuilt) => tree.shownUnbuilt(unbuilt));
    return { input, built: { builds: built.builds.map((each) => tree.shown(each)), unbuilt: built.unbuilt }, nameOf, end: () => tree.remove() };
  } catch (error) {
    checkedOut?.remove();
    if (error instanceof GitError) throw new UsageError(error.message);
    throw error;
  }
}
