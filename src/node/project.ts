import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Names of the configuration, the first that a folder has counts. `package.json` counts where it has a key `headlint`. */
export const configNames = ['headlint.config.yaml', 'headlint.config.yml', 'headlint.config.json', '.headlint.yaml', '.headlint.yml', 'package.json'] as const;

/** What one run is about. Paths are absolute. */
export interface Project {
  /** The folder of the configuration; without one the root of the repository; outside of any, the folder itself. */
  readonly root: string;
  /** The file with the configuration, where there is one. */
  readonly config: string | undefined;
}

/**
 * Looks for a configuration from a folder upwards to the root of its repository; the nearest counts alone. Outside of a
 * repository only the folder itself is looked at, so that nobody's file in a folder above has a say.
 */
export function findProject(from: string): Project {
  const start = resolve(from);
  const repository = repositoryOf(start);
  for (let folder = start; ; folder = dirname(folder)) {
    const config = configNames.map((name) => join(folder, name)).find(isConfig);
    if (config !== undefined) return { root: folder, config };
    if (folder === (repository ?? start)) return { root: folder, config: undefined };
  }
}

/** The folder at or above this one that has `.git`, which is a file in worktrees and submodules. */
export function repositoryOf(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false })) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function isConfig(path: string): boolean {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    return !path.endsWith('package.json') || hasKey(readFileSync(path, 'utf8'));
  } catch {
    // Not for us to read: neither is what it would say.
    return false;
  }
}

/** Most packages that name headlint do so among their dependencies. */
function hasKey(text: string): boolean {
  if (!text.includes('"headlint"')) return false;
  try {
    const value = JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'headlint');
  } catch {
    return false;
  }
}
