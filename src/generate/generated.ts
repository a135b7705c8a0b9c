import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { ConfigMap, Service } from 'kubernetes-types/core/v1.js';
import type { EndpointSlice } from 'kubernetes-types/discovery/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import type { Diagnostic } from '../diagnostic.ts';
import type { Shape } from './spec.ts';

/** An object of a kind that specs stand for. */
export type KubernetesObject = ConfigMap | Deployment | EndpointSlice | Job | NetworkPolicy | PodDisruptionBudget | Service | StatefulSet;

/** A name that resolves in the cluster once the Pods are ready. */
export interface PlannedName {
  /** Absolute, with a dot at the end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'SRV';
  /** In words: a Pod's name, `all Pods`, `any Ready Pod`, an address; of SRV with the port. */
  readonly leadsTo: string;
}

/** Something to do by hand. */
export interface NextStep {
  /** Before or after the manifests are applied. */
  readonly when: 'before' | 'after';
  /** A sentence. */
  readonly what: string;
  /** What to type, where that says it best. An ellipsis in it is to be replaced. */
  readonly command?: string;
}

/** One object as text. */
export interface Manifest {
  readonly object: KubernetesObject;
  /** The name of its file, where objects have one each: `service-client.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** What came of a spec. */
export interface Generated {
  /** Absent where the spec cannot be read. */
  readonly shape?: Shape;
  readonly name?: string;
  /** In the order in which they are to be created. Empty where the spec has errors. */
  readonly objects: readonly KubernetesObject[];
  /** All objects as one YAML stream. Empty where the spec has errors. */
  readonly text: string;
  readonly manifests: readonly Manifest[];
  /** What is wrong with the spec, and what `lint` says of the output, both at their place in the spec. Sorted by position. */
  readonly diagnostics: readonly Diagnostic[];
  /** What resolves once the Pods are ready; namespaces that nobody named count as `default`. */
  readonly names: readonly PlannedName[];
  /** What is left to do, beside applying the manifests. */
  readonly next: readonly NextStep[];
}
