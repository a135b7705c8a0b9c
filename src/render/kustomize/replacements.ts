import type { FieldPath } from '../../diagnostic.ts';
import { asList, asMap, fieldAt, type Fields } from '../../model/resource.ts';
import type { SourceObject, Sources } from '../sources.ts';
import { selects } from './patches.ts';
import { pathFrom, spanAt, type Wanted, type Written } from './written.ts';

/** The line of a replacement that names the field it wrote. */
export function replacedBy(file: string, owner: SourceObject, sources: Sources, wanted: Wanted): Written | undefined {
  if (wanted.value === undefined) return undefined;
  for (const [i, item] of [...asList(owner.value['replacements']).entries()].reverse()) {
    const path = asMap(item)?.['path'];
    const written = typeof path === 'string' ? inFile(sources.objects(pathFrom(file, path)), wanted) : inOne(owner, ['replacements', i], asMap(item), wanted);
    if (written) return written;
  }
  return undefined;
}

/** A file holds one replacement, or a list of them. */
function inFile(objects: readonly SourceObject[], wanted: Wanted): Written | undefined {
  for (const object of objects) {
    const entries: [FieldPath, unknown][] = Array.isArray(object.value) ? object.value.map((item, i) => [[i], item]) : [[[], object.value]];
    for (const [at, item] of entries.reverse()) {
      const written = inOne(object, at, asMap(item), wanted);
      if (written) return written;
    }
  }
  return undefined;
}

function inOne(source: SourceObject, at: FieldPath, replacement: Fields | undefined, wanted: Wanted): Written | undefined {
  for (const [i, target] of asList(replacement?.['targets']).entries()) {
    const { select, fieldPaths } = asMap(target) ?? {};
    if (!selects(asMap(select) ?? {}, wanted)) continue;
    for (const [j, fieldPath] of asList(fieldPaths).entries()) {
      if (typeof fieldPath === 'string' && leadsTo(fieldPath, wanted)) return spanAt(source, [...at, 'targets', i, 'fieldPaths', j]);
    }
  }
  return undefined;
}

/** True for the field and what holds it: `spec.containers.[name=web].args.*` (kustomize kyaml/utils PathSplitter). */
function leadsTo(fieldPath: string, { object, path }: Wanted): boolean {
  const steps = fieldPath.match(/(?:\\.|\[[^\]]*\]|[^.[\\])+/g) ?? [];
  return (
    steps.length <= path.length &&
    steps.every((step, i) => {
      const here = path[i];
      if (step === '*' || step === '-') return true;
      const [, key, wanted] = /^\[([^=]+)=(.*)\]$/.exec(step) ?? [];
      if (key !== undefined) return String(fieldAt(object, [...path.slice(0, i + 1), ...(key === '' ? [] : [key])])) === wanted;
      return step.replace(/\\(.)/g, '$1').replace(/^\[(.*)\]$/, '$1') === String(here);
    })
  );
}
