import type { Diagnostic, Level, ObjectRef } from '../diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { OptionValues, Rule, RuleMeta } from '../rule.ts';

/** What a rule is set to: a level, or that and some of its options. */
export type RuleSetting = Level | readonly [Level, Readonly<Record<string, unknown>>];

/** What rules are set to, by their ids. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** What an override may ask of an object. Findings about no object have a file only. */
export interface Overridden {
  readonly file: string;
  /** Where the object lands; empty for those of no namespace. */
  readonly namespace?: string;
  readonly kind?: string;
}

/** Settings for some objects. */
export interface Override {
  readonly applies: (object: Overridden) => boolean;
  readonly rules: RuleSettings;
}

interface Given {
  readonly rules?: RuleSettings;
  readonly overrides?: readonly Override[];
}

/** Which level and options a rule has where. Every override is asked once for the objects of a file that are alike to it. */
export class Settings {
  readonly #rules: RuleSettings;
  readonly #overrides: readonly Override[];
  readonly #model: Model;
  readonly #applying = new Map<string, ReadonlySet<Override>>();

  constructor({ rules = {}, overrides = [] }: Given, model: Model) {
    this.#rules = rules;
    this.#overrides = overrides;
    this.#model = model;
  }

  of(rule: Rule): Setting {
    const base = this.#base(rule);
    const overrides = this.#overrides.filter(({ rules }) => Object.hasOwn(rules, rule.id));
    const at = (resource: Resource): Resolved => this.#resolve(rule.id, base, overrides, overridden(resource));
    return {
      isOff: base.level === 'off' && !overrides.length,
      levelAt: overrides.length ? (resource) => at(resource).level : () => base.level,
      optionsAt: overrides.length && rule.options ? (resource) => at(resource).options : () => base.options,
    };
  }

  /** What a rule is set to, in a file or everywhere. */
  settingOf(rule: RuleMeta, at: Overridden | undefined): Resolved {
    const base = this.#base(rule);
    return at ? this.#resolve(rule.id, base, this.#overrides, at) : base;
  }

  /** A finding of the reader with the severity that it is set to; nothing where it is off. */
  apply(finding: Diagnostic): Diagnostic[] {
    const level = this.levelOf(finding.rule, finding);
    return level === 'off' ? [] : [level === undefined ? finding : { ...finding, severity: level }];
  }

  /** The level that a rule is set to for a finding; undefined where nobody set one. */
  levelOf(rule: string, { file, object }: { readonly file: string; readonly object?: ObjectRef }): Level | undefined {
    const at = object ? { file, namespace: object.namespace ?? this.#model.options.defaultNamespace, kind: object.kind } : { file };
    return this.#resolve(rule, settingOf(this.#rules, rule, nothing), this.#overrides, at).level;
  }

  /** False where a rule is off, for all of a file or for some object of it. */
  mayRun(rule: string, file: string): boolean {
    return this.levelOf(rule, { file }) !== 'off' && !this.#overrides.some(({ rules }) => settingOf(rules, rule, nothing).level === 'off');
  }

  /** Indexes of the overrides that apply to no object, nor to what else was seen in the files. */
  unusedOverrides(others: readonly Overridden[]): number[] {
    if (!this.#overrides.length) return [];
    const used = new Set([...this.#model.resources, ...this.#model.fragments].map(overridden).concat(others).flatMap((seen) => [...this.#applyingTo(seen)]));
    return this.#overrides.flatMap((override, i) => (used.has(override) ? [] : i));
  }

  #base({ id, options = {} }: RuleMeta): Resolved {
    const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default])) as OptionValues;
    return settingOf(this.#rules, id, { level: undefined, options: defaults });
  }

  #resolve(rule: string, base: Resolved, overrides: readonly Override[], at: Overridden): Resolved {
    if (!overrides.length) return base;
    const applying = this.#applyingTo(at);
    return overrides.reduce((before, override) => (applying.has(override) ? settingOf(override.rules, rule, before) : before), base);
  }

  #applyingTo({ file, namespace, kind }: Overridden): ReadonlySet<Override> {
    const key = JSON.stringify([file, namespace, kind]);
    let applying = this.#applying.get(key);
    if (!applying) {
      applying = new Set(this.#overrides.filter(({ applies }) => applies({ file, ...(namespace !== undefined && { namespace }), ...(kind !== undefined && { kind }) })));
      this.#applying.set(key, applying);
    }
    return applying;
  }
}

function overridden({ document, namespace, kind }: Resource): Overridden {
  return { file: document.source.shown, namespace, kind };
}

/** What one rule is set to. */
export interface Setting {
  /** True where it is off for every object. */
  readonly isOff: boolean;
  /** Undefined where nobody set one: then findings have the severity that the rule gives them. */
  readonly levelAt: (resource: Resource) => Level | undefined;
  readonly optionsAt: (resource: Resource) => OptionValues;
}

interface Resolved {
  readonly level: Level | undefined;
  readonly options: OptionValues;
}

const nothing: Resolved = { level: undefined, options: {} };

function settingOf(rules: RuleSettings, rule: string, before: Resolved): Resolved {
  const setting = Object.hasOwn(rules, rule) ? rules[rule]! : undefined;
  if (setting === undefined) return before;
  if (typeof setting === 'string') return { level: setting, options: before.options };
  return { level: setting[0], options: { ...before.options, ...(setting[1] as OptionValues) } };
}
