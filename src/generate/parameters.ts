import { isMap, isScalar, parseDocument, stringify } from 'yaml';

/** The fields of a spec that a preset leaves to its user, in the order in which specs have them. */
export const parameters = ['name', 'namespace', 'clusterDomain', 'kubernetesVersion', 'image', 'replicas'] as const;
export type Parameter = (typeof parameters)[number];

/**
 * The text of a spec with some of its fields set, and everything else, comments too, as it was. The text is one block map
 * with a name, as presets are. What a value means is left to whoever reads the spec.
 */
export function withParameters(text: string, values: Readonly<Partial<Record<Parameter, string>>>): string {
  return parameters.reduce((spec, field) => (values[field] === undefined ? spec : withField(spec, field, values[field])), text);
}

function withField(text: string, field: Parameter, value: string): string {
  const written = field === 'replicas' && /^-?\d+$/.test(value) ? value : stringify(value, { lineWidth: 0, defaultStringType: /^[A-Za-z][\w./:@-]*$/.test(value) ? 'PLAIN' : 'QUOTE_DOUBLE', version: '1.1' }).trimEnd();
  const root = parseDocument(text).contents;
  if (!isMap(root)) throw new TypeError('not a map of fields');
  const find = (name: string) => root.items.find(({ key }) => isScalar(key) && key.value === name);
  const old = find(field)?.value;
  if (isScalar(old)) return text.slice(0, old.range![0]) + written + text.slice(old.range![1]);
  const before = parameters.slice(0, parameters.indexOf(field)).reverse();
  const after = before.map(find).find((pair) => pair !== undefined)?.value;
  if (!isScalar(after)) throw new TypeError('a spec without a name');
  const end = text.indexOf('\n', after.range![1]);
  const at = end < 0 ? text.length : end + 1;
  return `${text.slice(0, at)}${end < 0 ? '\n' : ''}${field}: ${written}\n${text.slice(at)}`;
}

/** What a spec says of a field, as text; undefined where it is silent. */
export function parameterOf(text: string, field: Parameter): string | undefined {
  const value: unknown = parseDocument(text).get(field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
