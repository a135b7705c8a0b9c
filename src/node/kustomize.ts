import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { availableParallelism, devNull } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { hasKustomizationName, isKustomization, type SourceFile } from '../parse/manifests.ts';
import { decode } from '../parse/text.ts';
import type { Build, Failure, Unbuilt } from '../render/build.ts';
import { complaintIn } from '../render/kustomize/complaint.ts';
import { Kustomized } from '../render/kustomize/kustomized.ts';
import { Sources } from '../render/sources.ts';
import { findRoots, type Root } from './kustomizations.ts';
import { cutOff, environmentFor, type Environment } from './environment.ts';
import { ancestorOf } from './gather.ts';
import { temporaryFolder } from './interrupted.ts';
import { isInside, realpath } from './paths.ts';
import { repositoryOf } from './project.ts';
import { withSlashes } from './read.ts';
import { findProgram } from './program.ts';
import { inTurns, run, RunError, type RunOptions } from './run.ts';

export interface KustomizeOptions {
  /** `auto` builds where a tool is installed, `always` takes it for a mistake where none is. */
  readonly mode: 'auto' | 'always';
  /** The program and its first arguments; default is `kustomize build`, or `kubectl kustomize`. */
  readonly command?: readonly string[];
  /** Whether the tool may fetch what is on other machines. */
  readonly fetch?: boolean;
  /** The folder outside of which nothing is read that belongs to no repository; default is the one that holds all files. */
  readonly inside?: string;
  /** Only what is made of one of these files matters, as findings show them. Default: all. */
  readonly only?: ReadonlySet<string>;
  /** Told after each build how many are done. */
  readonly onBuilt?: (done: number, total: number) => void;
  /** Milliseconds for one build; default a minute. */
  readonly timeout?: number;
  /** Bytes of what one build prints; default 64 MiB. */
  readonly most?: number;
  /** Bytes of memory for one build, where that is known; default 2 GiB. */
  readonly memory?: number;
}

export interface Kustomizations {
  readonly builds: readonly Build[];
  /** Kustomizations that were left as they are, each with the reason. */
  readonly unbuilt: readonly Unbuilt[];
  /** Set where none of the tools is installed. */
  readonly lacksTool?: boolean;
}

/** Builds the kustomizations among the files that no other one draws in. */
export async function buildKustomizations(files: readonly SourceFile[], { mode, command, fetch = false, inside, only, onBuilt, timeout = 60_000, most = 64 * 1024 * 1024, memory = 2 ** 31 }: KustomizeOptions): Promise<Kustomizations> {
  const shown = new Map(files.filter(isKustomization).map(({ path }) => [resolve(path), path]));
  if (!shown.size) return { builds: [], unbuilt: [] };
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const byPath = new Map(files.map(({ path, text }) => [resolve(path), text]));
  const outside = inside ?? ancestorOf([...shown.keys()].map(dirname));
  const boundaryOf = (file: string) => realpathSync(repositoryOf(dirname(file)) ?? outside);
  const ground = { textOf: (path: string) => byPath.get(path) ?? readText(path), boundaryOf, remote: fetch, helm: command?.some((word) => /^--enable-helm(?:=true)?$/.test(word)) ?? false };
  const roots = findRoots([...shown.keys()], ground).map((root) => ({ ...root, shown: shown.get(root.file)!, replaces: replacedBy(root, shown.get(root.file)!, byPath.keys()) })).filter(({ replaces }) => !only || replaces.some((path) => only.has(path)));
  const buildable = roots.filter(({ obstacle }) => obstacle === undefined);
  const unbuilt = roots.flatMap(({ shown: file, obstacle: reason }) => (reason === undefined ? [] : [{ file, reason }]));
  if (!buildable.length) return { builds: [], unbuilt };
  const tool = findTool(command);
  if (!tool) return { builds: [], unbuilt: [...unbuilt, ...buildable.map(({ shown: file }) => ({ file, reason: 'neither kustomize nor kubectl is installed' }))], lacksTool: mode === 'always' };
  const sources = new Sources((path) => texts.get(path) ?? readText(path));
  const env = environment(command !== undefined, fetch);
  let done = 0;
  const builds = await inTurns(buildable, availableParallelism(), async (root) => {
    const result = await build(root, { tool, sources, limits: { env, timeout, most, memory } });
    onBuilt?.((done += 1), buildable.length);
    return result;
  });
  const isLeft = ({ outcome }: Build) => 'problem' in outcome && outcome.problem.includes('external plugins disabled');
  const plugged = builds.filter(isLeft).map(({ root }) => ({ file: root, reason: 'it uses plugins, which are programs' }));
  return { builds: builds.filter((each) => !isLeft(each)), unbuilt: [...unbuilt, ...plugged] };
}

/** A root, as findings show it. */
interface ShownRoot extends Root {
  readonly shown: string;
  readonly replaces: readonly string[];
}

/** What a root reads, and of the charts that it inflates what is among the files, as findings show it. */
function replacedBy({ file, reads, charts }: Root, shown: string, given: Iterable<string>): string[] {
  const inCharts = charts.size ? [...given].filter((path) => [...charts].some((folder) => isInside(path, folder))) : [];
  return [...new Set([...reads, ...inCharts])].map((path) => showAs(path, file, shown));
}

/** A path as findings show it, from how they show one file. */
function showAs(path: string, file: string, shown: string): string {
  return isAbsolute(shown) ? withSlashes(path) : withSlashes(join(dirname(shown), relative(dirname(file), path)));
}

function readText(path: string): string | undefined {
  try {
    return decode(readFileSync(path)).text;
  } catch {
    return undefined;
  }
}

const passedToFetch = /^(?:GIT_|SSH_|SSL_|(?:HTTPS?|NO|ALL)_PROXY$)/i;

/**
 * What a tool has of the environment: a line of an `.env` file without a value puts a variable of that name into a
 * ConfigMap. Unless it may, nothing is fetched, whatever a kustomization asks for. Who says the command answers for what
 * it is given.
 */
function environment(isOwn: boolean, fetch: boolean): Environment {
  const variables = isOwn ? process.env : environmentFor(fetch ? passedToFetch : undefined);
  // Plugins of Helm are programs, and a kustomization may bring a home for them.
  return { ...variables, ...(!fetch && cutOff), GIT_TERMINAL_PROMPT: '0', HELM_PLUGINS: devNull };
}

function findTool(command: readonly string[] | undefined): readonly string[] | undefined {
  if (command && !findProgram(command[0]!)) throw new RunError(`${command[0]} is not installed`);
  if (command) return command;
  if (findProgram('kustomize')) return ['kustomize', 'build'];
  return findProgram('kubectl') ? ['kubectl', 'kustomize'] : undefined;
}

/** What every build needs. */
interface Workshop {
  readonly tool: readonly string[];
  readonly sources: Sources;
  readonly limits: Omit<RunOptions, 'cwd'>;
}

/** By way of a kustomization of our own that asks for the origin of what is built; the user's is not touched. */
async function build(root: ShownRoot, { tool: [program, ...first], sources, limits }: Workshop): Promise<Build> {
  const { path: folder, remove } = temporaryFolder('build');
  const { shown, replaces } = root;
  const target = realpathSync(dirname(root.file));
  const name = dirname(shown) === '.' ? basename(target) : dirname(shown);
  const base = { name, root: shown, replaces };
  try {
    const resource = withSlashes(relative(folder, target));
    if (isAbsolute(resource)) return { ...base, outcome: { problem: 'it is on another drive than the folder for temporary files' } };
    writeFileSync(join(folder, 'kustomization.yaml'), `resources:\n- ${JSON.stringify(resource)}\nbuildMetadata: [originAnnotations, transformerAnnotations]\n`);
    const { code, stdout, stderr } = await run(program!, [...first, folder], { cwd: folder, ...limits });
    if (code !== 0) return { ...base, outcome: failureOf(root, name, stderr) };
    const isRead = readBy(root);
    const pathOf = (annotation: string) => (isRead(resolve(folder, annotation)) ? showAs(resolve(folder, annotation), join(target, 'kustomization.yaml'), shown) : undefined);
    return { ...base, outcome: { text: stdout, origin: new Kustomized(base, sources, pathOf) } };
  } catch (error) {
    if (error instanceof RunError) return { ...base, outcome: { problem: error.message } };
    throw error;
  } finally {
    remove();
  }
}

/** Whether a root reads a file: who writes annotations, as a kustomization may, must not have us read any other. */
function readBy({ reads }: Root): (path: string) => boolean {
  const known = new Map<string, boolean>();
  let real: ReadonlySet<string | undefined> | undefined;
  return (path) => {
    real ??= new Set([...reads].map(realpath));
    const isKnown = known.get(path) ?? (existsSync(path) && real.has(realpath(path)));
    known.set(path, isKnown);
    return isKnown;
  };
}

/** A path that is not there says more than the tool, which tries it as three things and tells of each. */
function failureOf({ file, shown, missing, reads }: ShownRoot, name: string, stderr: string): Failure {
  if (missing) {
    const lacks = missing.what === 'kustomization' ? `${missing.path} has no kustomization.yaml` : `${missing.path} does not exist`;
    const later = missing.what === 'source of a generator';
    return { problem: `${lacks}: no kustomization that draws this one in can be built${later ? ', unless something makes it first' : ''}`, ...(later && { severity: 'warning' as const }), at: { file: showAs(missing.file, file, shown), text: missing.path } };
  }
  const { problem, folder, text } = complaintIn(stderr);
  const blamed = [...reads].find((path) => hasKustomizationName(withSlashes(path)) && realpathSync(dirname(path)) === folder) ?? file;
  const plain = inWords(problem, file, shown);
  const said = plain.length > 400 ? `${plain.slice(0, 400)}…` : plain || 'the tool says nothing of why';
  // Not everybody builds with kubectl: Flux, and many a Makefile, have no such restriction.
  const shares = said.includes('security; file') && { severity: 'warning' as const, help: 'Draw in its folder, with a kustomization there. Flux builds such files all the same: with --kustomize-command "kustomize build --load-restrictor LoadRestrictionsNone" headlint does so too.' };
  const of = blamed === file ? name : showAs(dirname(blamed), file, shown);
  return { problem: `${of} cannot be built: ${said}`, ...shares, at: { file: showAs(blamed, file, shown), ...(text !== undefined && { text }) } };
}

/** Without the way to where the files are here, in full or as the tool sees it from its folder. */
function inWords(problem: string, file: string, shown: string): string {
  const target = realpathSync(dirname(file));
  return problem.replace(/(?<=')\/[^']*(?=')|(?<=: )\/\S*/g, (path) => (existsSync(path) ? showAs(path, join(target, 'kustomization.yaml'), shown) : path));
}
