import type { FieldPath } from '../diagnostic.ts';
import { defaultMinor, newestMinor, oldestMinor, parseKubernetesVersion } from '../lint/versions.ts';
import { dns1123LabelProblem, dns1123SubdomainProblem } from '../model/name-formats.ts';
import { asList, asMap } from '../model/resource.ts';
import { shorten } from '../spelling.ts';
import { globProblem } from './globs.ts';
import type { Mistake } from './mistakes.ts';

/** What no schema can say. Values of a wrong type are passed over: those the schema refuses. */
export function checkValues(root: unknown, source: (path: FieldPath) => string | undefined): Mistake[] {
  const config = asMap(root) ?? {};
  const found: Mistake[] = [];
  const add = (path: FieldPath, message: string, help: string) => void found.push({ path, on: 'value', message, help });
  const version = versionOf(config['kubernetesVersion'], () => source(['kubernetesVersion']));
  if (version !== undefined && parseKubernetesVersion(version) === undefined) {
    add(['kubernetesVersion'], `Kubernetes "${shorten(version)}" is not known.`, `headlint knows 1.${oldestMinor} to 1.${newestMinor}, and assumes 1.${defaultMinor}.`);
  }
  const named = (key: string, problem: (name: string) => string | undefined, help: string) => {
    const name = config[key];
    const wrong = typeof name === 'string' ? problem(name) : undefined;
    if (wrong !== undefined) add([key], `"${shorten(String(name))}" ${wrong}.`, help);
  };
  named('defaultNamespace', dns1123LabelProblem, 'Write the name of a namespace.');
  named('clusterDomain', (name) => dns1123SubdomainProblem(name.replace(/\.$/, '')), 'Write the domain that the kubelet has for clusterDomain, such as cluster.local.');
  const glob = (item: unknown, path: FieldPath) => {
    const problem = typeof item === 'string' ? globProblem(item) : undefined;
    if (problem) add(path, `"${shorten(item as string)}" ${problem}.`, 'Write a path or a glob relative to this file, such as vendor, charts/*/ci or **/*.test.yaml.');
  };
  const globs = (list: unknown, path: FieldPath) => {
    for (const [i, item] of asList(list).entries()) glob(item, [...path, i]);
  };
  globs(config['ignore'], ['ignore']);
  for (const [i, entry] of asList(config['units']).entries()) {
    if (Array.isArray(entry)) globs(entry, ['units', i]);
    else glob(entry, ['units', i]);
  }
  for (const [i, item] of asList(config['overrides']).entries()) {
    const override = asMap(item);
    if (!override) continue;
    const path: FieldPath = ['overrides', i];
    globs(override['files'], [...path, 'files']);
    globs(override['namespaces'], [...path, 'namespaces']);
    if (!['files', 'namespaces', 'kinds'].some((key) => asList(override[key]).length)) {
      found.push({ path, on: 'key', message: 'This override does not say which objects it is for.', help: 'Add files, namespaces or kinds; what holds for all belongs under rules.' });
    }
  }
  for (const [i, entry] of asList(config['knownServices']).entries()) {
    if (typeof entry !== 'string') continue;
    const parts = entry.split('/');
    const [namespace, name] = parts.length === 1 ? [undefined, parts[0]!] : [parts[0]!, parts[1]!];
    const wrong = parts.length > 2 || (namespace !== undefined && dns1123LabelProblem(namespace)) || ((namespace === undefined || name !== '*') && dns1123LabelProblem(name));
    if (wrong) add(['knownServices', i], `"${shorten(entry)}" names no Service.`, 'Write namespace/name, namespace/* for all of a namespace, or name for any namespace.');
  }
  return found;
}

/** A version without quotes is a number, and 1.30 would be 1.3: then it is taken as it is written. */
export function versionOf(value: unknown, source: () => string | undefined): string | undefined {
  if (typeof value === 'number') return source() ?? String(value);
  return typeof value === 'string' && value ? value : undefined;
}
