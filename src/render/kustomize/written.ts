import type { FieldPath } from '../../diagnostic.ts';
import { directoryOf, join } from '../../model/folders.ts';
import { fieldAt, type Fields, type Place } from '../../model/resource.ts';
import type { Source } from '../../parse/manifests.ts';
import { counterpart } from '../paths.ts';
import type { SourceObject } from '../sources.ts';

/** A stretch of a source that writes a field. */
export interface Written {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A field of a built object, and what it came to be. */
export interface Wanted {
  readonly object: Fields;
  /** As it is in its file, where it may have had another name. */
  readonly own: Fields | undefined;
  readonly path: FieldPath;
  readonly value: unknown;
  readonly place: Place;
}

/** True where a source has the field just as it was built, or lacks it as well. */
export function says({ value }: SourceObject, { object, path, value: built }: Wanted): boolean {
  const there = counterpart(path, object, value);
  if (there.length < path.length) return built === undefined;
  return isComposite(built) || fieldAt(value, there) === built;
}

export function isComposite(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}

/** Where a source has the field of a built object, or the nearest parent of it. */
export function spanIn(source: SourceObject, { object, path, place: { on, part } }: Wanted): Written {
  const { document, prefix, value } = source;
  const there = [...prefix, ...counterpart(path, object, value)];
  const isWhole = there.length === prefix.length + path.length;
  return { source: document.source, ...(isWhole && part ? document.positions.findPart(there, part) : document.positions.find(there, isWhole ? on : 'key')) };
}

export function spanAt({ document, prefix }: SourceObject, path: FieldPath): Written {
  return { source: document.source, ...document.positions.find([...prefix, ...path]) };
}

/** The line of a text that is itself a value of a source, such as a patch in a kustomization. */
export function lineAt(object: SourceObject, at: FieldPath, { source, start }: Written): Written {
  const text = source.lines.text(source.lines.position(start).line).trim();
  const nth = source.text.slice(0, start).split('\n').slice(0, -1).filter((line) => line.includes(text)).length;
  return { source: object.document.source, ...object.document.positions.findPart([...object.prefix, ...at], { text, nth }) };
}

/** A path that a file names, seen from where the file is. */
export function pathFrom(file: string, path: string): string {
  return join(directoryOf(file), path);
}
