import type { Skipped } from '../diagnostic.ts';
import { isSpecName } from '../node/discover.ts';
import type { Input } from '../node/read.ts';
import { syntaxErrorIn } from '../parse/manifests.ts';
import { otherThanManifests } from '../parse/other.ts';
import { Lines } from '../parse/text.ts';
import { count, printableLines } from '../report/terminal.ts';
import type { Flags } from './commands.ts';
import type { Settings } from './settings.ts';

/** What a command was to do, and with what. */
export interface Task {
  /** As in "nothing to lint". */
  readonly verb: string;
  /** Behind `headlint`, to be repeated with a pipe. */
  readonly command: string;
  readonly paths: readonly string[];
}

/** Why there is nothing to do, where a command found no manifest. */
export function nothingFound({ verb, command, paths }: Task, input: Input, flags: Flags, { config }: Settings, { files, skipped }: { readonly files: number; readonly skipped: readonly Skipped[] }): string {
  const where = paths.map((path) => (path === '-' ? 'standard input' : path)).join(', ');
  const looked = files === 0 ? 'no .yaml, .yml or .json file' : `no Kubernetes manifest in ${count(files, 'file')}`;
  const [unread] = skipped;
  const other = unread ? `${unread.file}:${unread.line}: skipped, ${unread.reason}` : files ? firstOther(input) : undefined;
  const hint = other
    ? `\n${other}`
    : files === 0 && flags['tracked']
      ? '\nWith --tracked, what git does not track is not looked at.'
      : files === 0 && !flags['no-gitignore']
        ? `\nWhat .gitignore leaves out does not count; with --no-gitignore it does.${config?.leavesOut ? ` Nor does what ${config.file} ignores; with --no-config it does.` : ''}`
        : '';
  return printableLines(`headlint: nothing to ${verb}: ${looked} (${where}).${hint}\nName files or folders with manifests, or pipe them: helm template . | headlint ${command} -\n`);
}

/** Where the first file of those that were named is something else, and what. */
function firstOther({ files, reportOn = files.map(({ path }) => path) }: Input): string | undefined {
  const named = new Set(reportOn);
  for (const { path, text } of files.filter((file) => named.has(file.path))) {
    const other = isSpecName(path) ? 'a spec; headlint generate makes manifests of it, and with --check tells whether they are up to date' : otherThanManifests(text);
    if (other) return `${path}:1: this is ${other}`;
    const problem = syntaxErrorIn(text);
    if (problem) return `${path}:${new Lines(text).position(problem.start).line}: skipped, not YAML: ${problem.message}`;
  }
  return undefined;
}
