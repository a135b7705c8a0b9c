import { rewrite, type Change } from '../remedy.ts';
import type { Mention } from './mentions.ts';

/** The labels of a name as they are written, and which of them is the Service's; undefined where it is not written as it is read. */
export function labelsOf({ host, name }: Mention): { readonly labels: readonly string[]; readonly service: number } | undefined {
  const word = host.absolute ? host.text.slice(0, -1) : host.text;
  const labels = word.split(/\.(?![^(]*\))/);
  const service = (name.srv ? 2 : 0) + (name.pod ? 1 : 0);
  return name.service === '' || labels[service]?.toLowerCase() === name.service ? { labels, service } : undefined;
}

/** Writes another name in the place of one, port and dot at its end kept. */
export function respell({ at }: Mention, to: string): Change[] {
  return [rewrite(at, to)];
}

/** Writes another Service into a name. */
export function respellService(mention: Mention, to: string): Change[] | undefined {
  const written = labelsOf(mention);
  return written && respell(mention, written.labels.with(written.service, to).join('.'));
}

/** Writes something else for a longer part of the text than the name: the scheme before it, say, or the port behind. */
export function respellAround({ at, host, text }: Mention, before: string, after: string, to: string): Change[] | undefined {
  const part = `${before}${host.text}${after}`;
  const index = host.index - before.length;
  if (!text.text.startsWith(part, index)) return undefined;
  return [rewrite({ ...at, part: { text: part, nth: occurrencesBefore(text.text, part, index) } }, to)];
}

function occurrencesBefore(text: string, part: string, index: number): number {
  let count = 0;
  for (let found = text.indexOf(part); found >= 0 && found < index; found = text.indexOf(part, found + 1)) count += 1;
  return count;
}

/** The changes for several mentions: all or none. */
export function forEach<M>(mentions: readonly M[], change: (mention: M) => Change[] | undefined): Change[] | undefined {
  const changes = mentions.map(change);
  return changes.every((each) => each !== undefined) ? changes.flat() : undefined;
}
