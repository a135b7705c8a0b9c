import { separator, type Step, type TemplateLine } from './go-template.ts';
import { likeliest, type Stop } from './likeliest.ts';

/** The line of a template that a line of the output was made from. */
export interface Written {
  readonly by: TemplateLine;
  /** The line of the document's own template that draws in the one where it is written. */
  readonly via: TemplateLine | undefined;
}

const deepest = 8;
const deepestLoop = 4;
const mostStops = 100_000;
/** How many cells of the table are looked at, for a document and for all: one a line and stop. */
const mostCells = 8_000_000;
const mostCellsInAll = 150_000_000;

/** What counts against a way, in characters: what is included has been changed; of two branches with the same words, mostly nobody asked for the first. */
const changed = -1;
const lessLikely = 0.5;

/** The ways through a template, with what it includes in the place of that. */
export class Ways {
  readonly #stops: Stop[] = [];
  #cells = 0;
  readonly #written = new Map<string, 'nothing' | 'values' | 'words'>();
  readonly #definitionOf: (name: string) => readonly Step[] | undefined;

  constructor(steps: readonly Step[], definitionOf: (name: string) => readonly Step[] | undefined) {
    this.#definitionOf = definitionOf;
    this.#walk(steps, { via: undefined, within: [], loops: 0 });
    this.#stop({ endsDocument: true });
  }

  /**
   * For each line of a document what wrote it: the likeliest way from the start, or from behind a separator, to the
   * next one (the algorithm of Viterbi). Undefined where nothing fits, or where there is too much to look at.
   */
  align(document: readonly string[]): readonly (Written | undefined)[] {
    const indexes = document.flatMap((line, i) => (line.trim() ? [i] : []));
    const written = new Array<Written | undefined>(document.length);
    const width = Math.min(this.#stops.length + 1, Math.max(64, Math.floor(mostCells / (indexes.length + 1))));
    this.#cells += width * indexes.length;
    if (this.#cells > mostCellsInAll) return written;
    const taken = likeliest(this.#stops, indexes.map((i) => document[i]!), width);
    for (const [at, stop] of taken.entries()) {
      const { line, via } = stop === undefined ? {} : this.#stops[stop]!;
      if (line) written[indexes[at]!] = { by: line, via };
    }
    return written;
  }

  #stop(stop: Partial<Stop>): number {
    const { line, via, many, endsDocument, against } = stop;
    // All of one shape: they are looked at often.
    this.#stops.push({ line, via, many, endsDocument, against, also: [], goesOn: !endsDocument, past: undefined });
    return this.#stops.length - 1;
  }

  #walk(steps: readonly Step[], from: Where): void {
    for (const step of steps) {
      if (this.#stops.length > mostStops) return;
      if (step === separator) this.#stop({ endsDocument: true });
      else if ('branches' in step) this.#fork(step.branches, step.hasElse, step.repeats, from);
      else this.#write(step, from);
    }
  }

  #fork(branches: readonly (readonly Step[])[], hasElse: boolean, repeats: boolean, from: Where): void {
    const forks: number[] = [];
    const ends: number[] = [];
    for (const [i, branch] of branches.entries()) {
      const fork = this.#stop(i < branches.length - 1 ? { against: lessLikely } : {});
      const last = forks.at(-1);
      if (last !== undefined) this.#stops[last]!.also.push(fork);
      forks.push(fork);
      this.#walk(branch, repeats ? { ...from, loops: from.loops + 1 } : from);
      const end = this.#stop({});
      // The first branch is the one of a loop.
      if (repeats && !ends.length && from.loops < deepestLoop) this.#stops[end]!.also.push(fork + 1);
      this.#stops[end]!.goesOn = false;
      ends.push(end);
    }
    const out = this.#stop({});
    for (const end of ends) this.#stops[end]!.also.push(out);
    if (!hasElse) this.#stops[forks.at(-1)!]!.also.push(out);
  }

  #write(line: TemplateLine, from: Where): void {
    const start = line.parts.length ? this.#stop({ line, via: from.via }) : undefined;
    if (line.action !== undefined) this.#act(line, line.action, from);
    if (start !== undefined) this.#stops[start]!.past = this.#stops.length;
  }

  #act(line: TemplateLine, action: string, from: Where): void {
    const name = includedIn(action);
    const steps = name === undefined || from.within.includes(name) || from.within.length >= deepest ? undefined : this.#definitionOf(name);
    const writes = steps && this.#writes(name!);
    // What only passes values on is no place to mend anything.
    if (!steps || writes === 'values') {
      this.#stop({ line, via: from.via, many: 0 });
      return;
    }
    // What is included may have been changed beyond recognition.
    const fork = this.#stop({});
    this.#walk(steps, { ...from, via: from.via ?? line, within: [...from.within, name!] });
    const end = this.#stop({});
    this.#stops[end]!.goesOn = false;
    this.#stops[fork]!.also.push(this.#stop({ line, via: from.via, many: changed }));
    this.#stops[end]!.also.push(this.#stop({}));
  }

  #writes(name: string, depth = 0): 'nothing' | 'values' | 'words' {
    const known = this.#written.get(name);
    if (known) return known;
    if (depth > deepest) return 'values';
    this.#written.set(name, 'values');
    const each = (steps: readonly Step[]): readonly string[] =>
      steps.flatMap((step) => {
        if (step === separator) return [];
        if ('branches' in step) return step.branches.flatMap(each);
        const included = includedIn(step.action ?? '');
        return step.parts.length ? 'words' : included === undefined || !this.#definitionOf(included) ? 'values' : this.#writes(included, depth + 1);
      });
    const all = each(this.#definitionOf(name) ?? []);
    const found = all.includes('words') ? 'words' : all.includes('values') ? 'values' : 'nothing';
    this.#written.set(name, found);
    return found;
  }
}

function includedIn(action: string): string | undefined {
  return /^\(?(?:tpl\s+\(?)?(?:include|template)\s+"([^"]+)"/.exec(action)?.[1];
}

interface Where {
  readonly via: TemplateLine | undefined;
  /** The names of what is being included. */
  readonly within: readonly string[];
  readonly loops: number;
}
