import { groupOf } from '../kinds.ts';
import type { Glimpse } from '../parse/manifests.ts';
import { read } from '../parse/yaml.ts';
import { directoryOf, join } from './folders.ts';
import { fieldAt } from './resource.ts';

/** Where the objects of a folder land. `overrides` what they say themselves, as kustomize does. */
export interface Target {
  readonly namespace: string | undefined;
  readonly overrides: boolean;
}

/**
 * Installers that take manifests from a folder of the tree itself: Kustomizations of Flux and Applications of Argo CD, whose
 * paths start at the root of their repository. What they install is here.
 */
export class LocalSources {
  readonly #installers = new Set<Glimpse>();
  readonly #targets = new Map<string, Target>();

  constructor(glimpses: readonly Glimpse[], files: readonly string[]) {
    const candidates = glimpses.filter(({ apiVersion, kind }) => isFlux(apiVersion, kind) || isArgo(apiVersion, kind));
    if (!candidates.length) return;
    const folders = foldersOf(files);
    const charts = new Set(files.filter((file) => /(?:^|\/)Chart\.yaml$/.test(file)).map(directoryOf));
    for (const glimpse of candidates) {
      const result = read(glimpse.source.text, glimpse.chunk);
      const found = 'value' in result ? targetIn(result.value, glimpse) : undefined;
      const folder = found && folderFrom(glimpse.source.path, found.path, folders);
      // A chart is rendered with values of the installer's own.
      if (!found || folder === undefined || charts.has(folder)) continue;
      this.#installers.add(glimpse);
      const other = this.#targets.get(folder);
      this.#targets.set(folder, other && other.namespace !== found.namespace ? { ...other, namespace: undefined } : found);
    }
  }

  has(installer: Glimpse): boolean {
    return this.#installers.has(installer);
  }

  /** Where the objects of a file land by the word of who installs its folder; of folders in folders the innermost counts. */
  targetOf(file: string): Target | undefined {
    if (!this.#targets.size) return undefined;
    for (let folder = directoryOf(file); ; folder = directoryOf(folder)) {
      const target = this.#targets.get(folder);
      if (target || !folder) return target;
    }
  }
}

function isFlux(apiVersion: string, kind: string): boolean {
  return kind === 'Kustomization' && groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io';
}

function isArgo(apiVersion: string, kind: string): boolean {
  return kind === 'Application' && groupOf(apiVersion) === 'argoproj.io';
}

function targetIn(value: unknown, { apiVersion, kind }: Glimpse): (Target & { readonly path: string }) | undefined {
  const text = (...path: string[]) => {
    const found = fieldAt(value, path);
    return typeof found === 'string' && found ? found : undefined;
  };
  const flux = isFlux(apiVersion, kind);
  // Of what is not a repository, the paths are those of an archive.
  if (flux ? text('spec', 'sourceRef', 'kind') !== 'GitRepository' : text('spec', 'source', 'repoURL') === undefined) return undefined;
  const path = flux ? text('spec', 'path') : text('spec', 'source', 'path');
  if (path === undefined) return undefined;
  return { path, namespace: flux ? text('spec', 'targetNamespace') : text('spec', 'destination', 'namespace'), overrides: flux };
}

/** A path from the root of the repository, which is one of the folders that a file stands in. */
function folderFrom(file: string, path: string, folders: ReadonlySet<string>): string | undefined {
  if (join('', path) === '') return undefined;
  for (let root = directoryOf(file); ; root = directoryOf(root)) {
    const folder = join(root, path);
    if (folders.has(folder)) return folder;
    if (!root) return undefined;
  }
}

function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) for (let folder = directoryOf(file); folder && !folders.has(folder); folder = directoryOf(folder)) folders.add(folder);
  return folders;
}
