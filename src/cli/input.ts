import { Lines } from '../parse/text.ts';
import { PathError } from '../node/discover.ts';
import { gather, readGathered, type Gathered, type GatherOptions } from '../node/gather.ts';
import { add, placeIn, withSlashes, type Input } from '../node/read.ts';
import { dns1123LabelProblem, dns1123SubdomainProblem } from '../model/name-formats.ts';
import type { LintOptions } from '../lint/options.ts';
import { defaultMinor, newestMinor, oldestMinor, parseKubernetesVersion } from '../lint/versions.ts';
import { outputPath, type Build } from '../render/build.ts';
import type { ReportContext } from '../report/context.ts';
import { didYouMean } from '../spelling.ts';
import type { Flags } from './commands.ts';
import { explaining, UsageError, type Io } from './io.ts';
import type { Settings } from './settings.ts';

/** What an option has that takes a value. */
export function text(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** What an option has that may be given several times. */
export function list(flags: Flags, name: string): readonly string[] {
  const value = flags[name];
  return typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : [];
}

/** What the flags say of the cluster. */
export function clusterOptions(flags: Flags): LintOptions {
  const kubernetesVersion = text(flags, 'kubernetes-version');
  if (kubernetesVersion !== undefined && parseKubernetesVersion(kubernetesVersion) === undefined) {
    throw new UsageError(`Kubernetes "${kubernetesVersion}" is not known; headlint knows 1.${oldestMinor} to 1.${newestMinor}, and assumes 1.${defaultMinor}`);
  }
  const namespace = text(flags, 'namespace');
  const noNamespace = namespace !== undefined && dns1123LabelProblem(namespace);
  if (noNamespace) throw new UsageError(`--namespace takes the name of a namespace: "${namespace}" ${noNamespace}`);
  const clusterDomain = text(flags, 'cluster-domain');
  const noDomain = clusterDomain !== undefined && dns1123SubdomainProblem(clusterDomain.replace(/\.$/, ''));
  if (noDomain) throw new UsageError(`--cluster-domain takes the domain that the kubelet has for clusterDomain: "${clusterDomain}" ${noDomain}`);
  return { ...(namespace && { namespace }), ...(kubernetesVersion && { kubernetesVersion }), ...(clusterDomain && { clusterDomain }) };
}

/** What is named, and nothing else. */
export function readInput(paths: readonly string[], flags: Flags, io: Io, settings: Settings): Input {
  return read(paths, flags, io, settings, false);
}

/** What is named, to report on, and the rest of the project that it belongs to. */
export function readProject(paths: readonly string[], flags: Flags, io: Io, settings: Settings): Input {
  return read(paths, flags, io, settings, !flags['no-project']);
}

/** The files to report on, standard input aside. */
export function filesOf(paths: readonly string[], flags: Flags, settings: Settings): string[] {
  const { paths: all, reportOn } = gatherFiles(paths, gatherOptions(flags, settings, !flags['no-project']));
  return [...(reportOn ?? all)].map(withSlashes);
}

function gatherOptions(flags: Flags, { config }: Settings, project: boolean): GatherOptions {
  return { gitignore: !flags['no-gitignore'], tracked: flags['tracked'] === true, ...(config && { ignores: config.ignores }), project };
}

function read(paths: readonly string[], flags: Flags, io: Io, settings: Settings, project: boolean): Input {
  const isPiped = paths.includes('-');
  const pipeName = text(flags, 'stdin-filename');
  if (pipeName !== undefined && !isPiped) throw new UsageError('--stdin-filename is for standard input: write - for it, among the paths');
  const options = { ...gatherOptions(flags, settings, project), ...(isPiped && project && pipeName !== undefined && { buffer: pipeName }) };
  const gathered = gatherFiles(paths, options);
  const input = readGathered(gathered);
  // Editors hand over whatever is open.
  if (isPiped && !(project && pipeName !== undefined && settings.config?.ignores(pipeName))) add(input, standardInput(flags), io.stdin(), placeIn(gathered.base, standardInput(flags)));
  return input;
}

/** What standard input is called. */
export function standardInput(flags: Flags): string {
  return text(flags, 'stdin-filename') ?? '<stdin>';
}

function gatherFiles(paths: readonly string[], options: GatherOptions): Gathered {
  return explaining(PathError, () => gather(paths.filter((path) => path !== '-'), options));
}

/** Columns to wrap text to; a pipe has none, and gets those of a wide terminal. */
export function widthOf({ isTerminal, columns }: Io): number {
  return isTerminal && columns > 0 ? Math.min(columns, 120) : 100;
}

/** Findings stand in what was read, in what was built of it, or in what the tools read beside it. */
export function reportContext(input: Input, flags: Flags, io: Io, builds: readonly Build[] = []): ReportContext {
  const texts = new Map(input.files.map((file) => [file.path, file.text]));
  const lines = new Map<string, Lines>();
  return {
    color: useColor(flags, io),
    width: widthOf(io),
    lines: (file) => {
      if (!lines.has(file)) {
        const found = texts.get(file) ?? textIn(builds, file);
        if (found !== undefined) lines.set(file, new Lines(found));
      }
      return lines.get(file);
    },
  };
}

function textIn(builds: readonly Build[], file: string): string | undefined {
  for (const build of builds) {
    if (!('text' in build.outcome)) continue;
    const text = outputPath(build) === file ? build.outcome.text : build.outcome.origin.textOf(file);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What to say where a format is asked for that is none of these. */
export function noFormat(name: string, known: readonly string[], aliases: readonly string[] = []): string {
  return `there is no format "${name}"${didYouMean(name, [...known, ...aliases]) || `: ${known.join(', ')}`}`;
}

export function checkColor(flags: Flags): void {
  const color = text(flags, 'color');
  if (color !== undefined && !['always', 'never', 'auto'].includes(color)) throw new UsageError(`--color takes always, never or auto, not "${color}"`);
}

export function useColor(flags: Flags, io: Io): boolean {
  const when = text(flags, 'color');
  if (when === 'always') return true;
  if (when === 'never') return false;
  // no-color.org and force-color.org: any value but the empty one counts.
  if (io.env['NO_COLOR']) return false;
  if (io.env['FORCE_COLOR'] && io.env['FORCE_COLOR'] !== '0') return true;
  return io.isTerminal && io.env['TERM'] !== 'dumb';
}
