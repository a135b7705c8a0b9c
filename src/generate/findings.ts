import { formatPath, type Diagnostic, type FieldPath } from '../diagnostic.ts';
import { textLocation } from '../model/locate.ts';
import type { Source } from '../parse/manifests.ts';
import { Positions, type On } from '../parse/positions.ts';
import { generatorUrl } from '../version.ts';
import type { Guarded } from './guard.ts';
import type { ReadSpec } from './read.ts';
import type { SpecProblem } from './terms.ts';

/** What is wrong with a spec, each at its place in the text. */
export class Findings {
  readonly #source: Source;
  readonly #positions: Positions;
  readonly #all: Diagnostic[] = [];
  readonly #said = new Set<string>();

  constructor(source: Source, { chunk, duplicates, problems }: ReadSpec) {
    this.#source = source;
    this.#positions = new Positions(source.text, chunk);
    for (const { key, path, start, end, firstStart, firstEnd } of duplicates) {
      this.#all.push({
        rule: 'duplicate-key',
        severity: 'error',
        message: `"${key}" stands twice in this map.`,
        help: 'Remove one of the two.',
        ...textLocation(source, { start, end }),
        path: formatPath(path),
        related: [{ message: `"${key}" is here first`, ...textLocation(source, { start: firstStart, end: firstEnd }) }],
        url: generatorUrl,
      });
    }
    for (const problem of problems) this.report(problem);
  }

  get positions(): Positions {
    return this.#positions;
  }

  /** Says a thing once, however often the field is used. */
  report({ path, on, severity = 'error', message, help, rename }: SpecProblem): void {
    const key = JSON.stringify([path, message]);
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const place = this.#at(path, on);
    const { file, start, end } = place;
    const fix = rename === undefined ? undefined : ({ title: `Rename it to "${rename}"`, safety: 'unsafe', edits: [{ file, start, end, text: rename }] } as const);
    this.#all.push({ rule: severity === 'error' ? 'invalid-spec' : 'doubtful-spec', severity, message, ...place, related: [], help, url: generatorUrl, ...(fix && { fix }) });
  }

  /** What `lint` said of the output. */
  add({ path, ...finding }: Guarded): void {
    this.#all.push({ ...finding, ...this.#at(path), related: [] });
  }

  get hasErrors(): boolean {
    return this.#all.some(({ severity }) => severity === 'error');
  }

  sorted(): Diagnostic[] {
    return this.#all.sort((a, b) => a.start - b.start || a.end - b.end || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0));
  }

  #at(path: FieldPath, on: On = 'value') {
    return { ...textLocation(this.#source, this.#positions.find(path, on)), ...(path.length && { path: formatPath(path) }) };
  }
}

/** Of a text that is no spec at all. */
export function unreadable(source: Source, { message, help, start, end }: NonNullable<ReadSpec['syntax']>): Diagnostic {
  const newline = source.text.indexOf('\n', start);
  const last = Math.min(end, newline < 0 ? source.text.length : newline);
  const place = textLocation(source, { start, end: Math.max(last, Math.min(start + 1, source.text.length)) });
  return { rule: 'invalid-spec', severity: 'error', message, help, ...place, related: [], url: generatorUrl };
}
