import type { FieldPath } from '../diagnostic.ts';
import { fieldAt } from '../model/resource.ts';
import type { On } from '../parse/positions.ts';
import type { RuleMeta } from '../rule.ts';
import { pathOf } from '../schema/pointer.ts';
import { alternatives, nearest, shorten } from '../spelling.ts';
import { configKeys, overrideKeys } from './keys.ts';
import type { Failure } from './validator.gen.js';

/** What is wrong in a configuration, and where. */
export interface Mistake {
  readonly path: FieldPath;
  readonly on: On;
  readonly message: string;
  readonly help: string;
}

/** Words of other tools. */
const otherwise: Readonly<Record<string, string>> = { namespace: 'defaultNamespace', exclude: 'ignore', ignores: 'ignore', ignorePatterns: 'ignore', kubernetes: 'kubernetesVersion', extends: '' };

/** Words of other tools for a severity. */
const severities: Readonly<Record<string, string>> = { warn: 'warning', err: 'error', information: 'info', hint: 'info', note: 'info', disable: 'off', disabled: 'off', none: 'off', never: 'off' };

/** Failures of the schema in words. */
export function schemaMistakes(value: unknown, failures: readonly Failure[], rules: ReadonlyMap<string, RuleMeta>): Mistake[] {
  return failures.flatMap((failure) => mistakeOf(value, failure, rules));
}

function mistakeOf(root: unknown, { instancePath, keyword, params }: Failure, rules: ReadonlyMap<string, RuleMeta>): Mistake[] {
  const path = pathOf(instancePath, root);
  const value = fieldAt(root, path);
  const at = (message: string, help: string, on: On = 'value'): Mistake[] => [{ path, on, message, help }];
  switch (keyword) {
    case 'closed':
      return [{ path: [...path, params.additionalProperty!], on: 'key', ...unknownKey(path, params.additionalProperty!, rules) }];
    case 'required':
      return at(`This override says nothing of "${params.missingProperty}".`, 'Add rules: what is to hold for these objects.', 'key');
    case 'type':
      return at(`${nameOf(path)} ${takes(path, rules)}, not ${describe(value)}.`, example(path));
    case 'minimum':
    case 'maximum':
      return at(`${nameOf(path)} is ${keyword === 'minimum' ? 'at least' : 'at most'} ${params.limit}, not ${describe(value)}.`, 'Write another number, or leave the option out for the default.');
    case 'minItems':
    case 'maxItems':
      return at(`A rule is set to a severity, or to a list of that and its options; this list has ${(value as unknown[]).length} entries.`, `Write ${path.at(-1)}: warning, or ${path.at(-1)}: [warning, {option: value}].`, 'key');
    case 'enum': {
      if (path.at(-1) === 'kustomize') {
        const modes = params.allowedValues!.filter((mode) => mode !== null);
        const near = typeof value === 'string' ? nearest(value, modes) : undefined;
        return at(`kustomize takes ${alternatives(modes)}, not ${describe(value)}.`, near ? `Did you mean ${near}?` : `Write ${modes[0]}, or leave it out.`);
      }
      const meant = typeof value === 'string' ? (severities[value.toLowerCase()] ?? nearest(value, params.allowedValues!)) : undefined;
      return at(`${describe(value)} is no severity.`.replace(/^a/, 'A'), meant ? `Did you mean ${meant}?` : 'Write off, info, warning or error.');
    }
    default:
      return [];
  }
}

function unknownKey(path: FieldPath, key: string, rules: ReadonlyMap<string, RuleMeta>): Pick<Mistake, 'message' | 'help'> {
  const written = JSON.stringify(shorten(key));
  const last = path.at(-1);
  if (last === 'rules') {
    const near = nearest(key, rules.keys());
    return { message: `There is no rule ${written}.`, help: near ? `Did you mean ${near}?` : 'headlint rules lists them all.' };
  }
  if (last === 1) {
    const rule = String(path.at(-2));
    const options = Object.keys(rules.get(rule)?.options ?? {});
    return { message: `The rule ${rule} has no option ${written}.`, help: options.length ? instead(key, options) : 'It has none: write its severity alone.' };
  }
  const keys = path.length ? overrideKeys : configKeys.slice(1);
  const other = path.length === 0 && Object.hasOwn(otherwise, key) ? otherwise[key] : undefined;
  if (other === '') return { message: `A configuration has no key ${written}: one file counts, and takes nothing from others.`, help: 'Write all settings here.' };
  return { message: `${path.length ? 'An override' : 'A configuration'} has no key ${written}.`, help: other ? `Did you mean ${other}?` : instead(key, keys) };
}

function instead(key: string, keys: readonly string[]): string {
  const near = nearest(key, keys);
  return near ? `Did you mean ${near}?` : `It may have ${keys.join(', ')}.`;
}

function nameOf(path: FieldPath): string {
  const names = path.filter((step): step is string => typeof step === 'string');
  if (!names.length) return 'A configuration';
  if (names.at(-1) === 'overrides' && typeof path.at(-1) === 'number') return 'An override';
  return typeof path.at(-1) === 'number' ? `An entry of ${names.at(-1)}` : names.at(-1)!;
}

const strings: ReadonlySet<unknown> = new Set(['$schema', 'clusterDomain', 'defaultNamespace']);

function takes(path: FieldPath, rules: ReadonlyMap<string, RuleMeta>): string {
  const last = path.at(-1);
  const option = path.at(-2) === 1 ? rules.get(String(path.at(-3)))?.options?.[String(last)] : undefined;
  if (option) return option.type === 'integer' ? 'takes a whole number' : 'takes a list';
  if (last === 'kubernetesVersion') return 'takes a version, such as "1.33"';
  if (path.length === 2 && path[0] === 'units') return 'is a glob or a list of folders';
  if (path.length === 0 || last === 'rules' || (path.length === 2 && path[0] === 'overrides')) return 'is a map';
  if (last === 1) return 'are a map';
  return strings.has(last) ? 'takes a text' : typeof last === 'number' ? 'is a text' : 'takes a list';
}

function example(path: FieldPath): string {
  const last = path.at(-1);
  if (path.length === 0) return 'Write keys and values, such as ignore: [vendor].';
  if (last === 'rules') return 'Write rule: severity, such as unnamed-headless-port: off.';
  if (last === 'overrides' || path.at(-2) === 'overrides') return 'Write files, namespaces or kinds, and rules for them.';
  if (last === 'kubernetesVersion') return 'Write it as major and minor, in quotes.';
  if (last === 'units' || path.at(-2) === 'units') return 'Write globs of folders, such as ["apps/*"], or lists of them.';
  return typeof last === 'number' || strings.has(last) ? 'Put it into quotes, if it is meant as a text.' : `Write it with a dash before each entry, or in brackets.`;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : JSON.stringify(typeof value === 'string' ? shorten(value) : value);
}
