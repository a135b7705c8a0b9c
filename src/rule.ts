import type { Severity } from './diagnostic.ts';
import type { Certificate } from './names/certificates.ts';
import type { Mention } from './names/mentions.ts';
import type { Model } from './model/model.ts';
import type { Place, Resource } from './model/resource.ts';
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
  /** True where the problem is that something is not in the input: as certain as the input is complete. */
  readonly absence?: boolean;
  readonly related?: readonly { readonly at: Place; readonly message: string }[];
}

export interface Context {
  readonly model: Model;
  /** Kubernetes 1.`minor` is the target. */
  readonly minor: number;
  readonly report: (problem: Problem) => void;
}

export interface RuleMeta {
  /** Kebab case, names the problem, is the name of the file; never changes. */
  readonly id: string;
  /** The highest that the rule reports; a case may be less. */
  readonly severity: Severity;
  /** One line for lists: what is wrong. */
  readonly summary: string;
}

export interface Rule<K extends SubjectKind = SubjectKind> extends RuleMeta {
  readonly subject: K;
  check(subject: Subjects[K], context: Context): void;
}

/** Gives `check` the type of its subject. */
export function defineRule<K extends SubjectKind>(rule: Rule<K>): Rule<K> {
  return rule;
}

/** A finding that the reader of the text makes before there is an object for a rule. */
export function defineReading(meta: RuleMeta): RuleMeta {
  return meta;
}
