import { join } from 'node:path';
import { glob, GlobError } from '../glob.ts';
import { readRegular } from './read.ts';

/** A pattern of a `.gitignore`, for paths below its folder. */
interface IgnoreRule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  readonly matches: (path: string) => boolean;
}

/** The rules of a `.gitignore`, the last that matches first. */
export type IgnoreRules = readonly IgnoreRule[];

/** No repository has more to ignore. */
const largest = 1024 * 1024;

/** The `.gitignore` of a folder; undefined where there is none that can be read. */
export function readIgnore(folder: string): IgnoreRules | undefined {
  try {
    return parseIgnore(readRegular(join(folder, '.gitignore'), largest).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** As gitignore(5) has it. */
export function parseIgnore(text: string): IgnoreRules {
  return text.replace(/^\ufeff/, '').split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []).reverse();
}

/** What the rules say of a file or a folder; undefined where they say nothing. What is in a folder that is ignored is not asked about. */
export function ignores(rules: IgnoreRules, path: string, isFolder: boolean): boolean | undefined {
  const rule = rules.find(({ isForFolders, matches }) => (isFolder || !isForFolders) && matches(path));
  return rule && !rule.isNegated;
}

function ruleOf(line: string): IgnoreRule | undefined {
  const written = withoutBlanks(line);
  if (!written || written.startsWith('#')) return undefined;
  const isNegated = written.startsWith('!');
  const pattern = isNegated ? written.slice(1) : written;
  const isForFolders = pattern.endsWith('/');
  const path = isForFolders ? pattern.slice(0, -1) : pattern;
  try {
    const matches = glob(path.replace(/^\//, ''), { braces: false, escapes: true });
    // Without a slash it is about names, wherever they are.
    return { isNegated, isForFolders, matches: path.includes('/') ? matches : (step) => matches(step.slice(step.lastIndexOf('/') + 1)) };
  } catch (error) {
    if (error instanceof GlobError) return undefined;
    throw error;
  }
}

/** Blanks at the end do not count, but for one behind a backslash. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}
