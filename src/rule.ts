import type { Severity } from './diagnostic.ts';
import type { Certificate } from './names/certificates.ts';
import type { Mention } from './names/mentions.ts';
import type { Absent } from './model/listed.ts';
import type { Model } from './model/model.ts';
import type { Place, Resource } from './model/resource.ts';
import type { Remedy } from './remedy.ts';
import type { Service } from './model/service.ts';
import type { Workload } from './model/workload.ts';

/** What a rule looks at, one by one. */
export interface Subjects {
  Service: Service;
  /** Every object that makes Pods, Pods among them. */
  Workload: Workload;
  StatefulSet: Workload;
  Ingress: Resource;
  /** What sends requests to Services by name: Ingresses and the routes of the Gateway API. */
  Route: Resource;
  Endpoints: Resource;
  EndpointSlice: Resource;
  NetworkPolicy: Resource;
  /** Every object of a kind that headlint reads, patches and other pieces included. */
  Object: Resource;
  /** Every name of the cluster that is written in some string. */
  Mention: Mention;
  /** Every certificate of a server whose names can be read. */
  Certificate: Certificate;
}

export type SubjectKind = keyof Subjects;

/** What a rule says about one place. */
export interface Problem {
  readonly at: Place;
  /** What is wrong here and what will happen in the cluster: sentences, without the name of the rule. */
  readonly message: string;
  /** What to do: a sentence. */
  readonly help: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  /** Where the problem is that something is not in the input, its kind: that is as certain as the input is complete. */
  readonly absence?: Absent | undefined;
  readonly related?: readonly { readonly at: Place; readonly message: string }[];
  /** What would mend it, where that can be told. */
  readonly fix?: Remedy | undefined;
}

/** What users may set of a rule: a JSON Schema with the default, which goes into that of the configuration. */
export type OptionSchema =
  | { readonly type: 'integer'; readonly description: string; readonly default: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'array'; readonly items: { readonly type: 'string' }; readonly description: string; readonly default: readonly string[] };

export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

export type OptionValues<O extends OptionSchemas = OptionSchemas> = { readonly [K in keyof O]: O[K] extends { type: 'integer' } ? number : readonly string[] };

export interface Context<O extends OptionSchemas = OptionSchemas> {
  readonly model: Model;
  /** As set where the subject stands. */
  readonly options: OptionValues<O>;
  /** Kubernetes 1.`minor` is the target. */
  readonly minor: number;
  readonly report: (problem: Problem) => void;
}

/** What is known of a rule without running it. */
export interface RuleMeta {
  /** Kebab case, names the problem, is the name of the file; never changes. */
  readonly id: string;
  /** The highest that the rule reports; a case may be less. */
  readonly severity: Severity;
  /** One line for lists: what is wrong. */
  readonly summary: string;
  readonly options?: OptionSchemas;
  /** The safest of the fixes that its findings come with; absent where none has one. */
  readonly fixable?: Remedy['safety'];
}

export interface Rule<K extends SubjectKind = SubjectKind, O extends OptionSchemas = OptionSchemas> extends RuleMeta {
  readonly subject: K;
  readonly options?: O;
  check(subject: Subjects[K], context: Context<O>): void;
}

/** Gives `check` the types of its subject and its options. */
export function defineRule<K extends SubjectKind, const O extends OptionSchemas = OptionSchemas>(rule: Rule<K, O>): Rule<K, O> {
  return rule;
}

/** A finding that the reader of the text makes before there is an object for a rule. */
export function defineReading(meta: RuleMeta): RuleMeta {
  return meta;
}
