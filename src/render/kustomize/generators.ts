import type { FieldPath } from '../../diagnostic.ts';
import { asList, asMap, fieldAt, type Fields, type Place } from '../../model/resource.ts';
import type { Source } from '../../parse/manifests.ts';
import type { SourceObject, Sources } from '../sources.ts';
import { best } from '../paths.ts';
import { pathFrom, spanAt, type Wanted, type Written } from './written.ts';

const fields: Readonly<Record<string, string>> = { ConfigMap: 'configMapGenerator', Secret: 'secretGenerator' };

/** The literal or the file that a kustomization makes an entry of a ConfigMap or a Secret of. */
export function entryIn(file: string, kustomization: SourceObject, sources: Sources, wanted: Wanted): Written | undefined {
  const at = generatorIn(kustomization, wanted);
  return at && entryOf(file, kustomization, at, sources, wanted);
}

/** Where a kustomization names what it makes, which may have got a prefix, a suffix and a hash since. */
export function generatorIn({ value }: SourceObject, { object }: Wanted): FieldPath | undefined {
  const field = fields[String(object['kind'])];
  const i = longestIn(object, asList(field === undefined ? undefined : value[field]).map((item) => asMap(item)?.['name']));
  return i < 0 ? undefined : [field!, i];
}

/** The chart that a kustomization inflates to what may hold an object. Most objects are called after their release. */
export function chartIn({ value }: SourceObject, { object }: Wanted): FieldPath | undefined {
  const charts = asList(value['helmCharts']).map((chart) => asMap(chart) ?? {});
  if (!charts.length) return undefined;
  return ['helmCharts', Math.max(0, longestIn(object, charts.map(({ name, releaseName }) => releaseName ?? name))), 'name'];
}

/** Which of some names is most of an object's name. */
function longestIn(object: Fields, names: readonly unknown[]): number {
  const whole = String(fieldAt(object, ['metadata', 'name']) ?? '');
  return best([...names.keys()], (i) => (typeof names[i] === 'string' && whole.includes(names[i]) ? names[i].length : 0)) ?? -1;
}

/** The same, of a generator at a path: the configuration of one has it at the top. */
export function entryOf(file: string, owner: SourceObject, at: FieldPath, sources: Sources, { path: [, key], place: { part } }: Wanted): Written | undefined {
  if (typeof key !== 'string') return undefined;
  const generator = asMap(fieldAt(owner.value, at)) ?? {};
  const literal = asList(generator['literals']).findIndex((each) => typeof each === 'string' && each.startsWith(`${key}=`));
  if (literal >= 0) return spanAt(owner, [...at, 'literals', literal]);
  for (const entry of asList(generator['files']).map(String)) {
    const [, name = entry.split('/').at(-1), path = entry] = /^([^=]+)=(.*)$/s.exec(entry) ?? [];
    const source = name === key ? sources.source(pathFrom(file, path)) : undefined;
    if (source) return inText(source, part);
  }
  for (const entry of [...asList(generator['envs']), generator['env']]) {
    const source = typeof entry === 'string' ? sources.source(pathFrom(file, entry)) : undefined;
    const line = source && lineOf(source, key);
    if (line) return line;
  }
  return undefined;
}

/** Where what is not data comes from: options, the type of a Secret; else the name of what is made. */
export function headOf({ value }: SourceObject, at: FieldPath, { path: [first, ...rest], value: built }: Wanted): FieldPath {
  const options = [[...at, 'options', ...rest], ['generatorOptions', ...rest]];
  const candidates = first === 'metadata' ? options : [[...at, String(first)]];
  return candidates.find((each) => fieldAt(value, each) === built && built !== undefined) ?? [...at, 'name'];
}

function inText(source: Source, part: Place['part']): Written {
  const { text } = source;
  let at = part ? text.indexOf(part.text) : -1;
  for (let i = 0; part && at >= 0 && i < part.nth; i += 1) at = text.indexOf(part.text, at + 1);
  if (part && at >= 0) return { source, start: at, end: at + part.text.length };
  const start = text.startsWith('\ufeff') ? 1 : 0;
  return { source, start, end: Math.min(start + 1, text.length) };
}

/** `KEY=value`, or `KEY`, which takes the value from the environment. */
function lineOf(source: Source, key: string): Written | undefined {
  let start = 0;
  for (const line of source.text.split('\n')) {
    const text = line.trim();
    if (text === key || text.startsWith(`${key}=`)) return { source, start: start + line.indexOf(text), end: start + line.indexOf(text) + text.length };
    start += line.length + 1;
  }
  return undefined;
}
