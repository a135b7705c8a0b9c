import type { LintResult } from '../diagnostic.ts';
import { lint } from '../lint/lint.ts';
import type { LintOptions } from '../lint/options.ts';
import { withUnread } from '../lint/summary.ts';
import { gather, readGathered } from './gather.ts';
import { loadConfig } from './load-config.ts';
import { findProject } from './project.ts';

/** Which files to read, beside what `lint` takes. */
export interface LintPathsOptions extends LintOptions {
  readonly gitignore?: boolean;
  /** A configuration, or true for the nearest from the current folder upwards. Options given beside it win. */
  readonly config?: string | boolean;
}

/** A configuration with mistakes in it; the message has the first. */
export class ConfigError extends Error {
  readonly mistakes: LintResult['results'];
  constructor(mistakes: LintResult['results']) {
    const { file, line, column, message, help } = mistakes[0]!;
    super(`${file}:${line}:${column}: ${message} ${help}`);
    this.mistakes = mistakes;
  }
}

/** Lints files and folders; of a file, the project that holds it is known. Throws `PathError` where a path does not exist, `ConfigError` where the configuration is wrong. */
export function lintPaths(paths: readonly string[], { gitignore = true, config, ...options }: LintPathsOptions = {}): LintResult {
  const path = config === true ? findProject('.').config : config || undefined;
  const loaded = path === undefined ? undefined : loadConfig(path);
  if (loaded && 'mistakes' in loaded) throw new ConfigError(loaded.mistakes);
  const { files, misencoded, skipped, reportOn } = readGathered(gather(paths, { gitignore, project: true, ...(loaded && { ignores: loaded.config.ignores }) }));
  const full = lint(files, { ...loaded?.config.options, ...options, ...(reportOn && { reportOn }) }, misencoded);
  return { ...full, summary: withUnread(full.summary, skipped) };
}
