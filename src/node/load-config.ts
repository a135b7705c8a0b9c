import { dirname, relative, resolve } from 'node:path';
import { readConfig, type ConfigResult } from '../config/config.ts';
import { decode } from '../parse/text.ts';
import { PathError } from './discover.ts';
import { readBounded, withSlashes } from './read.ts';
import { reason } from './write.ts';

/** A configuration that was read, and the text that it was read from. */
export type LoadedConfig = ConfigResult & { readonly file: { readonly path: string; readonly text: string } };

/** Reads a configuration. Its globs are relative to its folder. Throws `PathError` where the file cannot be read. */
export function loadConfig(path: string): LoadedConfig {
  const folder = dirname(resolve(path));
  const file = { path: shown(path), text: readText(path) };
  return { ...readConfig(file, (linted) => withSlashes(relative(folder, resolve(linted)))), file };
}

/** Nobody has that much to configure. */
const largest = 1024 * 1024;

function readText(path: string): string {
  try {
    return decode(readBounded(path, largest)).text;
  } catch (error) {
    throw new PathError(`the configuration ${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : reason(error as NodeJS.ErrnoException)}`);
  }
}

/** From the current folder, as paths of manifests are. */
function shown(path: string): string {
  return withSlashes(relative('', resolve(path)) || path);
}
