import { directoryOf, stepsBetween } from './folders.ts';
import type { Kustomizations } from './kustomizations.ts';
import type { Resource } from './resource.ts';

/**
 * Says which objects plausibly live together. docs/scope.md has the policy; a repository holds many deployments that
 * never meet, and only these questions keep them apart: `together`, `near` and `surelyTogether`, from what is taken for
 * granted to what is beyond doubt.
 */
export class Scope {
  readonly #kustomizations: Kustomizations;
  /** What somebody said is deployed together, by file. It counts before all that can be guessed. */
  readonly #units: ReadonlyMap<string, string>;
  /** Per file, the objects in it that other files of its folder define too: one file is there instead of the other. */
  readonly #rivals = new Map<string, Set<string>>();

  constructor(kustomizations: Kustomizations, units: ReadonlyMap<string, string>) {
    this.#kustomizations = kustomizations;
    this.#units = units;
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
    return 1 + stepsBetween(directoryOf(a.file), directoryOf(b.file));
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
    const byA = this.#kustomizations.drawnInBy(a.file);
    const byB = this.#kustomizations.drawnInBy(b.file);
    if (byA || byB) {
      if (!byA || !byB) return false;
      for (const kustomization of byA) if (byB.has(kustomization)) return true;
      return false;
    }
    return directoryOf(a.file) === directoryOf(b.file) && !this.#areAlternatives(a.file, b.file);
  }

  /** What objects have in common that live together: objects that share none of these do not. */
  circlesOf(resource: Resource): readonly string[] {
    const unit = this.#units.get(resource.file);
    if (unit !== undefined) return [`unit ${unit}`];
    const by = this.#kustomizations.drawnInBy(resource.file);
    return by ? [...by].map((kustomization) => `kustomization ${kustomization}`) : [`folder ${directoryOf(resource.file)}`];
  }

  /** True where the two are deployed by one command beyond doubt: a folder alone may hold many examples. */
  surelyTogether(a: Resource, b: Resource): boolean {
    const unit = this.#units.get(a.file);
    if (unit !== undefined) return unit === this.#units.get(b.file);
    return a.file === b.file || (this.#kustomizations.drawnInBy(a.file) !== undefined && directoryOf(a.file) === directoryOf(b.file) && this.together(a, b));
  }

  /** True where the two stand near enough for one to mean the other if there is no better candidate: folders split by kind. */
  near(a: Resource, b: Resource): boolean {
    if (this.together(a, b)) return true;
    const isPlaced = (file: string) => this.#units.has(file) || this.#kustomizations.drawnInBy(file) !== undefined;
    return !isPlaced(a.file) && !isPlaced(b.file) && this.distance(a, b) <= 3 && directoryOf(a.file) !== directoryOf(b.file);
  }

  #areAlternatives(a: string, b: string): boolean {
    const ours = this.#rivals.get(a);
    const theirs = this.#rivals.get(b);
    if (!ours || !theirs) return false;
    for (const object of ours) if (theirs.has(object)) return true;
    return false;
  }
}
