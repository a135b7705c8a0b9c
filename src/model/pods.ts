import { push } from './keys.ts';
import type { Model } from './model.ts';
import type { Resource } from './resource.ts';
import type { Service } from './service.ts';
import type { Workload } from './workload.ts';

/** A Pod that a workload makes, as far as names go. */
export interface Pod {
  readonly workload: Workload;
  /** As it will be called, or `web-<hash>` where the controller makes the end of the name up. */
  readonly name: string;
  /** True where the name is known before the Pod is. */
  readonly isNamed: boolean;
  /** Of a StatefulSet's or an Indexed Job's Pod. */
  readonly ordinal: number | undefined;
  /** `spec.hostname` as the API server has it: the controller's word before the template's. */
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
}

/** How many Pods a workload has, and between what numbers a HorizontalPodAutoscaler moves it. */
export interface Scale {
  /** Undefined for a DaemonSet, which has one on each node, and for a CronJob, which has none most of the time. */
  readonly count: number | undefined;
  readonly least: number;
  readonly most: number;
  readonly autoscaler: Resource | undefined;
}

export interface Pods {
  /** The first `podLimit` of them; for a DaemonSet one that stands for all. */
  readonly pods: readonly Pod[];
  readonly scale: Scale;
  /** True where there are more than are listed. */
  readonly capped: boolean;
}

/** No zone is printed for more Pods of one workload than this; `podsWithHostname` knows them all. */
export const podLimit = 1000;

const autoscalers = (model: Model) => {
  const byTarget = new Map<string, Resource[]>();
  for (const autoscaler of model.byKind('HorizontalPodAutoscaler')) {
    const kind = autoscaler.string('spec', 'scaleTargetRef', 'kind');
    const name = autoscaler.string('spec', 'scaleTargetRef', 'name');
    if (kind && name) push(byTarget, `${kind}/${autoscaler.namespace}/${name}`, autoscaler);
  }
  // Two of one workload fight for it; whose numbers are told must not hang on the order of the files.
  for (const rivals of byTarget.values()) rivals.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return byTarget;
};

/** The HorizontalPodAutoscaler of a workload, where it lives with it. */
function autoscalerOf(workload: Workload, model: Model): Resource | undefined {
  const found = model.derived(autoscalers).get(`${workload.kind}/${workload.namespace}/${workload.name}`);
  return found?.find((autoscaler) => model.scope.near(workload, autoscaler));
}

export function scaleOf(workload: Workload, model: Model): Scale {
  const count = countOf(workload);
  const autoscaler = autoscalerOf(workload, model);
  const most = autoscaler?.number('spec', 'maxReplicas');
  if (count === undefined || !autoscaler || most === undefined) return { count, least: count ?? 0, most: count ?? Number.POSITIVE_INFINITY, autoscaler: undefined };
  const least = autoscaler.number('spec', 'minReplicas') ?? 1;
  // A workload of zero replicas is left alone (pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler).
  return { count: count === 0 ? 0 : Math.min(Math.max(count, least), most), least: Math.min(least, count), most: Math.max(most, count), autoscaler };
}

function countOf(workload: Workload): number | undefined {
  if (workload.kind === 'CronJob') return undefined;
  if (workload.kind !== 'Job') return whole(workload.replicas);
  // At one time; the Pods of an Indexed Job are counted by index, for each has its turn.
  const parallelism = whole(workload.number('spec', 'parallelism') ?? 1)!;
  const completions = whole(workload.number('spec', 'completions'));
  if (parallelism === 0) return 0;
  return workload.isIndexedJob ? (completions ?? parallelism) : Math.min(parallelism, completions ?? parallelism);
}

/** Numbers come from the input. */
function whole(n: number | undefined): number | undefined {
  return n === undefined ? undefined : Number.isSafeInteger(n) && n > 0 ? n : 0;
}

/** True where Pods are told apart by ordinals: StatefulSets and Indexed Jobs. */
export function isOrdinal(workload: Workload): boolean {
  return workload.isStatefulSet || (workload.isIndexedJob && workload.kind === 'Job');
}

/** The ordinals of the Pods, ends included; undefined where there are none. `most` is the last that an autoscaler may add. */
export function ordinalsOf(workload: Workload, model: Model): { readonly first: number; readonly last: number; readonly most: number } | undefined {
  if (!isOrdinal(workload)) return undefined;
  const first = workload.isStatefulSet ? whole(workload.firstOrdinal)! : 0;
  const { count = 0, most } = scaleOf(workload, model);
  return { first, last: first + count - 1, most: first + most - 1 };
}

/** True where a Pod of the ordinal exists, now or once an autoscaler has added it. */
export function hasOrdinal(workload: Workload, ordinal: number, model: Model): boolean {
  const range = ordinalsOf(workload, model);
  return range !== undefined && ordinal >= range.first && ordinal <= range.most;
}

/** What the Pod of an ordinal is called by its hostname: `kafka-0`, also of an Indexed Job, whose Pods' own names go on. */
export function ordinalName(workload: Workload, ordinal: number): string {
  return `${workload.name}-${ordinal}`;
}

/** The ordinal in a name of the form that a workload gives its Pods (no zeros in front), or undefined. */
export function ordinalIn(name: string, workload: Workload): number | undefined {
  if (!isOrdinal(workload) || !name.startsWith(`${workload.name}-`)) return undefined;
  const digits = name.slice(workload.name.length + 1);
  return /^(?:0|[1-9]\d{0,14})$/.test(digits) ? Number(digits) : undefined;
}

/** What Pods are called whose names the controller makes up: `web-<hash>`. */
function madeUp(workload: Workload): string {
  return workload.name ? `${workload.name}-<hash>` : `${workload.string('metadata', 'generateName') ?? `${workload.kind.toLowerCase()}-`}<hash>`;
}

function podAt(workload: Workload, ordinal: number): Pod {
  const hostname = ordinalName(workload, ordinal);
  // The Job controller adds letters to the name, but not to the hostname (pkg/controller/job podGenerateNameWithIndex).
  return { workload, name: workload.isStatefulSet ? hostname : `${hostname}-<hash>`, isNamed: workload.isStatefulSet, ordinal, hostname, subdomain: workload.subdomain };
}

function podWithout(workload: Workload): Pod {
  const { hostname, subdomain } = workload;
  const isNamed = workload.kind === 'Pod' && workload.name !== '';
  return { workload, name: isNamed ? workload.name : madeUp(workload), isNamed, ordinal: undefined, hostname, subdomain };
}

/** The Pods that a workload makes. A CronJob's come and go, so it has none. */
export function podsOf(workload: Workload, model: Model): Pods {
  const scale = scaleOf(workload, model);
  const count = workload.kind === 'CronJob' ? 0 : (scale.count ?? 1);
  const length = Math.min(count, podLimit);
  const first = ordinalsOf(workload, model)?.first;
  const pods = first === undefined ? Array<Pod>(length).fill(podWithout(workload)) : Array.from({ length }, (_, i) => podAt(workload, first + i));
  return { pods, scale, capped: count > length };
}

/** The Pods of a workload that have a hostname, however many there are in all. */
export function podsWithHostname(workload: Workload, hostname: string, model: Model): readonly Pod[] {
  const range = ordinalsOf(workload, model);
  if (!range) return workload.hostname === hostname ? podsOf(workload, model).pods : [];
  const ordinal = ordinalIn(hostname, workload);
  return ordinal !== undefined && ordinal >= range.first && ordinal <= range.last ? [podAt(workload, ordinal)] : [];
}

/**
 * The hostname that the endpoint controllers give to a Pod's endpoint in a Service: only where the Pod's subdomain is that
 * Service (k8s.io/endpointslice util ShouldSetHostname). Whether the Service is headless does not matter to them.
 */
export function endpointHostname(pod: Pod, service: Service): string | undefined {
  return pod.hostname && pod.subdomain === service.name && pod.workload.namespace === service.namespace ? pod.hostname : undefined;
}

const completionIndex = 'batch.kubernetes.io/job-completion-index';

/** True where a Service that selects a workload's Pods selects this one: some select by name or by ordinal. */
export function selects(service: Service, { workload, name, ordinal }: Pod): boolean {
  const { selector } = service;
  // Only the Pods of Indexed Jobs are given the label.
  if (ordinal === undefined) return workload.kind !== 'Job' || !Object.hasOwn(selector, completionIndex) || Object.hasOwn(workload.podLabels, completionIndex);
  const fits = (key: string, value: string) => !Object.hasOwn(selector, key) || selector[key] === value;
  if (workload.isStatefulSet) return fits('statefulset.kubernetes.io/pod-name', name) && fits('apps.kubernetes.io/pod-index', String(ordinal));
  return fits(completionIndex, String(ordinal));
}
