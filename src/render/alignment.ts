import { separator, type Step, type TemplateLine } from './go-template.ts';

/** The line of a template that a line of the output was made from. */
export interface Written {
  readonly by: TemplateLine;
  /** The line of the document's own template that draws in the one where it is written. */
  readonly via: TemplateLine | undefined;
}

/** A place on the way through a template. */
interface Stop {
  /** What is written here. Undefined where the way only forks. */
  readonly line: TemplateLine | undefined;
  readonly via: TemplateLine | undefined;
  /** What a line counts that is one of any number which are written here. */
  readonly many: number | undefined;
  /** Where the way goes on from a line that has what its last action writes. */
  past: number | undefined;
  /** The column at which its lines start, or beyond which all are. */
  readonly indent: number | undefined;
  readonly endsDocument: boolean | undefined;
  /** Where the way goes on, besides the next stop. */
  readonly also: number[];
  goesOn: boolean;
  /** What counts against that. */
  readonly against: number | undefined;
}

const deepest = 8;
const deepestLoop = 4;
const mostStops = 100_000;
/** How many cells of the table are looked at, for all lines together. */
const mostCells = 8_000_000;

/** The ways through a template, with what it includes in the place of that. */
export class Ways {
  readonly #stops: Stop[] = [];
  readonly #written = new Map<string, 'nothing' | 'values' | 'words'>();
  readonly #definitionOf: (name: string) => readonly Step[] | undefined;

  constructor(steps: readonly Step[], definitionOf: (name: string) => readonly Step[] | undefined) {
    this.#definitionOf = definitionOf;
    this.#walk(steps, { indent: 0, via: undefined, within: [], loops: 0 });
    this.#stop({ endsDocument: true });
  }

  /**
   * For each line of a document what wrote it, undefined where nothing fits: the likeliest way from the start, or from
   * behind a separator, to the next one (the algorithm of Viterbi).
   */
  align(document: readonly string[]): readonly (Written | undefined)[] {
    const indexes = document.flatMap((line, i) => (line.trim() ? [i] : []));
    const taken = likeliest(this.#stops, indexes.map((i) => document[i]!));
    const written = new Array<Written | undefined>(document.length);
    for (const [at, stop] of taken.entries()) {
      const { line, via } = stop === undefined ? {} : this.#stops[stop]!;
      if (line) written[indexes[at]!] = { by: line, via };
    }
    return written;
  }

  #stop(stop: Partial<Stop>): number {
    const { line, via, many, indent, endsDocument, against } = stop;
    // All of one shape: they are looked at often.
    this.#stops.push({ line, via, many, indent, endsDocument, against, also: [], goesOn: !endsDocument, past: undefined });
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
    const indent = from.indent === undefined || line.indent === undefined ? undefined : from.indent + line.indent;
    const start = line.parts.length ? this.#stop({ line, via: from.via, indent }) : undefined;
    if (line.action !== undefined) this.#act(line, line.action, from);
    if (start !== undefined) this.#stops[start]!.past = this.#stops.length;
  }

  #act(line: TemplateLine, action: string, from: Where): void {
    const inside = /\bn?indent\s+(\d+)/.exec(action)?.[1];
    const indent = inside === undefined || from.indent === undefined ? undefined : from.indent + Number(inside);
    const name = includedIn(action);
    const steps = name === undefined || from.within.includes(name) || from.within.length >= deepest ? undefined : this.#definitionOf(name);
    const writes = steps && this.#writes(name!);
    if (writes === 'nothing') return;
    // What only passes values on is no place to mend anything.
    if (!steps || writes === 'values') {
      this.#stop({ line, via: from.via, many: 0, indent });
      return;
    }
    // What is included may have been changed beyond recognition.
    const fork = this.#stop({});
    this.#walk(steps, { ...from, indent: indent ?? from.indent, via: from.via ?? line, within: [...from.within, name!] });
    const end = this.#stop({});
    this.#stops[end]!.goesOn = false;
    this.#stops[fork]!.also.push(this.#stop({ line, via: from.via, many: changed, indent }));
    this.#stops[end]!.also.push(this.#stop({}));
  }

  #writes(name: string): 'nothing' | 'values' | 'words' {
    const known = this.#written.get(name);
    if (known) return known;
    this.#written.set(name, 'values');
    const each = (steps: readonly Step[]): readonly string[] =>
      steps.flatMap((step) => {
        if (step === separator) return [];
        if ('branches' in step) return step.branches.flatMap(each);
        const included = includedIn(step.action ?? '');
        return step.parts.length ? 'words' : included === undefined || !this.#definitionOf(included) ? 'values' : this.#writes(included);
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
  /** The column at which text in the first column comes out. */
  readonly indent: number | undefined;
  readonly via: TemplateLine | undefined;
  /** The names of what is being included. */
  readonly within: readonly string[];
  readonly loops: number;
}

/** What counts for a way and against it, in characters. */
const rightColumn = 3;
const wrongColumn = -20;
/** For a line of the output that nothing writes, and for one of the template that is not there: lines that were joined. */
const unexplained = -60;
const changed = -1;
/** Where two branches have the same words: mostly nobody asked for the first. */
const lessLikely = 0.5;
const mostForOne = 40;

function likeliest(stops: readonly Stop[], lines: readonly string[]): (number | undefined)[] {
  const width = Math.min(stops.length + 1, Math.max(64, Math.floor(mostCells / (lines.length + 1))));
  // For each line, from where on it was looked for, and how each stop was reached: the stop before, times two, plus one where a line was written.
  const froms: number[] = [];
  const reached: Int32Array[] = [];
  let low = 0;
  let scores = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  let ways = new Int32Array(width).fill(-1);
  for (let stop = 0; stop < width; stop += 1) if (stop === 0 || stops[stop - 1]?.endsDocument) scores[stop] = 0;
  for (let at = 0; ; at += 1) {
    spread(stops, scores, ways, low);
    froms.push(low);
    reached.push(ways);
    const line = lines[at];
    if (line === undefined) break;
    const next = Math.max(0, Math.min(low + best(scores) - Math.floor(width / 2), stops.length + 1 - width));
    const nextScores = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
    const nextWays = new Int32Array(width).fill(-1);
    const text = line.trim();
    const column = line.length - line.trimStart().length;
    const reach = (stop: number, score: number, from: number) => {
      const i = stop - next;
      if (i < 0 || i >= width || score <= nextScores[i]!) return;
      nextScores[i] = score;
      nextWays[i] = from * 2 + 1;
    };
    for (let i = 0, from = low; i < width && from < stops.length; i += 1, from += 1) {
      const score = scores[i]!;
      if (score === Number.NEGATIVE_INFINITY) continue;
      const { line: template, indent, many, past } = stops[from]!;
      reach(from, score + (many === undefined ? unexplained : many + (indent === undefined || column >= indent ? 0 : wrongColumn)), from);
      if (template === undefined || many !== undefined || !comesTo(template, text)) continue;
      const on = text.length > template.parts[0]!.trimEnd().length ? past! : from + 1;
      reach(on, score + weightOf(template) + (indent === undefined ? 0 : indent === column ? rightColumn : wrongColumn), from);
    }
    [low, scores, ways] = [next, nextScores, nextWays];
  }
  return backwards(stops, lines.length, scores, froms, reached);
}

/** Goes on where no line is written: past forks, along loops, and past lines that should have been written. */
function spread(stops: readonly Stop[], scores: Float64Array, ways: Int32Array, low: number): void {
  const end = Math.min(scores.length, stops.length - low);
  for (let i = 0; i < end; i += 1) {
    const score = scores[i]!;
    if (score === Number.NEGATIVE_INFINITY) continue;
    const { line, many, also, goesOn, against } = stops[low + i]!;
    const on = line !== undefined && many === undefined ? score + unexplained : score;
    const after = against === undefined ? on : on - against;
    if (goesOn && i + 1 < scores.length && after > scores[i + 1]!) {
      scores[i + 1] = after;
      ways[i + 1] = (low + i) * 2;
    }
    let back = i;
    for (const other of also) {
      const j = other - low;
      if (j < 0 || j >= scores.length || on <= scores[j]!) continue;
      scores[j] = on;
      ways[j] = (low + i) * 2;
      if (j < back) back = j;
    }
    if (back < i) i = back - 1;
  }
}

function best(scores: Float64Array): number {
  let found = 0;
  for (let i = 1; i < scores.length; i += 1) if (scores[i]! > scores[found]!) found = i;
  return found;
}

function backwards(stops: readonly Stop[], length: number, scores: Float64Array, froms: readonly number[], reached: readonly Int32Array[]): (number | undefined)[] {
  const taken = new Array<number | undefined>(length);
  let at = length;
  let stop = froms[at]! + best(scores);
  let end = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i += 1) {
    if (!stops[froms[at]! + i]?.endsDocument || scores[i]! <= end) continue;
    end = scores[i]!;
    stop = froms[at]! + i;
  }
  for (;;) {
    const way = reached[at]![stop - froms[at]!]!;
    if (way < 0) return taken;
    const to = stop;
    stop = way >> 1;
    if (way % 2 === 0) continue;
    at -= 1;
    // Who stays where one line is written has found nothing that fits.
    if (to !== stop || stops[stop]!.many !== undefined) taken[at] = stop;
  }
}

function weightOf({ parts }: TemplateLine): number {
  let weight = 1;
  for (const part of parts) weight += part.length;
  return Math.min(weight, mostForOne);
}

/** True where the line has the parts in their order, with whatever between them. */
function comesTo({ parts }: TemplateLine, line: string): boolean {
  const first = parts[0]!;
  const last = parts.length - 1;
  if (last === 0) return first === line;
  const end = parts[last]!;
  // What an action writes may start on the next line.
  if (line.length < first.length && !end) return first.startsWith(line) && line === first.trimEnd() && parts.every((part, i) => i === 0 || !part.trim());
  if (line.length < first.length + end.length || !line.startsWith(first) || !line.endsWith(end)) return false;
  let at = first.length;
  for (let i = 1; i < last; i += 1) {
    const found = line.indexOf(parts[i]!, at);
    if (found < 0) return false;
    at = found + parts[i]!.length;
  }
  return at <= line.length - end.length;
}
