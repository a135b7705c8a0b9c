import { diffManifests } from '../../diff/diff.ts';
import { isManifestName } from '../../node/discover.ts';
import { committedFiles, GitError, mergeBase } from '../../node/git.ts';
import { add, type Input } from '../../node/read.ts';
import type { Call, Flags } from '../commands.ts';
import { checkColor, readInput, reportContext, text } from '../input.ts';
import { exitFindings, UsageError, type Io } from '../io.ts';
import { readOutputs, writeOutputs } from '../reports.ts';
import { explainMistakes, readSettings, type Settings } from '../settings.ts';

/** `headlint diff OLD NEW`, `headlint diff [--git-base REVISION] [PATH…]` */
export async function runDiff({ positionals, flags }: Call, io: Io): Promise<number> {
  const outputs = readOutputs(flags, positionals);
  checkColor(flags);
  const settings = await readSettings(flags);
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const [before, after] = bothSides(positionals, flags, io, settings);
  const full = diffManifests(before.files, after.files, settings.options);
  const result = { ...full, results: flags['quiet'] ? full.results.filter((d) => d.severity === 'error') : full.results };
  await writeOutputs(outputs, result, reportContext({ ...after, files: [...after.files, ...before.files] }, flags, io), flags, io);
  return result.summary.errors ? exitFindings : 0;
}

function bothSides(positionals: readonly string[], flags: Flags, io: Io, settings: Settings): [Input, Input] {
  const revision = text(flags, 'git-base');
  const [before, after, ...more] = positionals;
  if (revision !== undefined || after === undefined) {
    const paths = positionals.length ? positionals : ['.'];
    if (paths.includes('-')) throw new UsageError('git has nothing of standard input: say what it is to be compared with, headlint diff OLD NEW');
    const isIgnored = settings.config?.ignores;
    const sides: [Input, Input] = [committed(revision ?? 'HEAD', paths, (path) => isManifestName(path) && !isIgnored?.(path)), readInput(paths, flags, io, settings)];
    if (revision === undefined) io.stderr('headlint: compared with the last commit; --git-base compares with another, and OLD NEW two paths\n');
    return sides;
  }
  if (more.length) throw new UsageError('two states are compared, not more: headlint diff OLD NEW, or headlint diff --git-base REVISION PATH…');
  if (before === '-' && after === '-') throw new UsageError('only one of the two can come from standard input');
  return [readInput([before!], flags, io, settings), readInput([after], flags, io, settings)];
}

/** What the paths had at the commit where this branch left the revision. */
function committed(revision: string, paths: readonly string[], isWanted: (path: string) => boolean): Input {
  const input: Input = { files: [], misencoded: [], otherwiseEncoded: new Set(), skipped: [] };
  try {
    const commit = mergeBase('.', revision);
    for (const { path, bytes } of committedFiles('.', commit, paths, isWanted)) add(input, `${commit.slice(0, 9)}:${path}`, bytes, path);
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(error.message);
    throw error;
  }
  return input;
}
