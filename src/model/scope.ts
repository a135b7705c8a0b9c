import { asList, asMap, asStrings, type Fields, type Resource } from './resource.ts';

/** A `kustomization.yaml`, read for what it draws together; it is not built. */
interface Kustomization {
  readonly file: string;
  readonly directory: string;
  readonly fields: Fields;
}

/** Files and folders that some kustomization draws together, directly or through another. */
interface Component {
  namespace: string | undefined;
  /** What it names that is not among the files given. */
  missing: string | undefined;
  /** Names of objects that patches change. */
  readonly patched: Set<string>;
  /** Kinds of which patches change objects of many names; `*` is any. */
  readonly patchedKinds: Set<string>;
  /** Names that `vars` put in the place of `$(NAME)`. */
  readonly variables: Set<string>;
}

/**
 * Says which objects plausibly live together. docs/scope.md has the policy; a repository holds many deployments that
 * never meet, and only these questions keep them apart.
 */
export class Scope {
  readonly #components = new Map<string, Component>();
  readonly #roots = new Map<string, Set<string>>();
  /** Files that kustomizations apply as patches, each with the kustomizations. */
  readonly #patches = new Map<string, string[]>();
  /** Labels that each kustomization adds. */
  readonly #labels = new Map<string, Readonly<Record<string, string>>>();
  /** Per file, the objects in it that other files of its folder define too: one file is there instead of the other. */
  readonly #rivals = new Map<string, Set<string>>();
  /** What somebody said is deployed together, by file. It counts before all that can be guessed. */
  readonly #units: ReadonlyMap<string, string>;

  constructor(files: readonly string[], kustomizations: readonly { file: string; fields: Fields }[], units: ReadonlyMap<string, string>) {
    this.#units = units;
    if (kustomizations.length) this.#readKustomizations(files, kustomizations);
  }

  /** The namespace that kustomizations give to the objects of a file; overlays that differ in it count as one. */
  namespace(file: string): string | undefined {
    return this.#components.get(file)?.namespace;
  }

  /** Labels that kustomizations add to the selectors and templates of a file, which may have none before. */
  addedLabels(file: string): Readonly<Record<string, string>> | undefined {
    const labels: Record<string, string> = {};
    for (const root of this.#roots.get(file) ?? []) Object.assign(labels, this.#labels.get(root));
    return Object.keys(labels).length ? labels : undefined;
  }

  /** True where an inline patch of a kustomization changes the object, or one with a target. */
  isPatched(resource: Resource): boolean {
    const component = this.#components.get(resource.file);
    return component !== undefined && (component.patched.has(resource.name) || component.patchedKinds.has(resource.kind) || component.patchedKinds.has('*'));
  }

  /** True where kustomizations replace `$(name)` in a file before the cluster sees it. */
  replaces(file: string, name: string): boolean {
    return this.#components.get(file)?.variables.has(name) ?? false;
  }

  isKustomized(file: string): boolean {
    return this.#roots.has(file);
  }

  /** True for files that a kustomization applies as patches: they hold pieces of objects. */
  isPatch(file: string): boolean {
    return this.#patches.has(file);
  }

  /** True where a kustomization that applies the patch draws the file in. */
  patches(patch: string, file: string): boolean {
    const component = this.#components.get(file);
    return component !== undefined && (this.#patches.get(patch) ?? []).some((kustomization) => this.#components.get(kustomization) === component);
  }

  /** What a kustomization of this file refers to that is not among the files given. */
  missing(file: string): string | undefined {
    return this.#components.get(file)?.missing;
  }

  /** Notes that several files of one folder define the same object: they are alternatives of each other. */
  noteAlternatives(files: readonly string[], object: string): void {
    for (const file of files) {
      const objects = this.#rivals.get(file);
      if (objects) objects.add(object);
      else this.#rivals.set(file, new Set([object]));
    }
  }

  /** Steps between two objects in the tree: 0 in one file, 1 in one folder. */
  distance(a: Resource, b: Resource): number {
    if (a.file === b.file) return 0;
    return 1 + treeSteps(directoryOf(a.file), directoryOf(b.file));
  }

  /**
   * True where one command plausibly deploys both: they are in one file, in one unit where somebody named those, in
   * files that one kustomization draws together, or in one folder that no kustomization splits.
   */
  together(a: Resource, b: Resource): boolean {
    if (a.file === b.file) return true;
    const unit = this.#units.get(a.file);
    const other = this.#units.get(b.file);
    if (unit !== undefined || other !== undefined) return unit === other;
    const rootsA = this.#roots.get(a.file);
    const rootsB = this.#roots.get(b.file);
    if (rootsA || rootsB) {
      if (!rootsA || !rootsB) return false;
      for (const root of rootsA) if (rootsB.has(root)) return true;
      return false;
    }
    return directoryOf(a.file) === directoryOf(b.file) && !this.#areAlternatives(a.file, b.file);
  }

  /** What objects have in common that live together: objects that share none of these do not. */
  circlesOf(resource: Resource): readonly string[] {
    const unit = this.#units.get(resource.file);
    if (unit !== undefined) return [`unit ${unit}`];
    const roots = this.#roots.get(resource.file);
    return roots ? [...roots].map((root) => `root ${root}`) : [`folder ${directoryOf(resource.file)}`];
  }

  /** True where the two are deployed by one command beyond doubt: a folder alone may hold many examples. */
  surelyTogether(a: Resource, b: Resource): boolean {
    const unit = this.#units.get(a.file);
    if (unit !== undefined) return unit === this.#units.get(b.file);
    return a.file === b.file || (this.#roots.has(a.file) && directoryOf(a.file) === directoryOf(b.file) && this.together(a, b));
  }

  /** True where the two stand near enough for one to mean the other if there is no better candidate: folders split by kind. */
  near(a: Resource, b: Resource): boolean {
    if (this.together(a, b)) return true;
    if (this.#units.has(a.file) || this.#units.has(b.file)) return false;
    if (this.#roots.has(a.file) || this.#roots.has(b.file)) return false;
    return this.distance(a, b) <= 3 && directoryOf(a.file) !== directoryOf(b.file);
  }

  #areAlternatives(a: string, b: string): boolean {
    const ours = this.#rivals.get(a);
    const theirs = this.#rivals.get(b);
    if (!ours || !theirs) return false;
    for (const object of ours) if (theirs.has(object)) return true;
    return false;
  }

  #readKustomizations(files: readonly string[], given: readonly { file: string; fields: Fields }[]): void {
    const known = new Set(files);
    const byDirectory = new Map<string, Kustomization>();
    for (const { file, fields } of given) byDirectory.set(directoryOf(file), { file, directory: directoryOf(file), fields });
    const parent = new Map<string, string>();
    const find = (x: string): string => {
      let root = x;
      while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root)!;
      parent.set(x, root);
      return root;
    };
    const union = (a: string, b: string) => {
      if (!parent.has(a)) parent.set(a, a);
      if (!parent.has(b)) parent.set(b, b);
      parent.set(find(a), find(b));
    };
    const missing = new Map<string, string>();
    const direct = new Map<string, string[]>();
    for (const kustomization of byDirectory.values()) {
      const { directory, file, fields } = kustomization;
      union(file, file);
      const children: string[] = [];
      for (const entry of entries(fields, 'resources', 'bases', 'components')) {
        const target = join(directory, entry);
        if (known.has(target)) children.push(target);
        else if (byDirectory.has(target)) children.push(byDirectory.get(target)!.file);
        else missing.set(file, entry);
      }
      for (const field of ['helmCharts', 'helmChartInflationGenerator', 'generators']) if (asList(fields[field]).length) missing.set(file, field);
      for (const child of children) union(file, child);
      for (const path of patchPaths(fields)) {
        const patch = join(directory, path);
        const patchers = this.#patches.get(patch);
        if (patchers) patchers.push(file);
        else this.#patches.set(patch, [file]);
      }
      direct.set(file, children);
      this.#labels.set(file, addedLabels(fields));
    }
    for (const file of direct.keys()) this.#markRoot(file, direct);
    for (const file of parent.keys()) {
      const root = find(file);
      const component = this.#components.get(root) ?? { namespace: undefined, missing: undefined, patched: new Set<string>(), patchedKinds: new Set<string>(), variables: new Set<string>() };
      this.#components.set(root, component);
      this.#components.set(file, component);
      component.missing ??= missing.get(file);
    }
    for (const { file, fields } of byDirectory.values()) {
      const component = this.#components.get(file)!;
      for (const name of patchedNames(fields)) component.patched.add(name);
      for (const kind of patchedKinds(fields)) component.patchedKinds.add(kind);
      for (const variable of asList(fields['vars'])) {
        const name = asMap(variable)?.['name'];
        if (typeof name === 'string') component.variables.add(name);
      }
      const namespace = fields['namespace'];
      if (typeof namespace === 'string' && namespace) component.namespace ??= namespace;
    }
  }

  /** Every file that a kustomization reaches is deployed with the others that it reaches. */
  #markRoot(root: string, direct: ReadonlyMap<string, readonly string[]>): void {
    const stack = [root];
    const seen = new Set<string>();
    while (stack.length) {
      const file = stack.pop()!;
      if (seen.has(file)) continue;
      seen.add(file);
      let roots = this.#roots.get(file);
      if (!roots) this.#roots.set(file, (roots = new Set()));
      roots.add(root);
      stack.push(...(direct.get(file) ?? []));
    }
  }
}

function entries(fields: Fields, ...names: string[]): string[] {
  return names.flatMap((name) => asList(fields[name]).filter((entry): entry is string => typeof entry === 'string'));
}

function addedLabels(fields: Fields): Record<string, string> {
  const labels = { ...asStrings(fields['commonLabels']) };
  for (const item of asList(fields['labels'])) {
    const entry = asMap(item);
    if (entry?.['includeSelectors'] === true || entry?.['includeTemplates'] === true) Object.assign(labels, asStrings(entry['pairs']));
  }
  return labels;
}

/** What inline patches name as their target. */
function patchedNames(fields: Fields): string[] {
  const names: string[] = [];
  for (const field of ['patches', 'patchesJson6902', 'patchesStrategicMerge']) {
    for (const item of asList(fields[field])) {
      const name = asMap(asMap(item)?.['target'])?.['name'];
      if (typeof name === 'string') names.push(name);
      const patch = typeof item === 'string' ? item : asMap(item)?.['patch'];
      if (typeof patch === 'string') for (const [, inline] of patch.matchAll(/^ *name: *["']?([\w.-]+)/gm)) names.push(inline!);
    }
  }
  return names;
}

/** The kinds of targets that are not one name: without a name, or with a pattern (kustomize anchors it). */
function patchedKinds(fields: Fields): string[] {
  return ['patches', 'patchesJson6902'].flatMap((field) =>
    asList(fields[field]).flatMap((item) => {
      const target = asMap(asMap(item)?.['target']);
      const name = target?.['name'];
      if (!target || (typeof name === 'string' && /^[\w.-]*\w$/.test(name))) return [];
      return [typeof target['kind'] === 'string' ? target['kind'] : '*'];
    }),
  );
}

function patchPaths(fields: Fields): string[] {
  const paths = entries(fields, 'patchesStrategicMerge');
  for (const name of ['patches', 'patchesJson6902']) {
    for (const patch of asList(fields[name])) {
      const path = asMap(patch)?.['path'];
      if (typeof path === 'string') paths.push(path);
    }
  }
  return paths;
}

export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

/** Resolves `..` and `.` without a file system. */
function join(directory: string, path: string): string {
  const parts = directory ? directory.split('/') : [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function treeSteps(a: string, b: string): number {
  if (a === b) return 0;
  const x = a.split('/');
  const y = b.split('/');
  let shared = 0;
  while (shared < x.length && shared < y.length && x[shared] === y[shared]) shared += 1;
  return x.length + y.length - 2 * shared;
}
