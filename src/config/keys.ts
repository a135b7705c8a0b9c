import { invalidConfig } from '../lint/readings.ts';
import type { RuleMeta } from '../rule.ts';

/** The keys of the configuration. tools/config-schema.ts says what each takes. */
export const configKeys = ['$schema', 'rules', 'overrides', 'ignore', 'kubernetesVersion', 'clusterDomain', 'defaultNamespace', 'knownServices', 'units', 'kustomize'] as const;
export type ConfigKey = (typeof configKeys)[number];

/** The keys of one override: which objects it is for, and what holds there. */
export const overrideKeys = ['files', 'namespaces', 'kinds', 'rules'] as const;
export type OverrideKey = (typeof overrideKeys)[number];

/** The rules that a configuration may set. */
export function configurable(rules: readonly RuleMeta[]): RuleMeta[] {
  return rules.filter(({ id }) => id !== invalidConfig.id);
}
