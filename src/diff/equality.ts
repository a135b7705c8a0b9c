import type { FieldPath } from '../diagnostic.ts';
import { asMap } from '../model/resource.ts';

/**
 * Values that the API server fills in where a field is absent, by the name of the field (core/v1, apps/v1 and batch/v1
 * defaults.go): to write one out changes nothing.
 */
const defaults: Readonly<Record<string, readonly unknown[]>> = {
  apiVersion: ['v1'],
  kind: ['PersistentVolumeClaim'],
  completionMode: ['NonIndexed'],
  defaultMode: [420],
  dnsPolicy: ['ClusterFirst'],
  enableServiceLinks: [true],
  failureThreshold: [3],
  hostIPC: [false],
  hostNetwork: [false],
  hostPID: [false],
  // Whether it is Always depends on the tag.
  imagePullPolicy: ['Always', 'IfNotPresent'],
  optional: [false],
  path: ['/'],
  periodSeconds: [10],
  podManagementPolicy: ['OrderedReady'],
  preemptionPolicy: ['PreemptLowerPriority'],
  protocol: ['TCP'],
  readOnly: [false],
  // Jobs have to say.
  restartPolicy: ['Always'],
  schedulerName: ['default-scheduler'],
  scheme: ['HTTP'],
  serviceAccountName: ['default'],
  stdin: [false],
  stdinOnce: [false],
  successThreshold: [1],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  timeoutSeconds: [1],
  tty: [false],
  type: [''],
  volumeMode: ['Filesystem'],
};

/** Maps of strings: there an entry that is empty is an entry. */
const stringMaps = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector']);

/** What the API server writes itself. */
const servers = new Set(['status', 'creationTimestamp']);

export interface Comparison {
  /** The one of the two that does not say all: what it lacks is to be taken for unchanged. */
  readonly partial?: 'before' | 'after';
  /** Names of lists that it may lack items of, which are told by `mountPath` or `name`. */
  readonly merged?: ReadonlySet<string>;
  /** Names of fields that do not count, at any depth. */
  readonly mayChange?: ReadonlySet<string>;
}

/**
 * Where two values first differ as the API server sees them (apimachinery api/equality Semantic.DeepEqual, after
 * defaults): null, empty maps and empty lists are absent, and quantities count for what they amount to. Undefined where
 * they do not.
 */
export function difference(before: unknown, after: unknown, options: Comparison, path: FieldPath): FieldPath | undefined {
  const { partial, mayChange } = options;
  const field = path.at(-1);
  if (mayChange?.has(String(field))) return undefined;
  if (stringMaps.has(String(path.at(-2)))) return before === after || (partial && { before, after }[partial] === undefined) ? undefined : path;
  if (partial && isAbsent({ before, after }[partial])) return undefined;
  if (isAbsent(after) && isDefault(field, before)) return undefined;
  if (isAbsent(before) && isDefault(field, after)) return undefined;
  if (isAbsent(before) || isAbsent(after)) return isAbsent(before) && isAbsent(after) ? undefined : path;
  if (Array.isArray(before) && Array.isArray(after)) {
    if (partial && options.merged?.has(String(field))) return lacksNothing({ before, after }, partial, options) ? undefined : path;
    if (before.length !== after.length) return path;
    return first(before.keys(), (i) => difference(before[i], after[i], options, [...path, i]));
  }
  const [x, y] = [asMap(before), asMap(after)];
  if (x && y) {
    const keys = new Set([...Object.keys(y), ...Object.keys(x)].filter((name) => !servers.has(name)));
    return first(keys, (name) => difference(own(x, name), own(y, name), options, [...path, name]));
  }
  return isSame(before, after, path) ? undefined : path;
}

/** Every item of the partial list is in the other one. */
function lacksNothing(lists: Readonly<Record<'before' | 'after', readonly unknown[]>>, partial: 'before' | 'after', options: Comparison): boolean {
  const full = new Map(lists[partial === 'before' ? 'after' : 'before'].map((item) => [mergeKey(item), item]));
  return lists[partial].every((item) => {
    const other = full.get(mergeKey(item));
    return other !== undefined && !(partial === 'before' ? difference(item, other, options, []) : difference(other, item, options, []));
  });
}

function mergeKey(item: unknown): unknown {
  const map = asMap(item);
  return map && (own(map, 'mountPath') ?? own(map, 'name'));
}

function first<T>(items: Iterable<T>, look: (item: T) => FieldPath | undefined): FieldPath | undefined {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return undefined;
}

function own(map: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isDefault(field: string | number | undefined, value: unknown): boolean {
  return typeof field === 'string' && Object.hasOwn(defaults, field) && defaults[field]!.includes(value);
}

function isSame(before: unknown, after: unknown, path: FieldPath): boolean {
  if (before === after) return true;
  if (!path.some((step) => step === 'requests' || step === 'limits' || step === 'sizeLimit')) return false;
  const amount = amountOf(before);
  return amount !== undefined && amount === amountOf(after);
}

const suffixes: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };

/** What a quantity amounts to (apimachinery pkg/api/resource): `1Gi`, `500m`, `2e3`, 2. */
function amountOf(value: unknown): number | undefined {
  const [, number, suffix] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]{0,2})$/.exec(String(value)) ?? [];
  return number === undefined || !Object.hasOwn(suffixes, suffix!) ? undefined : Number(number) * suffixes[suffix!]!;
}
