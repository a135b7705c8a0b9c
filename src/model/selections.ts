import { directoryOf } from './folders.ts';
import type { Kustomizations } from './kustomizations.ts';
import type { Scope } from './scope.ts';
import type { Resource } from './resource.ts';
import { key, push } from './keys.ts';
import type { Labels } from './selector.ts';
import type { Service } from './service.ts';
import type { Workload } from './workload.ts';

/** What a Service selects. */
export interface Selection {
  /** Workloads that are deployed with the Service as far as the tree tells. */
  readonly workloads: readonly Workload[];
  /** True where only workloads far away in the tree match: enough not to complain, too little to compare. */
  readonly elsewhere: boolean;
}

const nothing: Selection = { workloads: [], elsewhere: false };

interface Inverse {
  readonly selecting: ReadonlyMap<Selection, readonly Service[]>;
  readonly selected: ReadonlyMap<Workload, readonly Selection[]>;
}

/** Which Pods Services select, by an index of the Pods' labels. */
export class Selections {
  readonly #scope: Scope;
  readonly #kustomizations: Kustomizations;
  readonly #services: readonly Service[];
  readonly #byLabel = new Map<string, Workload[]>();
  readonly #byName = new Map<string, Workload[]>();
  readonly #byCircle = new Map<string, Workload[]>();
  readonly #answers = new Map<string, Selection>();
  #inverse: Inverse | undefined;

  constructor(scope: Scope, kustomizations: Kustomizations, services: readonly Service[], workloads: readonly Workload[]) {
    this.#scope = scope;
    this.#kustomizations = kustomizations;
    this.#services = services;
    for (const workload of workloads) {
      if (workload.isOver) continue;
      for (const circle of scope.circlesOf(workload)) push(this.#byCircle, circle, workload);
      push(this.#byName, key(workload.kind, workload.namespace, workload.name), workload);
      for (const [label, value] of Object.entries(workload.podLabels)) push(this.#byLabel, key(workload.namespace, label, value), workload);
    }
  }

  /** Which workloads' Pods a Service selects. Services of a file with the same selector share one answer. */
  of(service: Service): Selection {
    if (!service.selectsPods) return nothing;
    const asked = key(service.file, service.namespace, JSON.stringify(service.selector));
    let selection = this.#answers.get(asked);
    if (!selection) this.#answers.set(asked, (selection = this.#select(service, service.selector)));
    return selection;
  }

  /** Which Services select a workload's Pods. */
  selecting(workload: Workload): readonly Service[] {
    const { selecting, selected } = (this.#inverse ??= this.#invert());
    const selections = selected.get(workload) ?? [];
    // Most Pods are selected in one way: the list is not copied then.
    return selections.length === 1 ? selecting.get(selections[0]!)! : selections.flatMap((selection) => selecting.get(selection)!);
  }

  #invert(): Inverse {
    const selecting = new Map<Selection, Service[]>();
    for (const service of this.#services) if (service.selectsPods) push(selecting, this.of(service), service);
    const selected = new Map<Workload, Selection[]>();
    for (const selection of selecting.keys()) for (const workload of selection.workloads) push(selected, workload, selection);
    return { selecting, selected };
  }

  /** Workloads that have at least one of the labels, where the object and they are deployed together. */
  candidates(from: Resource, labels: Labels): readonly Workload[] {
    const seen = new Set<Workload>();
    for (const [label, value] of Object.entries(labels)) {
      for (const workload of this.#byLabel.get(key(from.namespace, label, value)) ?? []) if (this.#scope.together(from, workload)) seen.add(workload);
    }
    return [...seen];
  }

  /** Workloads that may have all of the labels, wherever they live: those that have the rarest. */
  mayHave(namespace: string, labels: Labels): readonly Workload[] {
    return this.#withLabels(namespace, labels);
  }

  #select(service: Service, selector: Labels): Selection {
    const candidates = this.#withLabels(service.namespace, selector);
    const matches = (w: Workload) => w.mismatch(selector).length === 0;
    // Where one label is on Pods all over the tree, those beside the Service are fewer.
    const beside = this.#beside(service);
    const together = (beside && beside.length < candidates.length ? beside : candidates).filter((w) => w.namespace === service.namespace && this.#scope.together(service, w) && matches(w));
    if (together.length) {
      // A file that has both is whole in itself, whatever else its folder holds; a kustomization says more than a file.
      const inFile = this.#kustomizations.rootsOf(service.file) ? [] : together.filter((w) => w.file === service.file);
      return { workloads: inFile.length ? inFile : together, elsewhere: false };
    }
    const matching = candidates.filter(matches);
    if (!matching.length) return nothing;
    const near = matching.filter((w) => this.#scope.near(service, w));
    const folders = new Set(near.map((w) => directoryOf(w.file)));
    return folders.size === 1 ? { workloads: near, elsewhere: false } : { workloads: [], elsewhere: true };
  }

  /** All that may live with an object; undefined where they are in several lists. */
  #beside(from: Resource): readonly Workload[] | undefined {
    const [circle, other] = this.#scope.circlesOf(from);
    return other === undefined ? (this.#byCircle.get(circle!) ?? []) : undefined;
  }

  /** Workloads that may match: those of the rarest label, or of the name that a controller's label tells. */
  /** Of those, the ones beside an object, where they are fewer: for questions about what is surely deployed with it. */
  mayHaveBeside(from: Resource, labels: Labels): readonly Workload[] {
    const having = this.#withLabels(from.namespace, labels);
    const beside = this.#beside(from);
    return beside && beside.length < having.length ? beside.filter(({ namespace }) => namespace === from.namespace) : having;
  }

  #withLabels(namespace: string, selector: Labels): readonly Workload[] {
    let rarest: readonly Workload[] | undefined;
    for (const [label, value] of Object.entries(selector)) {
      const having = this.#byLabel.get(key(namespace, label, value));
      const named = this.#byControllerLabel(namespace, label, value);
      const all = having && named ? [...having, ...named] : (having ?? named);
      if (all && (!rarest || all.length < rarest.length)) rarest = all;
    }
    return rarest ?? [];
  }

  #byControllerLabel(namespace: string, label: string, value: string): readonly Workload[] | undefined {
    const named = (kind: string, name: string) => this.#byName.get(key(kind, namespace, name)) ?? [];
    if (label === 'statefulset.kubernetes.io/pod-name') return named('StatefulSet', value.replace(/-\d+$/, ''));
    if (label === 'job-name' || label === 'batch.kubernetes.io/job-name') return named('Job', value);
    return undefined;
  }
}

