import { buildModel, type Known } from '../lint/build-model.ts';
import { locator } from '../lint/builds.ts';
import type { Locate } from '../model/locate.ts';
import { key } from '../model/keys.ts';
import type { Input } from '../node/read.ts';
import { outputPath, type Build } from '../render/build.ts';
import { build, type Builds } from './builds.ts';
import type { Flags } from './commands.ts';
import type { Io } from './io.ts';
import type { Settings } from './settings.ts';

/** Objects as the cluster will have them, and where their fields are written. */
export interface Cluster extends Known {
  readonly locate: Locate;
  readonly builds: readonly Build[];
}

/** Reads what is given as one cluster sees it: overlays and charts built, and of builds that have the same Service the first. */
export async function readCluster(input: Input, flags: Flags, settings: Settings, io: Io): Promise<Cluster> {
  const built = await build(input, flags, settings, io);
  const all = read(input, built, settings);
  const rivals = rivalsAmong(built.builds, all);
  for (const { build: { name }, service, first } of rivals) io.stderr(`headlint: what ${name} builds is left out: it has Service ${service}, as what ${first} builds; name one of the two\n`);
  tellUnread(all, io);
  if (!rivals.length) return all;
  const left = new Set(rivals.map(({ build: each }) => each));
  const emptied = built.builds.map((each): Build => (left.has(each) && 'text' in each.outcome ? { ...each, outcome: { ...each.outcome, text: '' } } : each));
  return read(input, { ...built, builds: emptied }, settings);
}

function read(input: Input, built: Builds, { options }: Settings): Cluster {
  const known = buildModel(input.files, { ...options, ...built });
  return { ...known, locate: locator(known.origins), builds: built.builds };
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
