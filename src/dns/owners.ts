import type { Model } from '../model/model.ts';
import { hasOrdinal, ordinalIn, podsOf } from '../model/pods.ts';
import type { Workload } from '../model/workload.ts';

/** A workload that a Pod's name or hostname may be of. */
export interface Owner {
  readonly workload: Workload;
  /** Of the form that the workload gives its Pods; false says that it has no such Pod. */
  readonly isPod: boolean;
  readonly ordinal: number | undefined;
}

/** The workloads whose Pods are called as a label says, those first that have the Pod. */
export function ownersOf(label: string, model: Model): Owner[] {
  const owners = model.workloads.flatMap((workload): Owner[] => {
    const ordinal = ordinalIn(label, workload);
    if (ordinal !== undefined) return [{ workload, ordinal, isPod: hasOrdinal(workload, ordinal, model) }];
    const isPod = workload.hostname === label || podsOf(workload, model).pods.some((pod) => pod.name === label || pod.hostname === label);
    return isPod ? [{ workload, ordinal: undefined, isPod }] : [];
  });
  return owners.sort((a, b) => Number(b.isPod) - Number(a.isPod));
}
