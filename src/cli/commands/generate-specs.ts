import { existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { LintResult } from '../../diagnostic.ts';
import { generate } from '../../generate/index.ts';
import type { Generated } from '../../generate/generated.ts';
import type { Layout } from '../../generate/layout.ts';
import { inFolder, inOneFile, specOf, type Origin, type OutputFile } from '../../generate/output.ts';
import { countSeverities } from '../../lint/summary.ts';
import { discover, isSpecName, PathError } from '../../node/discover.ts';
import { add, readFiles, withSlashes, type Input } from '../../node/read.ts';
import { count } from '../../report/terminal.ts';
import { unifiedDiff } from '../../report/unified-diff.ts';
import type { Call, Flags } from '../commands.ts';
import { checkColor, reportContext, standardInput, text } from '../input.ts';
import { exitFindings, explaining, UsageError, type Io } from '../io.ts';
import { layoutOf } from '../layout.ts';
import { changeOf, isFolder, write, type Change } from '../output.ts';
import { readOutputs, writeOutputs, type Output } from '../reports.ts';
import { clusterOf, explainMistakes, readSettings } from '../settings.ts';

/** A spec that was read, and what came of it. */
interface Made {
  readonly path: string;
  readonly generated: Generated;
}

/** Where output goes: to standard output, into one file, or into a folder. */
type Target = { readonly kind: 'stdout' } | { readonly kind: 'file' | 'folder'; readonly path: string };

/** Writes the manifests of specs, or with `--check` compares them with what is there. */
export async function generateSpecs({ positionals: paths, flags }: Call, io: Io): Promise<number> {
  const layout = layoutOf(flags);
  const outputs = readOutputs(flags, paths);
  const target = targetOf(text(flags, 'output') ?? '-', layout);
  if (flags['check'] && target.kind === 'stdout') throw new UsageError('say with -o which file or folder to check');
  checkColor(flags);
  const settings = await readSettings(flags);
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const options = clusterOf(settings);
  const input = readSpecs(paths, flags, io);
  const made = input.files.map(({ path, text: spec }): Made => ({ path, generated: generate(spec, { ...options, path, comments: !flags['no-comments'] }) }));
  if (await report(made, input, outputs, target.kind === 'stdout', flags, io)) return exitFindings;
  if (target.kind === 'stdout') {
    io.stdout(made.map(({ generated }) => generated.text).join('---\n'));
    return 0;
  }
  const isMany = made.length > 1 || paths.some((path) => path !== '-' && isFolder(path));
  const folder = target.kind === 'folder' ? target.path : dirname(target.path);
  const files = filesOf(made, target, layout, isMany, folder);
  const changes = files.map((file) => changeOf(join(folder, file.path), file.text));
  const stale = target.kind === 'folder' ? staleIn(folder, files, made) : [];
  return flags['check'] ? check(changes, stale, io) : save(changes, stale, folder, flags['force'] === true, io);
}

function targetOf(output: string, layout: Layout): Target {
  if (output === '-') {
    if (layout !== 'single') throw new UsageError(`--layout ${layout} writes several files: say with -o to which folder`);
    return { kind: 'stdout' };
  }
  return { kind: layout !== 'single' || /[\\/]$/.test(output) || isFolder(output) ? 'folder' : 'file', path: output };
}

function readSpecs(paths: readonly string[], flags: Flags, io: Io): Input {
  const files = paths.flatMap((path) => {
    if (path === '-') return [];
    const found = explaining(PathError, () => discover([path], { gitignore: !flags['no-gitignore'] }));
    if (!isFolder(path)) return found;
    const specs = found.filter((file) => isSpecName(file));
    if (!specs.length) throw new UsageError(`there is no spec in ${path}: no file is called NAME.headlint.yaml; headlint new writes one`);
    return specs;
  });
  const input = readFiles([...new Set(files)]);
  if (paths.includes('-')) add(input, standardInput(flags), io.stdin());
  for (const { file, reason } of input.skipped) throw new UsageError(`${file}: ${reason}`);
  for (const { path, line, column, message } of input.misencoded) throw new UsageError(`${path}:${line}:${column}: ${message}`);
  return input;
}

/** Tells what is wrong with the specs; on standard error where the manifests go to standard output. Returns whether they go nowhere. */
async function report(made: readonly Made[], input: Input, outputs: readonly Output[], isStdoutTaken: boolean, flags: Flags, io: Io): Promise<boolean> {
  const results = made.flatMap(({ generated }) => generated.diagnostics);
  if (!results.length && flags['format'] === undefined) return false;
  const found = countSeverities(results);
  const objects = made.reduce((sum, { generated }) => sum + generated.objects.length, 0);
  const result: LintResult = { results, suppressed: [], summary: { files: made.length, documents: made.length, objects, ...found, skipped: [] } };
  await writeOutputs(outputs, result, reportContext(input, flags, io), flags, isStdoutTaken && !found.errors ? { ...io, stdout: io.stderr } : io);
  return found.errors > 0;
}

function filesOf(made: readonly Made[], target: Target, layout: Layout, isMany: boolean, folder: string): readonly OutputFile[] {
  const origins = made.map(({ path, generated }): Origin => ({ generated, specFrom: (inside) => nameOf(path, join(folder, inside)) }));
  if (target.kind === 'file') return [inOneFile(relative(folder, target.path), origins)];
  const files = inFolder(layout, origins, { nested: isMany });
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw new UsageError(`two specs have the same name, and both would write ${join(folder, path)}`);
    seen.add(path);
  }
  return files;
}

/** What files call a spec that was piped. */
const pipedSpec = 'standard input';

/** What files in a folder call a spec. */
function nameOf(spec: string, folder: string): string {
  return spec === '<stdin>' ? pipedSpec : withSlashes(relative(folder, spec));
}

/** Files of earlier runs that no spec asks for any more. */
function staleIn(folder: string, files: readonly OutputFile[], made: readonly Made[]): string[] {
  const wanted = new Set(files.map(({ path }) => join(folder, path)));
  const specs = new Set(made.map(({ path }) => resolve(path)));
  const within = [folder, ...entriesOf(folder).flatMap((entry) => (entry.isDirectory() ? join(folder, entry.name) : []))];
  return within.flatMap((each) =>
    entriesOf(each).flatMap((entry) => {
      const path = join(each, entry.name);
      if (!entry.isFile() || !/\.ya?ml$/.test(entry.name) || wanted.has(path)) return [];
      const spec = specOf(readFileSync(path, 'utf8'));
      return spec !== undefined && spec !== pipedSpec && isOver(spec.split(', ').map((one) => resolve(each, one)), specs) ? [path] : [];
    }),
  );
}

/** What came from a spec of this run and is not wanted any more, or whose spec is gone. */
function isOver(from: readonly string[], specs: ReadonlySet<string>): boolean {
  return from.some((spec) => specs.has(spec)) || !from.some(existsSync);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function check(changes: readonly Change[], stale: readonly string[], io: Io): number {
  const differing = changes.filter(({ before, after }) => before !== after);
  for (const { path, before, after } of differing) io.stdout(unifiedDiff(path, before, after));
  for (const path of stale) io.stdout(unifiedDiff(path, readFileSync(path, 'utf8'), undefined));
  if (!differing.length && !stale.length) {
    io.stderr(`headlint: ${count(changes.length, 'file')} as ${changes.length === 1 ? 'its spec says' : 'the specs say'}\n`);
    return 0;
  }
  const missing = differing.filter(({ before }) => before === undefined).length;
  const parts = [missing && `${count(missing, 'file')} missing`, differing.length - missing && `${count(differing.length - missing, 'file')} changed`, stale.length && `${count(stale.length, 'file')} left over`];
  io.stderr(`headlint: not as the specs say: ${parts.filter(Boolean).join(', ')}; the same command without --check writes ${stale.length ? 'what is wanted, and what is left over is to be deleted' : 'it'}\n`);
  return exitFindings;
}

function save(changes: readonly Change[], stale: readonly string[], folder: string, force: boolean, io: Io): number {
  const foreign = changes.filter(({ before }) => before !== undefined && specOf(before) === undefined).map(({ path }) => path);
  if (foreign.length && !force) throw new UsageError(`${foreign.join(', ')} ${foreign.length === 1 ? 'is' : 'are'} there already and not of headlint's making; --force writes over ${foreign.length === 1 ? 'it' : 'them'}`);
  write(changes, folder);
  const written = changes.filter(({ before, after }) => before !== after);
  io.stderr(written.length ? `headlint: wrote ${written.map(({ path }) => path).join(', ')}\n` : 'headlint: nothing to write, all is as the specs say\n');
  if (stale.length) io.stderr(`headlint: no spec asks any more for ${stale.join(', ')}; delete ${stale.length === 1 ? 'it' : 'them'}\n`);
  return 0;
}
