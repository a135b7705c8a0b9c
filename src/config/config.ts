import type { Diagnostic, FieldPath, Unused } from '../diagnostic.ts';
import { ruleMetas } from '../lint/metas.ts';
import type { LintOptions } from '../lint/options.ts';
import { invalidConfig } from '../lint/readings.ts';
import type { Override, RuleSettings } from '../lint/settings.ts';
import { textLocation } from '../model/locate.ts';
import { asList, asMap, asStrings } from '../model/resource.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { Positions } from '../parse/positions.ts';
import { split, type Chunk } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';
import { configUrl } from '../version.ts';
import { checkValues, versionOf } from './checks.ts';
import { treeMatcher, globMatcher } from './globs.ts';
import { configurable } from './keys.ts';
import { schemaMistakes, type Mistake } from './mistakes.ts';
import { units, type UnitEntry } from './units.ts';
import { validate } from './validator.gen.js';

/** A configuration that is in force. */
export interface Config {
  /** Path of its file, as messages show it. */
  readonly file: string;
  /** What it says of the cluster, of rules and of what belongs together. */
  readonly options: LintOptions;
  /** True for files that are left out. */
  readonly ignores: (file: string) => boolean;
  /** What it says that is no option of a rule or of the cluster, as it is written. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** True where it says of any files that they are left out. */
  readonly leavesOut: boolean;
  /** Whether overlays are built. */
  readonly kustomize?: 'auto' | 'always' | 'never';
  /** What came to nothing in a run over all that the configuration is about, in the order of the file. */
  readonly hints: (unused: Unused) => readonly Diagnostic[];
}

/** A configuration, or what is wrong with it. */
export type ConfigResult = { readonly config: Config } | { readonly mistakes: readonly Diagnostic[] };

/** Of thousands of mistakes nobody reads all. */
const maxMistakes = 50;

/**
 * Reads a configuration, in YAML or JSON; of a `package.json` its key `headlint`. `toPath` turns the path of a linted
 * file into one relative to the folder of the configuration, with forward slashes. Never throws: what is wrong is told.
 */
export function readConfig(file: SourceFile, toPath: (file: string) => string = (path) => path): ConfigResult {
  const text = new ConfigText(file);
  if (text.problem) return { mistakes: [text.problem] };
  const { value } = text;
  const rules = new Map(configurable(ruleMetas()).map((rule) => [rule.id, rule]));
  validate(value);
  const failures = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').slice(0, maxMistakes);
  const found = [...text.duplicates, ...schemaMistakes(value, failures, rules), ...checkValues(value, (path) => text.source(path))];
  if (found.length) return { mistakes: text.diagnose(found.slice(0, maxMistakes)) };
  return { config: configOf(text, toPath) };
}

/** The text of a configuration, and where in it something stands. */
class ConfigText {
  readonly path: string;
  readonly value: unknown;
  readonly problem: Diagnostic | undefined;
  readonly duplicates: readonly Mistake[];
  readonly #source: Source;
  readonly #chunk: Chunk;
  readonly #prefix: FieldPath;
  #positions: Positions | undefined;

  constructor(file: SourceFile) {
    this.path = file.path;
    this.#source = new Source(file);
    this.#prefix = /(?:^|\/)package\.json$/.test(file.path) ? ['headlint'] : [];
    const [chunk = { start: 0, end: 0 }, second] = split(file.text);
    this.#chunk = chunk;
    const result = chunk.end > chunk.start ? read(file.text, chunk) : { value: null, duplicates: [] };
    const problem = 'problem' in result ? result.problem : second && { message: 'a configuration is one document, and another starts here', start: second.start, end: second.start + 1 };
    this.problem = problem && this.#diagnostic(problem, `${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}.`, 'Mend the YAML here; what is wrong often starts on the line before.');
    const { value, duplicates } = 'problem' in result ? { value: null, duplicates: [] } : result;
    this.value = spelledOut(this.#prefix.length ? (asMap(value)?.['headlint'] ?? null) : value);
    this.duplicates = duplicates.flatMap(({ path, key }) => {
      if (this.#prefix.some((step, i) => path[i] !== step)) return [];
      return [{ path: path.slice(this.#prefix.length), on: 'key' as const, message: `"${key}" stands twice here.`, help: 'Remove one of the two, or merge what they hold.' }];
    });
  }

  /** How a scalar is written. */
  source(path: FieldPath): string | undefined {
    return this.#places.source([...this.#prefix, ...path]);
  }

  diagnose(mistakes: readonly Mistake[]): Diagnostic[] {
    return mistakes.map(({ path, on, message, help }) => this.#diagnostic(this.#places.find([...this.#prefix, ...path], on), message, help)).sort((a, b) => a.start - b.start);
  }

  get #places(): Positions {
    return (this.#positions ??= new Positions(this.#source.text, this.#chunk));
  }

  #diagnostic(at: { start: number; end: number }, message: string, help: string): Diagnostic {
    return { rule: invalidConfig.id, severity: invalidConfig.severity, message, help, url: configUrl, related: [], ...textLocation(this.#source, at) };
  }
}

/** YAML as Kubernetes reads it has `off` for false. */
function spelledOut(value: unknown): unknown {
  const config = asMap(value);
  const settings = (rules: unknown): unknown => {
    const map = asMap(rules);
    const level = (setting: unknown) => (setting === false ? 'off' : setting);
    return map ? Object.fromEntries(Object.entries(map).map(([id, setting]) => [id, Array.isArray(setting) ? setting.map((part, i) => (i === 0 ? level(part) : part)) : level(setting)])) : rules;
  };
  const override = (item: unknown): unknown => (asMap(item)?.['rules'] !== undefined ? { ...asMap(item), rules: settings(asMap(item)!['rules']) } : item);
  if (!config) return value;
  const { rules, overrides } = config;
  return { ...config, ...(rules !== undefined && { rules: settings(rules) }), ...(Array.isArray(overrides) && { overrides: overrides.map(override) }) };
}

function configOf(text: ConfigText, toPath: (file: string) => string): Config {
  const value = asMap(text.value) ?? {};
  const strings = (list: unknown): string[] => asList(list).filter((item): item is string => typeof item === 'string');
  const ignore = strings(value['ignore']).map((glob) => ({ matches: treeMatcher(glob), isUsed: false }));
  const overrides = asList(value['overrides']).map((item): Override => overrideOf(asMap(item) ?? {}, toPath, strings));
  const entries = asList(value['units']) as readonly UnitEntry[];
  const usedUnits = new Set<string>();
  const unitOf = units(entries, (entry, item) => void usedUnits.add(`${entry} ${item}`));
  const { defaultNamespace, clusterDomain } = asStrings(value);
  const kubernetesVersion = versionOf(value['kubernetesVersion'], () => text.source(['kubernetesVersion']));
  const knownServices = strings(value['knownServices']);
  return {
    file: text.path,
    options: {
      ...(defaultNamespace && { namespace: defaultNamespace }),
      ...(clusterDomain && { clusterDomain }),
      ...(kubernetesVersion && { kubernetesVersion }),
      ...(value['rules'] != null && { rules: value['rules'] as RuleSettings }),
      ...(overrides.length && { overrides }),
      ...(knownServices.length && { knownServices }),
      ...(entries.length && { unitOf: (file: string) => unitOf(toPath(file)) }),
    },
    ...(value['kustomize'] != null && { kustomize: value['kustomize'] as 'auto' | 'always' | 'never' }),
    ignores: (file) => {
      const path = toPath(file);
      const matching = ignore.filter(({ matches }) => matches(path));
      for (const pattern of matching) pattern.isUsed = true;
      return matching.length > 0;
    },
    rest: Object.fromEntries(['ignore', 'overrides', 'knownServices', 'units'].map((key) => [key, asList(value[key])])),
    leavesOut: ignore.length > 0,
    hints: (unused) => {
      const hint = (path: FieldPath, message: string, help: string): Mistake[] => [{ path, on: 'value', message, help }];
      const found = [
        ...ignore.flatMap(({ isUsed }, i) => (isUsed ? [] : hint(['ignore', i], 'No file is left out by this.', 'Remove it, or mend the path: it is relative to this file.'))),
        ...unused.overrides.flatMap((i) => hint(['overrides', i], 'This override applies to no object.', 'Remove it, or mend its files, namespaces or kinds.')),
        ...unused.knownServices.flatMap((entry) => hint(['knownServices', knownServices.indexOf(entry)], 'Nothing needs this Service to be known: no name leads to it, or it is among the files.', 'Remove it.')),
        ...entries.flatMap((entry, i) =>
          typeof entry === 'string'
            ? usedUnits.has(`${i} -1`) ? [] : hint(['units', i], 'No folder with manifests matches this.', 'Remove it, or mend the path: it is relative to this file.')
            : entry.flatMap((_, j) => (usedUnits.has(`${i} ${j}`) ? [] : hint(['units', i, j], 'No folder with manifests matches this.', 'Remove it, or mend the path: it is relative to this file.'))),
        ),
      ];
      return text.diagnose(found).map((diagnostic) => ({ ...diagnostic, severity: 'info' }));
    },
  };
}

function overrideOf(fields: Readonly<Record<string, unknown>>, toPath: (file: string) => string, strings: (list: unknown) => string[]): Override {
  const [files, namespaces, kinds] = [strings(fields['files']).map(treeMatcher), strings(fields['namespaces']).map(globMatcher), new Set(strings(fields['kinds']))];
  return {
    rules: (asMap(fields['rules']) ?? {}) as RuleSettings,
    applies: ({ file, namespace, kind }) => {
      const path = files.length ? toPath(file) : '';
      return (
        (!files.length || files.some((matches) => matches(path))) &&
        (!namespaces.length || (namespace !== undefined && namespaces.some((matches) => matches(namespace)))) &&
        (!kinds.size || (kind !== undefined && kinds.has(kind)))
      );
    },
  };
}
