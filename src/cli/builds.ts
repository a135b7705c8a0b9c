import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunError } from '../node/run.ts';
import type { Build, Unbuilt } from '../render/build.ts';
import { printableLines } from '../report/terminal.ts';
import { targetMinor } from '../lint/versions.ts';
import { isKustomization, type SourceFile } from '../parse/manifests.ts';
import type { Input } from '../node/read.ts';
import { groupBy } from '../report/fold.ts';
import type { Flags } from './commands.ts';
import { list, text } from './input.ts';
import { UsageError, type Io } from './io.ts';
import { chartOptions } from './options.ts';
import type { Settings } from './settings.ts';

/** What is read in the place of some files, as `lint` takes it. */
export interface Builds {
  readonly builds: readonly Build[];
  readonly unbuilt: readonly Unbuilt[];
}

const chart = /(?:^|\/)Chart\.yaml$/;

/** Takes how far it is. */
type OnStep = (phase: 'build', done: number, total: number) => void;

/** Builds what is among the files that the cluster sees only built. */
export async function build(input: Input, flags: Flags, settings: Settings, io: Io, onStep?: OnStep): Promise<Builds> {
  const kustomized = await overlays(input, flags, settings, io, onStep);
  const replaced = new Set(kustomized.builds.flatMap(({ outcome, replaces }) => ('text' in outcome ? replaces : [])));
  const parts = [kustomized, await charts(input, flags, settings, replaced, onStep), await piped(input)];
  return { builds: parts.flatMap((part) => part.builds), unbuilt: parts.flatMap((part) => part.unbuilt) };
}

/** True where some of the files are such, and are to be built. */
export function mayBuild(files: readonly SourceFile[], flags: Flags, settings: Settings): boolean {
  return (modeOf(flags, settings) !== 'never' && files.some(isKustomization)) || (!flags['no-helm'] && files.some(({ path }) => chart.test(path)));
}

const nothing: Builds = { builds: [], unbuilt: [] };

async function overlays({ files, reportOn }: Input, flags: Flags, settings: Settings, { env }: Io, onStep: OnStep | undefined): Promise<Builds> {
  const mode = modeOf(flags, settings);
  const said = text(flags, 'kustomize-command');
  // Not a matter of the configuration, which comes with what is linted, and must not say what is run.
  const [from, words] = said === undefined ? ['HEADLINT_KUSTOMIZE_COMMAND', env['HEADLINT_KUSTOMIZE_COMMAND'] || undefined] : ['--kustomize-command', said];
  const command = words?.split(/\s+/).filter(Boolean);
  if (command && !command.length) throw new UsageError(`${from} takes a program and its first arguments, such as "kustomize build"`);
  if (mode === 'never' || !files.some(isKustomization)) return nothing;
  const { buildKustomizations } = await import('../node/kustomize.ts');
  const options = { mode, ...(command && { command }), ...(flags['kustomize-fetch'] && { fetch: true }), ...(onStep && { onBuilt: (done: number, total: number) => onStep('build', done, total) }), ...(reportOn && { only: new Set(reportOn) }) };
  const { builds, unbuilt, lacksTool } = await orExplain(from!, () => buildKustomizations(files, options));
  if (lacksTool) throw new UsageError('--kustomize always: neither kustomize nor kubectl is installed');
  return { builds, unbuilt };
}

function modeOf(flags: Flags, { config }: Settings): 'auto' | 'always' | 'never' {
  const mode = text(flags, 'kustomize') ?? config?.kustomize ?? 'auto';
  if (mode !== 'auto' && mode !== 'always' && mode !== 'never') throw new UsageError(`--kustomize takes auto, always or never, not "${mode}"`);
  return mode;
}

/** What is to be read: what is named, charts among it, or else what a command falls back to. A package is read by helm alone. */
export function pathsOf(positionals: readonly string[], flags: Flags, otherwise?: string): readonly string[] {
  const named = namedCharts(flags);
  if (positionals.length || named.length) return [...positionals, ...named.filter((path) => !isFile(path))];
  if (otherwise === undefined) throw new UsageError('say what to read: files, folders, or - for standard input');
  return [otherwise];
}

function namedCharts(flags: Flags): readonly string[] {
  const named = list(flags, 'helm');
  for (const path of named) if (!isFile(path) && !existsSync(join(path, 'Chart.yaml'))) throw new UsageError(`--helm takes a chart on disk, a folder with a Chart.yaml or a .tgz; ${existsSync(path) ? `${path} is none` : `there is no ${path}`}`);
  if (!named.length) for (const flag of Object.keys(chartOptions)) if (flags[flag] !== undefined) throw new UsageError(`--${flag} is for a chart that --helm names`);
  return named;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function charts({ files, reportOn }: Input, flags: Flags, { options: { namespace, kubernetesVersion } }: Settings, replaced: ReadonlySet<string>, onStep: OnStep | undefined): Promise<Builds> {
  const named = namedCharts(flags);
  if (!named.length && (flags['no-helm'] || !files.some(({ path }) => chart.test(path)))) return nothing;
  const release = text(flags, 'release');
  const values = list(flags, 'values');
  for (const path of values) if (!isFile(path)) throw new UsageError(`--values takes a file on disk; there is no ${path}`);
  const options = { values, set: list(flags, 'set'), setString: list(flags, 'set-string'), apiVersions: list(flags, 'api-versions'), ...(release !== undefined && { release }), ...(namespace !== undefined && { namespace }), kubernetesVersion: `1.${targetMinor(kubernetesVersion)}.0` };
  const { buildCharts } = await import('../node/helm.ts');
  return orExplain('--helm', () => buildCharts(files, { named, options, replaced, ...(onStep && { onBuilt: (done: number, total: number) => onStep('build', done, total) }), ...(reportOn && { only: new Set(reportOn) }) }));
}

/** A program that is asked for and cannot be run is a mistake of whoever asks. */
async function orExplain<T>(option: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

/** What `helm template` printed into standard input. */
async function piped({ files }: Input): Promise<Builds> {
  const printed = files.filter(({ path, text: manifest }) => path === '<stdin>' && manifest.includes('# Source: '));
  if (!printed.length) return nothing;
  const { pipedChart } = await import('../node/piped-chart.ts');
  return { builds: printed.flatMap((file) => pipedChart(file) ?? []), unbuilt: [] };
}

/** Tells what was left as it is: one sentence, or a list with a line for each reason. */
export function tellUnbuilt(unbuilt: readonly Unbuilt[], io: Io, what = 'read unbuilt, and nothing is claimed to be missing there'): void {
  if (!unbuilt.length) return;
  const reasons = [...groupBy(unbuilt, ({ reason }) => reason)].map(([reason, same]) => `${same[0]!.file}${same.length > 1 ? ` and ${same.length - 1} more` : ''}: ${reason}`);
  io.stderr(printableLines(reasons.length === 1 ? `headlint: ${reasons[0]}; ${what}\n` : `headlint: these are ${what}:\n${reasons.map((reason) => `  ${reason}\n`).join('')}`));
}
