import type { FieldPath } from '../diagnostic.ts';
import { asList, asMap } from './resource.ts';
import type { Workload } from './workload.ts';

/** A string that a container gets to read. */
export interface PodText {
  readonly text: string;
  readonly path: FieldPath;
}

/** Commands, arguments and environment values of a workload's containers. */
export function podTexts(workload: Workload): PodText[] {
  return workload.containers.flatMap(({ fields, path }) => {
    const texts: PodText[] = [];
    for (const field of ['command', 'args']) {
      for (const [i, text] of asList(fields[field]).entries()) if (typeof text === 'string') texts.push({ text, path: [...path, field, i] });
    }
    for (const [i, item] of asList(fields['env']).entries()) {
      const value = asMap(item)?.['value'];
      if (typeof value === 'string') texts.push({ text: value, path: [...path, 'env', i, 'value'] });
    }
    return texts;
  });
}
