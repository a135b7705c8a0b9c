import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Location } from '../diagnostic.ts';
import type { Build, Unbuilt } from '../render/build.ts';
import type { Origin } from '../render/origin.ts';
import { committedFiles, GitError } from './git.ts';
import { temporaryFolder } from './interrupted.ts';
import { repositoryOf } from './project.ts';
import { withSlashes } from './read.ts';
import { reason } from './write.ts';

/** No file that tools build manifests from is this large. */
const largest = 4 * 1024 * 1024;
/** What all of them together may take of the disk. */
const most = 1024 * 1024 * 1024;
const otherwise = '--kustomize never with --no-helm compares it as it stands';

/** The files of a commit in a temporary folder, where tools can build them. Links are left out, so that nothing leads outside. */
export class CheckedOut {
  /** What stands before the path of one of them in findings. */
  readonly #prefix: string;
  readonly #root: string;
  readonly #remove: () => void;
  /** The current folder, as it was. */
  readonly #here: string;

  constructor(commit: string, prefix: string) {
    this.#prefix = prefix;
    ({ path: this.#root, remove: this.#remove } = temporaryFolder('commit'));
    try {
      // A bare repository has no folder above.
      const repository = realpathSync(repositoryOf('.') ?? '.');
      this.#here = join(this.#root, relative(repository, realpathSync('.')));
      // What a kustomization draws in has to be within its repository.
      mkdirSync(join(this.#root, '.git'));
      // It may be newer than the commit.
      mkdirSync(this.#here, { recursive: true });
      let written = 0;
      for (const { path, bytes } of committedFiles(repository, commit, ['.'], (_, size) => size <= largest)) {
        if (!mayBe(path)) continue;
        if ((written += bytes.length) > most) throw new GitError(`git has more than ${most / 1024 ** 3} GiB of files in ${commit}, which is too much to build from; ${otherwise}`);
        this.#write(path, bytes, commit);
      }
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** What git has may be a file and a folder at once, or have a name too long for the system. */
  #write(path: string, bytes: Buffer, commit: string): void {
    const file = join(this.#root, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    } catch (error) {
      throw new GitError(`git has ${path.length > 100 ? `${path.slice(0, 99)}…` : path} in ${commit}, which cannot be written to a temporary folder: ${reason(error as NodeJS.ErrnoException)}; ${otherwise}`);
    }
  }

  /** Where a file is that has a path from the current folder. */
  pathOf(file: string): string {
    return withSlashes(join(this.#here, file));
  }

  /** A path in the temporary folder as findings show those of the commit. */
  show(path: string): string {
    return path === this.#root || path.startsWith(withSlashes(`${this.#root}/`)) ? `${this.#prefix}${this.#fromHere(path)}` : path;
  }

  #fromHere(path: string): string {
    return withSlashes(relative(this.#here, path)) || '.';
  }

  /** What was built in the temporary folder, of files that findings show as those of the commit. */
  shown(build: Build): Build {
    const { outcome, root } = build;
    const base = { ...build, name: this.show(build.name), root: this.show(root), at: `${withSlashes(join(dirname(this.#fromHere(root)), '(built)'))}`, replaces: build.replaces.map((path) => this.show(path)) };
    if ('problem' in outcome) return { ...base, outcome: { ...outcome, ...(outcome.at && { at: { ...outcome.at, file: this.show(outcome.at.file) } }) } };
    const { origin, text } = outcome;
    const moved = <L extends { readonly file: string }>(location: L | undefined): L | undefined => location && { ...location, file: this.show(location.file) };
    const files = new Map<string, string>();
    const noted = (found: Location | undefined) => {
      if (found) files.set(this.show(found.file), found.file);
      return moved(found);
    };
    const trace: Origin['trace'] = (location) => noted(origin.trace(location));
    const traceField: Origin['traceField'] = (place) => noted(origin.traceField?.(place));
    return { ...base, outcome: { text, origin: { build: origin.build && this.show(origin.build), traceField, trace, related: (location) => moved(origin.related?.(location)), textOf: (file) => origin.textOf(files.get(file) ?? file) } } };
  }

  shownUnbuilt({ file, reason }: Unbuilt): Unbuilt {
    return { file: this.show(file), reason: reason.replaceAll(this.#root, 'the repository') };
  }

  remove(): void {
    this.#remove();
  }
}

/** False for what git would not check out, though a tree may be made to have it: paths that lead out, and git's own folder. */
function mayBe(path: string): boolean {
  return path.split(/[\\/]/).every((step) => step !== '' && step !== '.' && step !== '..' && step.toLowerCase() !== '.git');
}
