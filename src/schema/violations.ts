import {alternatives} from '../spelling.ts';
import {describeType, describeValue, typeAt, valueAt, type Path} from './shape.ts';
import {pathOf} from './pointer.ts';
import {suggestField, suggestValue, type Suggestion} from './suggestion.ts';
import {validators, type Failure} from './validators.gen.js';

export type Problem =
  | 'unknown-field'
  | 'wrong-type'
  | 'missing-field'
  | 'unsupported-value'
  | 'out-of-range'
  | 'newer-field';

export type Violation = {
  /** Up to the field at fault; for a missing field, up to the object that lacks it. */
  path: (string | number)[];
  /** Which half of the entry at `path` is at fault. */
  on: 'key' | 'value';
  problem: Problem;
  field: string;
  expected?: string;
  actual?: string;
  /** The minor version that brought a newer field. */
  since?: number;
  suggestion?: Suggestion;
};

export type ObjectType = {apiVersion: string; kind: string};

export const knownTypes: readonly ObjectType[] = [...validators.keys()].map((type) => {
  const slash = type.lastIndexOf('/');
  return {apiVersion: type.slice(0, slash), kind: type.slice(slash + 1)};
});

const validatorOf = ({apiVersion, kind}: ObjectType) => validators.get(`${apiVersion}/${kind}`);

export const isKnownType = (type: ObjectType): boolean => validatorOf(type) !== undefined;

/**
 * What the API server of Kubernetes 1.`minor` would reject in an object, as far as the names, types
 * and plain values of its fields tell. An object of an unknown type has no violations.
 */
export function violations(type: ObjectType, value: unknown, minor: number): Violation[] {
  const validate = validatorOf(type);
  if (!validate || validate.call({minor}, value)) return [];
  const failures = validate.errors ?? [];
  validate.errors = null;
  const wrongTypes = new Set<string>();
  for (const {keyword, instancePath} of failures) {
    if (keyword === 'type') wrongTypes.add(instancePath);
  }
  const seen = new Set<string>();
  const found: Violation[] = [];
  for (const failure of failures) {
    const {instancePath, keyword} = failure;
    const field = failure.params.additionalProperty ?? failure.params.missingProperty;
    if (field === undefined && keyword !== 'since') {
      if (keyword !== 'type' && wrongTypes.has(instancePath)) continue;
      if (seen.has(instancePath)) continue;
      seen.add(instancePath);
    }
    found.push(violationOf(type.kind, value, failure));
  }
  return found;
}

function violationOf(kind: string, root: unknown, {instancePath, keyword, params}: Failure): Violation {
  const path = pathOf(instancePath, root);
  const field = lastName(path) ?? kind;
  if (params.additionalProperty !== undefined) {
    const name = params.additionalProperty;
    const unknown = [...path, name];
    return {
      path: unknown,
      on: 'key',
      problem: 'unknown-field',
      field: name,
      ...withSuggestion(suggestField(kind, root, unknown)),
    };
  }
  if (params.missingProperty !== undefined) {
    const on = typeof path.at(-1) === 'string' ? 'key' : 'value';
    const name = params.missingProperty;
    return {path, on, problem: 'missing-field', field: name, ...expectedAt(kind, [...path, name])};
  }
  if (params.since !== undefined) {
    return {path, on: 'key', problem: 'newer-field', field, since: params.since};
  }
  const value = valueAt(root, path);
  switch (keyword) {
    case 'minimum':
    case 'maximum':
      return {path, on: 'value', problem: 'out-of-range', field, ...rangeOf(keyword, params), actual: String(value)};
    case 'enum':
    case 'const': {
      const allowed = [params.allowedValues ?? params.allowedValue ?? []].flat().filter((text): text is string => !!text);
      return {
        path,
        on: 'value',
        problem: 'unsupported-value',
        field,
        expected: alternatives(allowed),
        actual: quote(value),
        ...withSuggestion(typeof value === 'string' ? suggestValue(value, allowed) : undefined),
      };
    }
    default: {
      const problem = value === null && path.length > 0 ? 'missing-field' : 'wrong-type';
      const secret = typeAt(kind, path) === 'base64';
      const actual = keyword === 'pattern' && !secret ? quote(value) : describeValue(value);
      return {path, on: 'value', problem, field, ...expectedAt(kind, path), actual};
    }
  }
}

const lastName = (path: Path): string | undefined =>
  path.findLast((key): key is string => typeof key === 'string');

const withSuggestion = (suggestion: Suggestion | undefined): {suggestion?: Suggestion} =>
  suggestion ? {suggestion} : {};

function expectedAt(kind: string, path: Path): {expected?: string} {
  const type = typeAt(kind, path);
  return type === undefined ? {} : {expected: describeType(type)};
}

function rangeOf(keyword: 'minimum' | 'maximum', {limit}: Failure['params']): {expected: string} {
  return {expected: keyword === 'minimum' ? `${limit} or more` : `${limit} or less`};
}

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
