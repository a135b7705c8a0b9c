import { isManifest } from './manifests.ts';
import { split } from './split.ts';
import { read } from './yaml.ts';

const objects = 'kubectl prints objects with -o yaml or -o json';

/** What programs print in the place of manifests, by its first line. */
const printed: readonly (readonly [RegExp, string])[] = [
  [/^(?:NAMESPACE +)?NAME(?: +[A-Z]|$)/, `a table; ${objects}`],
  [/^[a-z][a-z0-9.]*\/[a-z0-9.-]+$/, `names of objects; ${objects}`],
  [/^Name: {2,}\S/, `a description; ${objects}`],
  [/^No resources found/, 'kubectl, which found nothing'],
  [/^(?:Error from server|Unable to connect|The connection to the server|[Ee]rror: )/, 'what a program says that failed'],
];

/** How deep jsonnet and CUE programs are wont to nest objects under names. */
const maxDepth = 4;

/** What a text is, where it is a known thing that is not manifests: for who has piped it. */
export function otherThanManifests(text: string): string | undefined {
  const start = text.trimStart();
  if (!start) return 'empty';
  const line = start.slice(0, 1000).split(/\r?\n/, 1)[0]!;
  const known = printed.find(([pattern]) => pattern.test(line));
  if (known) return known[1];
  const [chunk] = split(text);
  const result = chunk && read(text, chunk);
  if (result && 'value' in result && isCutOff(result.value)) return 'a list whose end is missing, and with it what kind it is';
  const depth = result && 'value' in result ? depthOfManifests(result.value) : undefined;
  if (!depth) return undefined;
  const isList = Array.isArray((result as { value: unknown }).value);
  const all = '.' + '[]'.repeat(depth);
  return `${isList ? 'objects in a list' : 'objects under names of their own'}, which kubectl does not take either; print them one after the other: jq '${all}'${isList ? ', or jsonnet -y' : ''}`;
}

/** `kubectl get -o yaml` has the kind of a list behind its items. */
function isCutOff(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { apiVersion, items, kind } = value as Record<string, unknown>;
  return apiVersion === 'v1' && Array.isArray(items) && kind === undefined;
}

/** How far below a value manifests are: 1 in a list of them. Undefined where it has something else. */
function depthOfManifests(value: unknown, depth = 0): number | undefined {
  if (isManifest(value)) return depth;
  if (value === null || typeof value !== 'object' || depth === maxDepth) return undefined;
  const children = Object.values(value);
  const [first, ...others] = new Set(children.map((child) => depthOfManifests(child, depth + 1)));
  return others.length ? undefined : first;
}
