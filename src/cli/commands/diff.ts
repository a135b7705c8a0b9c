import { diffManifests } from '../../diff/diff.ts';
import { withUnread } from '../../lint/summary.ts';
import type { Build, Unbuilt } from '../../render/build.ts';
import { tellUnbuilt, type Builds } from '../builds.ts';
import type { Call, Flags } from '../commands.ts';
import { checkColor, reportContext } from '../input.ts';
import { exitUsage, type Io } from '../io.ts';
import { nothingFound } from '../nothing.ts';
import { exitCode, readOutputs, shown, warningLimit, writeOutputs, type Output } from '../reports.ts';
import { explainMistakes, readSettings, type Settings } from '../settings.ts';
import { readStates, type State, type States } from '../states.ts';
import { watch } from '../watch.ts';

/** `headlint diff OLD NEW`, `headlint diff [--git-base REVISION] [PATH…]` */
export async function runDiff({ positionals, flags }: Call, process: Io): Promise<number> {
  const outputs = readOutputs(flags, positionals);
  checkColor(flags);
  warningLimit(flags);
  const watched = watch(flags, process);
  const io = watched?.io ?? process;
  const settings = await readSettings(flags);
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const ends: (() => void)[] = [];
  try {
    let code = 0;
    for (const states of await readStates(positionals, { flags, io, settings, onStep: watched?.step, atEnd: (end) => ends.push(end) })) code = Math.max(code, await compare(states, positionals, outputs, flags, settings, io));
    return code;
  } finally {
    watched?.end();
    for (const end of ends) end();
  }
}

async function compare({ before, after, reportOn }: States, paths: readonly string[], outputs: readonly Output[], flags: Flags, settings: Settings, io: Io): Promise<number> {
  tellUnbuilt(unbuiltIn([after, before]), io, 'compared as they stand');
  const [was, is] = [builtOnBoth(before, after), builtOnBoth(after, before)];
  const { documentsBefore, ...full } = diffManifests(before.input.files, after.input.files, { ...settings.options, ...is, ...(reportOn && { reportOn }), before: { ...was, plain: before.plain } });
  const summary = withUnread(full.summary, [...after.input.skipped, ...before.input.skipped]);
  const files = [...after.input.files, ...before.input.files];
  if (summary.documents + documentsBefore === 0 && !flags['allow-empty']) {
    io.stderr(nothingFound({ verb: 'compare', command: 'diff', paths }, { ...after.input, files }, flags, settings, { files: files.length, skipped: summary.skipped }));
    return exitUsage;
  }
  const context = reportContext({ ...after.input, files }, flags, io, [...is.builds, ...was.builds]);
  await writeOutputs(outputs, { ...full, results: shown(full.results, flags), summary }, context, flags, io, before.plain);
  return exitCode(summary, flags, io);
}

/** What could not be built, in either state or for the same reason in both. */
function unbuiltIn(states: readonly State[]): Unbuilt[] {
  const all = states.flatMap(({ built, nameOf }) => [...built.unbuilt, ...built.builds.flatMap(failed)].map((each): [string, Unbuilt] => [`${nameOf(each.file)} ${each.reason}`, each]));
  return [...new Map(all.reverse()).values()].reverse();
}

function failed({ root, outcome }: Build): Unbuilt[] {
  return 'problem' in outcome ? [{ file: root, reason: `it cannot be built: ${outcome.problem}` }] : [];
}

/** What is built on one side and read as it stands on the other cannot be compared: both are read as they stand. */
function builtOnBoth({ built: { builds, unbuilt }, nameOf }: State, other: State): Builds {
  const left = new Set([...other.built.unbuilt, ...other.built.builds.flatMap(failed)].map(({ file }) => other.nameOf(file)));
  return { builds: builds.filter(({ root }) => !left.has(nameOf(root))), unbuilt };
}
