import {distance} from '../spelling.ts';
import {fieldsOf, fits, formatPath, typeAt, valueAt, type FieldType, type Path} from './shape.ts';

export type Suggestion = {
  text: string;
  /** The key to write instead of the one that is there. */
  replaceKey?: string;
  /** True where that key takes another type than what stands there. */
  needsOther?: boolean;
  /** The object to which the field is to be moved, under its own name. */
  belongsAt?: (string | number)[];
  /** The text to write instead of the one that is there. */
  replaceValue?: string;
};

/** Where a stray entry goes when it is no field: `selector: {app: web}` wants `matchLabels`. */
const mapOf: Readonly<Record<string, string>> = {
  LabelSelector: 'matchLabels',
  ResourceRequirements: 'requests',
  VolumeResourceRequirements: 'requests',
};

/** Fields that other API versions had, and what says the same now. */
const formerly: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  HorizontalPodAutoscalerSpec: {targetCPUUtilizationPercentage: 'metrics'},
  IngressBackend: {serviceName: 'service.name', servicePort: 'service.port'},
  IngressSpec: {backend: 'defaultBackend'},
  PodSpec: {workloadRef: 'schedulingGroup'},
};

/** What the author of an unknown field may have meant. `path` ends with the unknown key. */
export function suggestField(kind: string, root: unknown, path: Path): Suggestion | undefined {
  const name = String(path.at(-1));
  const at = path.slice(0, -1);
  const type = typeAt(kind, at);
  const fields = fieldsOf(type);
  if (type === undefined || !fields) return undefined;
  // Not all keys of the object: of unknown ones there may be thousands, and each asks.
  const parent = valueAt(root, at) as object;
  const present = new Set([...fields.keys()].filter((field) => Object.hasOwn(parent, field)));
  const successors = formerly[type];
  if (successors && Object.hasOwn(successors, name)) return {text: `"${successors[name]}" has replaced it`};
  const value = valueAt(root, path);
  const near = closest(name, [...fields.keys()], present);
  if (near && near.distance <= 1) return rename(near.text, present, !fits(value, fields.get(near.text) ?? 'any'));
  const place = elsewhere(kind, root, at, name, value);
  if (place) return place;
  if (near && fits(value, fields.get(near.text) ?? 'any')) return rename(near.text, present, false);
  const list = entriesWith(type, name, value);
  if (list !== undefined) {
    return {text: `"${name}" belongs in the entries of ${formatPath([...at, list])}`};
  }
  const map = mapOf[type];
  const entry = map === undefined ? undefined : fields.get(map)?.slice(2);
  if (map === undefined || entry === undefined || !fits(value, entry)) return undefined;
  return {text: `"${name}" belongs in ${formatPath([...at, map])}`, belongsAt: [...at, map]};
}

/** The allowed value that a wrong one was probably meant to be. */
export function suggestValue(value: string, allowed: readonly string[]): Suggestion | undefined {
  const near = closest(value, allowed, new Set());
  if (!near || near.distance > (value.length <= 5 ? 1 : 2)) return undefined;
  return {text: `did you mean "${near.text}"?`, replaceValue: near.text};
}

function rename(to: string, present: ReadonlySet<string>, needsOther: boolean): Suggestion {
  if (present.has(to)) return {text: `"${to}" is there already`};
  return {text: `did you mean "${to}"?`, replaceKey: to, ...(needsOther && {needsOther})};
}

/**
 * The object nearest to `at` that has a field of this name and takes this value; it has to exist,
 * unless it is within the object at `at`. Steps up and down count alike; of two objects equally near,
 * the one needing fewer steps up wins, and two that need the same steps are no answer.
 */
function elsewhere(
  kind: string,
  root: unknown,
  at: Path,
  name: string,
  value: unknown,
): Suggestion | undefined {
  let best: {cost: number; paths: (string | number)[][]} | undefined;
  let up = 0;
  for (let length = at.length; length >= 0; length--) {
    const ancestor = at.slice(0, length);
    const type = typeAt(kind, ancestor);
    if (!fieldsOf(type)) continue;
    for (let down = up === 0 ? 1 : 0; down <= (up <= 1 ? 2 : 1); down++) {
      if (best && best.cost <= up + down) break;
      const paths = descendants(ancestor, type, down).filter(
        (candidate) =>
          takes(typeAt(kind, candidate), name, value) &&
          (up === 0 || valueAt(root, candidate) !== undefined),
      );
      if (paths.length > 0) best = {cost: up + down, paths};
    }
    up++;
  }
  const place = best?.paths[0];
  if (!place || best?.paths.length !== 1) return undefined;
  const where = place.length > 0 ? formatPath(place) : `the ${kind} itself`;
  if (valueAt(root, [...place, name]) !== undefined) {
    return {text: `"${name}" belongs in ${where}, which has one already`};
  }
  return {text: `"${name}" belongs in ${where}`, belongsAt: place};
}

function takes(type: FieldType | undefined, name: string, value: unknown): boolean {
  const field = fieldsOf(type)?.get(name);
  return field !== undefined && fits(value, field);
}

/** The objects exactly `depth` steps below one, not counting those in lists and maps. */
function descendants(path: Path, type: FieldType | undefined, depth: number): (string | number)[][] {
  if (depth === 0) return [[...path]];
  const found: (string | number)[][] = [];
  for (const [name, child] of fieldsOf(type) ?? []) {
    if (fieldsOf(child)) found.push(...descendants([...path, name], child, depth - 1));
  }
  return found;
}

/** The list whose entries have a field of this name; `containers` before its siblings. */
function entriesWith(type: FieldType, name: string, value: unknown): string | undefined {
  const lists = [...(fieldsOf(type) ?? [])]
    .filter(([, child]) => child.startsWith('[]') && takes(child.slice(2), name, value))
    .map(([list]) => list);
  return lists.includes('containers') ? 'containers' : lists.length === 1 ? lists[0] : undefined;
}

type Near = {text: string; distance: number};

/** The candidate most like a text: by letter case, as its plural, by edits, or by a shared end. */
function closest(
  text: string,
  candidates: readonly string[],
  present: ReadonlySet<string>,
): Near | undefined {
  const lower = text.toLowerCase();
  const limit = lower.length <= 4 ? 1 : lower.length <= 8 ? 2 : lower.length <= 14 ? 3 : 4;
  let best: Near | undefined;
  let bestRank = Infinity;
  for (const candidate of candidates) {
    const distance = distanceTo(lower, candidate.toLowerCase(), limit);
    const rank = distance + (present.has(candidate) ? limit + 1 : 0);
    if (rank >= bestRank) continue;
    best = {text: candidate, distance};
    bestRank = rank;
  }
  return best;
}

/** 0 for texts alike but for case, up to `limit` for similar ones, `Infinity` for others. */
function distanceTo(text: string, candidate: string, limit: number): number {
  if (text === candidate) return 0;
  if (text.replace(/y$/, 'ie') + 's' === candidate) return 1;
  const edits = distance(text, candidate, limit);
  if (edits <= limit) return edits;
  const longer = Math.max(text.length, candidate.length);
  return sharedStart(text, candidate) >= 0.6 * longer || sharedEnd(text, candidate) >= 0.5 * longer
    ? limit
    : Infinity;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length >= 5 ? length : 0;
}

/** The length of the shorter text if the longer one ends with it: `strategy`, `updateStrategy`. */
function sharedEnd(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  return length >= 5 && (a.endsWith(b) || b.endsWith(a)) ? length : 0;
}
