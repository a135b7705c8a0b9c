import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { readConfig, type ConfigResult } from '../config/config.ts';
import { decode } from '../parse/text.ts';
import { PathError } from './discover.ts';
import { withSlashes } from './read.ts';

/** A configuration that was read, and the text that it was read from. */
export type LoadedConfig = ConfigResult & { readonly file: { readonly path: string; readonly text: string } };

/** Reads a configuration. Its globs are relative to its folder. Throws `PathError` where the file cannot be read. */
export function loadConfig(path: string): LoadedConfig {
  const folder = dirname(resolve(path));
  const file = { path: shown(path), text: readText(path) };
  return { ...readConfig(file, (linted) => withSlashes(relative(folder, resolve(linted)))), file };
}

function readText(path: string): string {
  try {
    return decode(readFileSync(path)).text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PathError(`the configuration ${path} cannot be read: ${code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : code}`);
  }
}

/** From the current folder, as paths of manifests are. */
function shown(path: string): string {
  return withSlashes(relative('', resolve(path)) || path);
}
