import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readEntries, type Entries, type Named } from './kustomization-entries.ts';
import { linkOutside } from './links.ts';
import { isInside, realpath } from './paths.ts';

/** A kustomization that no other one draws in, and all that it is made of. Paths are absolute. */
export interface Root {
  readonly file: string;
  /** Files that it reads: kustomizations, resources, patches, what generators take. The root is the first. */
  readonly reads: ReadonlySet<string>;
  /** Folders of charts that it inflates. */
  readonly charts: ReadonlySet<string>;
  /** Why it is not to be built. */
  readonly obstacle: string | undefined;
  /** What one of them names that is not there. */
  readonly missing: Missing | undefined;
}

export interface Missing {
  /** The kustomization that names it. */
  readonly file: string;
  readonly path: string;
  readonly what: 'file' | 'source of a generator' | 'kustomization';
}

/** What roots are looked for in. */
export interface Ground {
  readonly textOf: (path: string) => string | undefined;
  /** The folder that a kustomization must not lead out of, links resolved. */
  readonly boundaryOf: (file: string) => string;
  /** Whether what is on other machines may be drawn in. */
  readonly remote: boolean;
  /** Whether charts may be inflated. */
  readonly helm: boolean;
}

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** A URL, a git remote, or what go-getter takes for one (kustomize api/internal/git/repospec.go). */
const remote = /:\/\/|^[\w.-]+@[\w.-]+:|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|^gh:|\.git(?:$|\/\/|\?)|\/_git\/|[?&](?:ref|version|timeout|submodules)=|^s3::|^gcs::/;

/**
 * The roots among kustomizations: those that none of the others draws in, followed to all that they name, as far as that
 * is within their boundary. Of a circle it is the first; a folder has one.
 */
export function findRoots(kustomizations: readonly string[], ground: Ground): Root[] {
  const files = new Files(ground.textOf);
  const drawnIn = files.drawnInBy(kustomizations, ground.boundaryOf);
  const reached = new Set<string>();
  const folders = new Set<string>();
  const follow = (file: string): Root[] => {
    const root = files.follow(file, ground);
    for (const each of root.reads) reached.add(each);
    return !folders.has(dirname(file)) && folders.add(dirname(file)) ? [root] : [];
  };
  const roots = kustomizations.filter((file) => !drawnIn.has(file)).flatMap(follow);
  const inCircles = kustomizations.flatMap((file) => (reached.has(file) ? [] : follow(file)));
  const rank = new Map(kustomizations.map((file, i) => [file, i]));
  return [...roots, ...inCircles].sort((a, b) => rank.get(a.file)! - rank.get(b.file)!);
}

/** A kustomization, or a file with configurations of one; what it names is seen from the folder of the kustomization. */
interface Stop {
  readonly file: string;
  readonly folder: string;
  readonly isConfiguration: boolean;
}

/** What a stop names, and where that is. */
interface Way extends Named {
  readonly target: string;
  /** The target, and the path that was named, with links resolved. Undefined for nothing. */
  readonly real: readonly string[] | undefined;
  readonly is: 'file' | 'folder' | 'other';
  /** Where it goes on. */
  readonly next: Stop | undefined;
}

/** The files that kustomizations name; each is looked at once, however many draw it in. */
class Files {
  readonly #textOf: Ground['textOf'];
  readonly #entries = new Map<string, Entries>();
  readonly #ways = new Map<string, readonly Way[]>();

  constructor(textOf: Ground['textOf']) {
    this.#textOf = textOf;
  }

  /** All that another one than themselves draws in, of the kustomizations and what they name. */
  drawnInBy(kustomizations: readonly string[], boundaryOf: Ground['boundaryOf']): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<string>();
    const stack = kustomizations.map((file) => ({ stop: start(file), boundary: boundaryOf(file) }));
    while (stack.length) {
      const { stop, boundary } = stack.pop()!;
      const key = `${boundary}\0${keyOf(stop)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      for (const { target, real, next } of this.#waysFrom(stop)) {
        if (!next || !areInside(real, boundary)) continue;
        if (target !== stop.file) found.add(target);
        stack.push({ stop: next, boundary });
      }
    }
    return found;
  }

  follow(file: string, { boundaryOf, remote: mayFetch, helm }: Ground): Root {
    const boundary = boundaryOf(file);
    const reads = new Set<string>();
    const charts = new Set<string>();
    let obstacle: string | undefined;
    let missing: Missing | undefined;
    const seen = new Set<string>();
    const stack = [start(file)];
    while (stack.length) {
      const stop = stack.pop()!;
      if (seen.has(keyOf(stop))) continue;
      seen.add(keyOf(stop));
      reads.add(stop.file);
      const { isComponent, inflates } = this.#entriesOf(stop.file);
      if (isComponent && stop.file === file) obstacle ??= 'it is a component, and nothing here draws it in';
      if (inflates && !helm) obstacle ??= 'it inflates Helm charts, which kustomize does with --enable-helm only';
      for (const { path, what, target, real, is, next } of this.#waysFrom(stop)) {
        if (remote.test(path)) {
          if (!mayFetch) obstacle ??= `it draws in ${path}, and nothing is fetched`;
        } else if (real === undefined) {
          if (what === 'fetched chart') obstacle ??= mayFetch ? undefined : `it inflates a chart that is not in ${path}, and nothing is fetched`;
          else if (what !== 'loose' && what !== 'chart') missing ??= { file: stop.file, path, what: what === 'configuration' ? 'file' : what };
        } else if (!areInside(real, boundary)) obstacle ??= `it draws in ${path}, which is outside of ${boundary}`;
        else if (is === 'other') obstacle ??= `it draws in ${path}, which is neither a file nor a folder`;
        else if (next) stack.push(next);
        else if (is === 'file') reads.add(target);
        else if (isChart(what)) {
          charts.add(target);
          const link = linkOutside(target, boundary);
          if (link !== undefined) obstacle ??= `it inflates ${path}, with a link that leads outside of ${boundary}`;
        } else if (what !== 'loose') missing ??= { file: stop.file, path, what: 'kustomization' };
      }
    }
    return { file, reads, charts, obstacle, missing };
  }

  #entriesOf(file: string): Entries {
    let entries = this.#entries.get(file);
    if (!entries) this.#entries.set(file, (entries = readEntries(this.#textOf(file))));
    return entries;
  }

  #waysFrom(stop: Stop): readonly Way[] {
    const key = keyOf(stop);
    let ways = this.#ways.get(key);
    if (!ways) this.#ways.set(key, (ways = this.#entriesOf(stop.file).named.map((named) => wayTo(named, stop))));
    return ways;
  }
}

function start(file: string): Stop {
  return { file, folder: dirname(file), isConfiguration: false };
}

function keyOf({ file, folder, isConfiguration }: Stop): string {
  return `${isConfiguration ? folder : ''}\0${file}`;
}

function wayTo(named: Named, stop: Stop): Way {
  const { path, what } = named;
  // What a kustomization names is seen from its folder, and so is what the configurations name that it names.
  const isOwn = !stop.isConfiguration || names.some((name) => stop.file.endsWith(`/${name}`));
  const given = resolve(isOwn ? dirname(stop.file) : stop.folder, path);
  const inner = remote.test(path) || what === 'loose' || isChart(what) ? undefined : names.map((name) => join(given, name)).find((each) => existsSync(each));
  const target = inner ?? given;
  const real = remote.test(path) ? undefined : realpaths([target, given]);
  if (!real) return { ...named, target, real, is: 'other', next: undefined };
  const stat = statSync(real[0]!);
  const is = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  // The resources of a kustomization that is drawn in as a configuration are configurations.
  const isConfiguration = what === 'configuration' || (stop.isConfiguration && isOwn && what === 'file');
  const isFollowed = is === 'file' && (inner !== undefined || isConfiguration);
  return { ...named, target, real, is, next: isFollowed ? { file: target, folder: isConfiguration ? stop.folder : dirname(target), isConfiguration } : undefined };
}

function areInside(paths: readonly string[] | undefined, boundary: string): boolean {
  return paths?.every((path) => isInside(path, boundary)) ?? false;
}

function isChart(what: Named['what']): boolean {
  return what === 'chart' || what === 'fetched chart';
}

function realpaths(paths: readonly string[]): readonly string[] | undefined {
  const found = paths.flatMap((path) => realpath(path) ?? []);
  return found.length === paths.length ? found : undefined;
}
