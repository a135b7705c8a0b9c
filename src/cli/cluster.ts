import { buildModel, type Known } from '../lint/build-model.ts';
import { locator } from '../lint/builds.ts';
import type { Locate } from '../model/locate.ts';
import { key } from '../model/keys.ts';
import type { Input } from '../node/read.ts';
import type { Manifests } from '../parse/manifests.ts';
import { outputPath, type Build } from '../render/build.ts';
import type { ReportContext } from '../report/context.ts';
import { build, tellUnbuilt, type Builds } from './builds.ts';
import type { Flags } from './commands.ts';
import { readInput, reportContext } from './input.ts';
import type { Io } from './io.ts';
import { nothingFound, type Task } from './nothing.ts';
import { explainMistakes, readSettings, type Settings } from './settings.ts';
import { watch } from './watch.ts';

/** Objects as the cluster will have them, and where their fields are written. */
export interface Cluster extends Known {
  readonly locate: Locate;
  readonly settings: Settings;
  readonly context: ReportContext;
}

/**
 * Reads what is named as one cluster sees it: overlays and charts built, and of builds that have the same Service the
 * first. Undefined where there is nothing to read, and standard error says why.
 */
export async function readCluster(task: Task, flags: Flags, io: Io): Promise<Cluster | undefined> {
  const settings = await readSettings(flags);
  if ('mistakes' in settings) {
    await explainMistakes(settings, flags, io);
    return undefined;
  }
  const input = readInput(task.paths, flags, io, settings);
  const watched = watch(flags, io);
  const built = await build(input, flags, settings, io, watched?.step);
  watched?.end();
  tellUnbuilt(built.unbuilt, io);
  const known = withoutRivals(input, built, settings, io);
  if (known.manifests.every(isEmpty)) {
    io.stderr(nothingFound(task, input, flags, settings, { files: input.files.length + input.skipped.length, skipped: input.skipped }));
    return undefined;
  }
  return { ...known, locate: locator(known.origins), settings, context: reportContext(input, flags, io, built.builds) };
}

/** True where nothing looks like a manifest, not even what could not be read. */
function isEmpty({ documents, unread, broken, skipped }: Manifests): boolean {
  return !documents.length && !unread.length && !broken.length && !skipped.length;
}

function withoutRivals({ files }: Input, built: Builds, { options }: Settings, io: Io): Known {
  const all = buildModel(files, { ...options, ...built });
  const rivals = rivalsAmong(built.builds, all);
  if (rivals.length) io.stderr(`headlint: ${inWords(rivals)}\n`);
  tellUnread(all, io);
  if (!rivals.length) return all;
  const left = new Set(rivals.map(({ build: each }) => each));
  const emptied = built.builds.map((each): Build => (left.has(each) && 'text' in each.outcome ? { ...each, outcome: { ...each.outcome, text: '' } } : each));
  return buildModel(files, { ...options, ...built, builds: emptied });
}

/** What could not be read may have names, too. */
function tellUnread({ manifests }: Known, io: Io): void {
  const unread = manifests.flatMap(({ broken, skipped }) => [...broken.map(({ source, problem }) => ({ file: source.shown, line: source.lines.position(problem.start).line, reason: problem.message })), ...skipped]);
  const [first, ...others] = unread;
  if (first) io.stderr(`headlint: ${first.file}:${first.line} was not read: ${first.reason}${others.length ? `; nor ${others.length === 1 ? 'was one document' : `were ${others.length} documents`} more` : ''}\n`);
}

interface Rival {
  readonly build: Build;
  /** `namespace/name` of what it has as another one does. */
  readonly service: string;
  readonly first: string;
}

/** Builds that a cluster cannot have beside those before them. */
function rivalsAmong(builds: readonly Build[], { model }: Known): Rival[] {
  const owner = new Map<string, Build>();
  const rivals: Rival[] = [];
  for (const each of builds) {
    const output = outputPath(each);
    const services = model.services.filter(({ document }) => document.source.shown === output);
    const taken = services.find(({ namespace, name }) => owner.has(key(namespace, name)));
    if (taken) rivals.push({ build: each, service: `${taken.namespace}/${taken.name}`, first: owner.get(key(taken.namespace, taken.name))!.name });
    else for (const { namespace, name } of services) owner.set(key(namespace, name), each);
  }
  return rivals;
}

function inWords(rivals: readonly Rival[]): string {
  const [{ build: { name }, service, first }, ...more] = rivals as [Rival, ...Rival[]];
  const others = more.length ? `; ${more.length} more ${more.length === 1 ? 'is' : 'are'} left out for the same reason` : '';
  return `what ${name} builds is left out, because what ${first} builds has Service ${service}, too${others}; name the one that you mean`;
}
