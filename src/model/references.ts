import type { FieldPath } from '../diagnostic.ts';
import { asList, asMap } from './resource.ts';
import type { Workload } from './workload.ts';

/** A Secret or ConfigMap that Pods take files or variables from. */
export interface Reference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** What is taken of it; undefined for all. */
  readonly keys: readonly string[] | undefined;
  /** Of the field with the name. */
  readonly path: FieldPath;
}

/** The Secrets and ConfigMaps that a workload's Pods use, in volumes and in variables. */
export function referencesOf(workload: Workload): Reference[] {
  const found: Reference[] = [];
  const add = (kind: Reference['kind'], source: unknown, field: string, path: FieldPath) => {
    const fields = asMap(source);
    const name = fields?.[field];
    if (typeof name !== 'string' || !name) return;
    const items = asList(fields!['items']).flatMap((item) => asMap(item)?.['key'] ?? []);
    const keys = [...items, ...(field === 'name' ? [fields!['key']] : [])].filter((key): key is string => typeof key === 'string');
    found.push({ kind, name, keys: keys.length ? keys : undefined, path: [...path, field] });
  };
  for (const [i, item] of asList(workload.podSpec['volumes']).entries()) {
    const path: FieldPath = [...workload.templatePath, 'spec', 'volumes', i];
    const volume = asMap(item) ?? {};
    add('Secret', volume['secret'], 'secretName', [...path, 'secret']);
    add('ConfigMap', volume['configMap'], 'name', [...path, 'configMap']);
    for (const [j, source] of asList(asMap(volume['projected'])?.['sources']).entries()) {
      add('Secret', asMap(source)?.['secret'], 'name', [...path, 'projected', 'sources', j, 'secret']);
      add('ConfigMap', asMap(source)?.['configMap'], 'name', [...path, 'projected', 'sources', j, 'configMap']);
    }
  }
  for (const { fields, path } of workload.containers) {
    for (const [i, item] of asList(fields['envFrom']).entries()) {
      add('Secret', asMap(item)?.['secretRef'], 'name', [...path, 'envFrom', i, 'secretRef']);
      add('ConfigMap', asMap(item)?.['configMapRef'], 'name', [...path, 'envFrom', i, 'configMapRef']);
    }
    for (const [i, item] of asList(fields['env']).entries()) {
      const from = asMap(asMap(item)?.['valueFrom']);
      if (!from) continue;
      add('Secret', from['secretKeyRef'], 'name', [...path, 'env', i, 'valueFrom', 'secretKeyRef']);
      add('ConfigMap', from['configMapKeyRef'], 'name', [...path, 'env', i, 'valueFrom', 'configMapKeyRef']);
    }
  }
  return found;
}
