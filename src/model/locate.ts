import { formatPath, type Location } from '../diagnostic.ts';
import type { Source } from '../parse/manifests.ts';
import type { Place } from './resource.ts';

/** Where a person finds a field. */
export type Locate = (place: Place) => Location;

/** Line and column of a field. Builds the syntax tree of its document, which whoever asks lets go of. */
export function locate({ resource, path, on, part }: Place): Location {
  const { document, prefix, ref } = resource;
  const whole = [...prefix, ...path];
  const span = part ? document.positions.findPart(whole, part) : document.positions.find(whole, on);
  return { ...textLocation(document.source, span), object: ref, path: formatPath(path) };
}

export function textLocation(source: Source, { start, end }: { start: number; end: number }): Location {
  const from = source.lines.position(start);
  const to = source.lines.position(end);
  return { file: source.shown, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, start, end };
}
