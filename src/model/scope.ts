import { directoryOf, stepsBetween } from './folders.ts';
import type { Kustomizations } from './kustomizations.ts';
import type { Resource } from './resource.ts';
import { Service } from './service.ts';
import { Workload } from './workload.ts';

/**
 * Says which objects plausibly live together. docs/scope.md has the policy; a repository holds many deployments that
 * never meet, and only these questions keep them apart: `together`, `near` and `surelyTogether`, from what is taken for
 * granted to what is beyond doubt.
 */
export class Scope {
  readonly #kustomizations: Kustomizations;
  /** What somebody said is deployed together, by file. It counts before all that can be guessed. */
  readonly #units: ReadonlyMap<string, string>;
  /** By file, or unit, the objects in it that others have, too: one is there instead of the other. */
  readonly #rivals = new Map<string, Set<string>>();

  constructor(kustomizations: Kustomizations, units: ReadonlyMap<string, string>) {
    this.#kustomizations = kustomizations;
    this.#units = units;
  }

  /** Notes that the same object stands several times: the files of one folder that have it are alternatives of each other, and so are units. */
  noteAlternatives(same: readonly Resource[], object: string): void {
    const groups = new Map<string, Set<string>>();
    for (const resource of same) {
      const unit = this.#units.get(resource.file);
      // A namespace or an account may come along with each of several that are deployed together.
      if (unit !== undefined && !(resource instanceof Service || resource instanceof Workload)) continue;
      const [group, member] = unit === undefined ? [directoryOf(resource.file), resource.file] : ['units', asUnit(unit)];
      groups.set(group, (groups.get(group) ?? new Set()).add(member));
    }
    for (const members of groups.values()) {
      if (members.size < 2) continue;
      for (const member of members) this.#rivals.set(member, (this.#rivals.get(member) ?? new Set()).add(object));
    }
  }

  /** True where one is deployed instead of the other, beyond doubt: their units have the same Service or workload in the same namespace. */
  excludes(a: Resource, b: Resource): boolean {
    const unit = this.#units.get(a.file);
    const other = this.#units.get(b.file);
    return unit !== undefined && other !== undefined && unit !== other && this.#areAlternatives(asUnit(unit), asUnit(other));
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
    const ofA = this.#kustomizations.rootsOf(a.file);
    const ofB = this.#kustomizations.rootsOf(b.file);
    if (ofA || ofB) {
      if (!ofA || !ofB) return false;
      for (const root of ofA) if (ofB.has(root)) return true;
      return false;
    }
    return directoryOf(a.file) === directoryOf(b.file) && !this.#areAlternatives(a.file, b.file);
  }

  /** What objects have in common that live together: objects that share none of these do not. */
  circlesOf(resource: Resource): readonly string[] {
    const unit = this.#units.get(resource.file);
    if (unit !== undefined) return [asUnit(unit)];
    const roots = this.#kustomizations.rootsOf(resource.file);
    return roots ? [...roots].map((root) => `root ${root}`) : [`folder ${directoryOf(resource.file)}`];
  }

  /** True where the two are deployed by one command beyond doubt: a folder alone may hold many examples. */
  surelyTogether(a: Resource, b: Resource): boolean {
    const unit = this.#units.get(a.file);
    if (unit !== undefined) return unit === this.#units.get(b.file);
    return a.file === b.file || (this.#kustomizations.rootsOf(a.file) !== undefined && directoryOf(a.file) === directoryOf(b.file) && this.together(a, b));
  }

  /** True where the two stand near enough for one to mean the other if there is no better candidate: folders split by kind. */
  near(a: Resource, b: Resource): boolean {
    if (this.together(a, b)) return true;
    const isPlaced = (file: string) => this.#units.has(file) || this.#kustomizations.rootsOf(file) !== undefined;
    return !isPlaced(a.file) && !isPlaced(b.file) && this.distance(a, b) <= 3 && directoryOf(a.file) !== directoryOf(b.file);
  }

  #areAlternatives(a: string, b: string): boolean {
    const [ours, theirs] = [this.#rivals.get(a), this.#rivals.get(b)];
    if (!ours || !theirs) return false;
    for (const object of ours) if (theirs.has(object)) return true;
    return false;
  }
}

function asUnit(name: string): string {
  return `unit ${name}`;
}
