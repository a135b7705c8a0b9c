import type { FieldPath } from '../diagnostic.ts';
import { asList, asMap, type Resource } from '../model/resource.ts';
import { Workload, type Container } from '../model/workload.ts';

/** A string in which somebody may have written the name of a host. */
export interface Text {
  readonly text: string;
  readonly path: FieldPath;
  /** The container that reads it, where it belongs to one. */
  readonly container?: Container;
  /** The variable, the option or the key that it is the value of. */
  readonly key: string;
  /** True for files and scripts, which may have comments. */
  readonly isFile: boolean;
}

/** A string that a container gets to read. */
export interface PodText {
  readonly text: string;
  readonly path: FieldPath;
}

/** Commands, arguments and environment values of a workload's containers. */
export function podTexts(workload: Workload): PodText[] {
  return workload.containers.flatMap(startTexts);
}

/** Every string of an object that may hold host names. */
export function textsOf(resource: Resource): Text[] {
  if (resource instanceof Workload) return resource.containers.flatMap((container) => [...startTexts(container), ...hookTexts(container)]);
  switch (resource.kind) {
    case 'ConfigMap':
      return entries(resource, ['data'], true);
    case 'Secret':
      return entries(resource, ['stringData'], true);
    case 'Ingress':
    case 'Service':
      return entries(resource, ['metadata', 'annotations'], false);
    case 'Certificate':
      return [];
    default:
      return [...entries(resource, ['metadata', 'annotations'], false), ...walk(resource.value['spec'], ['spec'], '')];
  }
}

function startTexts(container: Container): Text[] {
  const { fields, path } = container;
  const texts: Text[] = [];
  for (const field of ['command', 'args']) {
    for (const [i, text] of asList(fields[field]).entries()) {
      if (typeof text === 'string') texts.push({ text, path: [...path, field, i], container, key: optionBefore(asList(fields[field]), i), isFile: text.includes('\n') });
    }
  }
  for (const [i, item] of asList(fields['env']).entries()) {
    const { name, value } = asMap(item) ?? {};
    if (typeof value === 'string') texts.push({ text: value, path: [...path, 'env', i, 'value'], container, key: typeof name === 'string' ? name : '', isFile: false });
  }
  return texts;
}

/** `-h` of `[mysql, -h, db-0.db]`. */
function optionBefore(list: readonly unknown[], index: number): string {
  const before = list[index - 1];
  return typeof before === 'string' && before.startsWith('-') && !before.includes('=') ? before : '';
}

function hookTexts(container: Container): Text[] {
  const hooks = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];
  return hooks.flatMap((hook) => walk(container.fields[hook], [...container.path, hook], hook).map((text) => ({ ...text, container })));
}

function entries(resource: Resource, path: FieldPath, isFile: boolean): Text[] {
  return Object.entries(resource.strings(...path)).map(([key, text]) => ({ text, path: [...path, key], key, isFile: isFile && text.includes('\n') }));
}

function walk(value: unknown, path: FieldPath, key: string): Text[] {
  if (typeof value === 'string') return [{ text: value, path, key, isFile: value.includes('\n') }];
  if (Array.isArray(value)) return value.flatMap((item, i) => walk(item, [...path, i], key));
  const map = asMap(value);
  return map ? Object.entries(map).flatMap(([name, item]) => walk(item, [...path, name], name)) : [];
}
