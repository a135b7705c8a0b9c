import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Diagnostic, LintResult, Unused } from '../diagnostic.ts';
import type { LintOptions } from '../lint/options.ts';
import { PathError } from '../node/discover.ts';
import { isInside } from '../node/paths.ts';
import { emptyInput, type Input } from '../node/read.ts';
import { findProject, type Project } from '../node/project.ts';
import type { SourceFile } from '../parse/manifests.ts';
import type { Flags } from './commands.ts';
import { clusterOptions, reportContext, text } from './input.ts';
import { exitUsage, explaining, UsageError, type Io } from './io.ts';

/** What the configuration and the flags say; the flags win. */
export interface Settings {
  readonly project: Project;
  readonly config: Config | undefined;
  readonly options: LintOptions;
}

/** A configuration with mistakes in it. */
export interface Mistaken {
  readonly file: SourceFile;
  readonly mistakes: readonly Diagnostic[];
}

/** Looks for the configuration from the current folder. What reads it is loaded where there is one. */
export async function readSettings(flags: Flags): Promise<Settings | Mistaken> {
  const options = { ...clusterOptions(flags), ...(flags['no-inline-config'] && { inlineConfig: false }) };
  const named = text(flags, 'config');
  if (named !== undefined && flags['no-config']) throw new UsageError('--config and --no-config exclude each other');
  const found = findProject(process.cwd());
  const path = flags['no-config'] ? undefined : (named ?? found.config);
  const project = { root: named === undefined ? found.root : dirname(resolve(named)), config: path };
  if (path === undefined) return { project, config: undefined, options };
  const { loadConfig } = await import('../node/load-config.ts');
  const loaded = explaining(PathError, () => loadConfig(path));
  if ('mistakes' in loaded) return loaded;
  return { project, config: loaded.config, options: { ...loaded.config.options, ...options } };
}

/** What they say of the cluster alone, which is all that matters to who writes manifests. */
export function clusterOf({ options: { namespace, kubernetesVersion, clusterDomain } }: Settings): Pick<LintOptions, 'namespace' | 'kubernetesVersion' | 'clusterDomain'> {
  return { ...(namespace && { namespace }), ...(kubernetesVersion && { kubernetesVersion }), ...(clusterDomain && { clusterDomain }) };
}

/** What is wrong with the configuration, as findings, and the text that they are in. */
export function resultOf({ file, mistakes }: Mistaken, io: Io): { readonly result: LintResult; readonly input: Input } {
  io.stderr(`headlint: nothing was read, because of ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`} in ${file.path}\n`);
  const summary = { files: 1, documents: 0, objects: 0, errors: mistakes.length, warnings: 0, infos: 0, skipped: [] };
  return { result: { results: mistakes, suppressed: [], summary }, input: { ...emptyInput(), files: [file] } };
}

/** Shows it to those who asked for something else than findings. */
export async function explainMistakes(mistaken: Mistaken, flags: Flags, io: Io): Promise<number> {
  const { result, input } = resultOf(mistaken, io);
  const { text: reporter } = await import('../report/text.ts');
  io.stderr(reporter(result, reportContext(input, flags, io)));
  return exitUsage;
}

/** Says what of the configuration came to nothing, where the run was about all that it is about. */
export function printHints({ project, config }: Settings, paths: readonly string[], unused: Unused | undefined, io: Io): void {
  if (!config || !unused || !covers(paths, project.root)) return;
  for (const { file, line, column, message, help } of config.hints(unused)) io.stderr(`${file}:${line}:${column}: hint: ${message} ${help}\n`);
}

/** True where one of the paths is a folder or one above it. */
export function covers(paths: readonly string[], folder: string): boolean {
  return paths.some((path) => {
    if (path === '-') return false;
    try {
      return isInside(realpathSync(folder), realpathSync(path));
    } catch {
      return false;
    }
  });
}

const baselineName = 'headlint-suppressions.json';

/** Where the baseline is: in the current folder, beside the configuration, at the root. A new one goes beside the configuration, else here. */
export function baselinePath(flags: Flags, { project }: Settings): string {
  const named = text(flags, 'suppressions-location');
  if (named !== undefined) return named;
  const atRoot = relative('', join(project.root, baselineName));
  if (existsSync(baselineName)) return baselineName;
  return project.config !== undefined || existsSync(atRoot) ? atRoot : baselineName;
}

/** True where there is a baseline, or something was asked of one. */
export function hasBaseline(flags: Flags, settings: Settings): boolean {
  return ['suppress-all', 'suppress-rule', 'prune-suppressions', 'suppressions-location'].some((flag) => flags[flag]) || existsSync(baselinePath(flags, settings));
}
