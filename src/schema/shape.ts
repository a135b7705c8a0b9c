import {shapes} from './validators.gen.js';

/**
 * A scalar (`string`, `integer`, `boolean`, `quantity`, `int-or-string`, `time`, `base64`, `any`) or
 * the name of a definition, with `[]` in front for a list and `{}` for a map by string.
 */
export type FieldType = string;

export type Path = readonly (string | number)[];

export type Fields = ReadonlyMap<string, FieldType>;

let parsed: Map<string, Fields> | undefined;

/** The fields of a definition, or undefined if the type is a scalar, a list or a map. */
export function fieldsOf(type: FieldType | undefined): Fields | undefined {
  if (type === undefined) return undefined;
  parsed ??= new Map(shapes.split('\n').map(parseLine));
  return parsed.get(type);
}

function parseLine(line: string): [string, Fields] {
  const [name = '', ...fields] = line.split(' ');
  return [
    name,
    new Map(
      fields.map((field) => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon), field.slice(colon + 1)] as const;
      }),
    ),
  ];
}

const isCollection = (type: FieldType): boolean => type.startsWith('[]') || type.startsWith('{}');

/** The type at a path below a kind, or undefined where the kind knows nothing. */
export function typeAt(kind: string, path: Path): FieldType | undefined {
  let type: FieldType | undefined = kind;
  for (const key of path) {
    if (type === undefined) return undefined;
    type = isCollection(type) ? type.slice(2) : fieldsOf(type)?.get(String(key));
  }
  return type;
}

const words: Readonly<Record<string, [one: string, many: string]>> = {
  any: ['anything', 'anything'],
  base64: ['base64 text', 'base64 texts'],
  boolean: ['boolean', 'booleans'],
  'int-or-string': ['integer or string', 'integers or strings'],
  integer: ['integer', 'integers'],
  quantity: ['quantity, such as 500m or 1Gi', 'quantities'],
  string: ['string', 'strings'],
  time: ['time, such as 2026-01-31T12:00:00Z', 'times'],
};

export function describeType(type: FieldType): string {
  const many = words[type.slice(2)]?.[1] ?? 'objects';
  if (type.startsWith('[]')) return `list of ${many}`;
  if (type.startsWith('{}')) return `object (map of ${many})`;
  return words[type]?.[0] ?? 'object';
}

export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Whether a value may stand at a field of this type, as far as its outermost layer tells. */
export function fits(value: unknown, type: FieldType): boolean {
  const kind = describeValue(value);
  if (kind === 'null' || type === 'any') return true;
  if (type.startsWith('[]')) return kind === 'list';
  if (type.startsWith('{}') || fieldsOf(type)) return kind === 'object';
  if (type === 'quantity') return kind === 'string' || kind === 'integer' || kind === 'number';
  if (type === 'int-or-string') return kind === 'string' || kind === 'integer';
  return kind === (type === 'integer' || type === 'boolean' ? type : 'string');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? key : `.${key}`;
  }
  return text;
}
