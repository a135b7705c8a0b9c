import { directoryOf, join } from './folders.ts';
import { addedLabels, entries, patchedKinds, patchedNames, patchPaths } from './kustomization-fields.ts';
import { asList, asMap, type Fields } from './resource.ts';

/** A `kustomization.yaml`. */
export interface KustomizationFile {
  readonly file: string;
  readonly fields: Fields;
}

/** What kustomizations that share files, directly or through others, say of all of these files: a base and its overlays. */
interface Shared {
  namespace: string | undefined;
  /** What they name that is not among the files given. */
  missing: string | undefined;
  readonly patchedNames: Set<string>;
  /** Kinds of which patches change objects of many names; `*` is any. */
  readonly patchedKinds: Set<string>;
  /** Names that `vars` put in the place of `$(NAME)`. */
  readonly vars: Set<string>;
}

/**
 * The kustomizations among the files, read for what they draw together and for what they change; they are not built. What
 * one of several overlays says counts for the base, and so for the others.
 */
export class Kustomizations {
  /** By file, the roots that draw it in, directly or through others, themselves among them. */
  readonly #rootsOf = new Map<string, Set<string>>();
  readonly #shared: ReadonlyMap<string, Shared>;
  /** Files that are applied as patches, each with the kustomizations that do. */
  readonly #patches = new Map<string, string[]>();
  /** By file, the labels that kustomizations add to its selectors or templates. */
  readonly #labels = new Map<string, Record<string, string>>();

  constructor(files: readonly string[], given: readonly KustomizationFile[]) {
    const known = new Set(files);
    // Of several in a folder, which kustomize refuses, the last.
    const byDirectory = new Map(given.map((kustomization) => [directoryOf(kustomization.file), kustomization]));
    const drawn = new Map<string, readonly string[]>();
    const missing = new Map<string, string>();
    for (const [directory, { file, fields }] of byDirectory) {
      const found: string[] = [];
      for (const entry of entries(fields, 'resources', 'bases', 'components')) {
        const path = join(directory, entry);
        const target = known.has(path) ? path : byDirectory.get(path)?.file;
        if (target === undefined) missing.set(file, entry);
        else found.push(target);
      }
      for (const field of ['helmCharts', 'helmChartInflationGenerator', 'generators']) if (asList(fields[field]).length) missing.set(file, field);
      drawn.set(file, found);
      for (const path of patchPaths(fields)) {
        const patch = join(directory, path);
        this.#patches.set(patch, [...(this.#patches.get(patch) ?? []), file]);
      }
    }
    const drawnIn = new Set([...drawn].flatMap(([kustomization, found]) => found.filter((file) => file !== kustomization)));
    for (const kustomization of drawn.keys()) if (!drawnIn.has(kustomization)) this.#noteRoot(kustomization, drawn);
    // Of a circle, the first.
    for (const kustomization of drawn.keys()) if (!this.#rootsOf.has(kustomization)) this.#noteRoot(kustomization, drawn);
    for (const { file: kustomization, fields } of byDirectory.values()) {
      const labels = addedLabels(fields);
      if (!Object.keys(labels).length) continue;
      for (const file of reached(kustomization, drawn)) this.#labels.set(file, Object.assign(this.#labels.get(file) ?? {}, labels));
    }
    this.#shared = sharedBy([...byDirectory.values()], drawn, missing);
  }

  #noteRoot(root: string, drawn: ReadonlyMap<string, readonly string[]>): void {
    for (const file of reached(root, drawn)) {
      const roots = this.#rootsOf.get(file);
      if (roots) roots.add(root);
      else this.#rootsOf.set(file, new Set([root]));
    }
  }

  /**
   * The roots that draw a file in: kustomizations that no other one draws in. Undefined where none does. What any
   * kustomization draws together, one of these does.
   */
  rootsOf(file: string): ReadonlySet<string> | undefined {
    return this.#rootsOf.get(file);
  }

  /** The namespace that the objects of a file get; overlays that differ in it count as one. */
  namespace(file: string): string | undefined {
    return this.#shared.get(file)?.namespace;
  }

  /** Labels that the selectors and templates of a file get, which may have none before. */
  addedLabels(file: string): Readonly<Record<string, string>> | undefined {
    return this.#labels.get(file);
  }

  /** True where an inline patch changes an object, or one with a target. */
  isPatched({ file, kind, name }: { readonly file: string; readonly kind: string; readonly name: string }): boolean {
    const shared = this.#shared.get(file);
    return shared !== undefined && (shared.patchedNames.has(name) || shared.patchedKinds.has(kind) || shared.patchedKinds.has('*'));
  }

  /** True where `$(name)` in a file is replaced before the cluster sees it. */
  replaces(file: string, name: string): boolean {
    return this.#shared.get(file)?.vars.has(name) ?? false;
  }

  /** True for files that are applied as patches: they hold pieces of objects. */
  isPatch(file: string): boolean {
    return this.#patches.has(file);
  }

  /** True where a kustomization that applies the patch draws the file in, or one that it shares files with. */
  patches(patch: string, file: string): boolean {
    const shared = this.#shared.get(file);
    return shared !== undefined && (this.#patches.get(patch) ?? []).some((kustomization) => this.#shared.get(kustomization) === shared);
  }

  /** What is named around a file that is not among the files given. */
  missing(file: string): string | undefined {
    return this.#shared.get(file)?.missing;
  }
}

/** All that a kustomization draws in, through others too, and itself. */
function reached(kustomization: string, drawn: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const stack = [kustomization];
  while (stack.length) {
    const file = stack.pop()!;
    if (seen.has(file)) continue;
    seen.add(file);
    stack.push(...(drawn.get(file) ?? []));
  }
  return seen;
}

/** By file, what is said of it and of all that it shares kustomizations with. */
function sharedBy(kustomizations: readonly KustomizationFile[], drawn: ReadonlyMap<string, readonly string[]>, missing: ReadonlyMap<string, string>): ReadonlyMap<string, Shared> {
  const parent = new Map<string, string>();
  const find = (file: string): string => {
    let root = file;
    while (parent.has(root) && parent.get(root) !== root) root = parent.get(root)!;
    parent.set(file, root);
    return root;
  };
  for (const [kustomization, files] of drawn) for (const file of [kustomization, ...files]) parent.set(find(kustomization), find(file));
  const shared = new Map<string, Shared>();
  for (const file of parent.keys()) {
    const root = find(file);
    const all = shared.get(root) ?? { namespace: undefined, missing: undefined, patchedNames: new Set<string>(), patchedKinds: new Set<string>(), vars: new Set<string>() };
    shared.set(root, all);
    shared.set(file, all);
    all.missing ??= missing.get(file);
  }
  for (const { file, fields } of kustomizations) {
    const all = shared.get(file)!;
    for (const name of patchedNames(fields)) all.patchedNames.add(name);
    for (const kind of patchedKinds(fields)) all.patchedKinds.add(kind);
    for (const variable of asList(fields['vars'])) {
      const name = asMap(variable)?.['name'];
      if (typeof name === 'string') all.vars.add(name);
    }
    const namespace = fields['namespace'];
    if (typeof namespace === 'string' && namespace) all.namespace ??= namespace;
  }
  return shared;
}
