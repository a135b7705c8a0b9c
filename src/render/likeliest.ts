import type { TemplateLine } from './go-template.ts';

/** A place on the way through a template. */
export interface Stop {
  /** What is written here. Undefined where the way only forks. */
  readonly line: TemplateLine | undefined;
  readonly via: TemplateLine | undefined;
  /** What a line counts that is one of any number which are written here. */
  readonly many: number | undefined;
  /** Where the way goes on from a line that has what its last action writes. */
  past: number | undefined;
  readonly endsDocument: boolean | undefined;
  /** Where the way goes on, besides the next stop. */
  readonly also: number[];
  goesOn: boolean;
  /** What counts against that. */
  readonly against: number | undefined;
}

/** What counts for a way and against it, in characters. */
/** For a line of the output that nothing writes, and for one of the template that is not there: lines that were joined. */
const unexplained = -60;
const mostForOne = 40;
/** What is so far behind the likeliest way is not followed. */
const hopeless = 200;

/** The stops that the lines were written at. So many stops are looked at for each line. */
export function likeliest(stops: readonly Stop[], lines: readonly string[], width: number): (number | undefined)[] {
  // For each line, from where on it was looked for, and how each stop was reached: the stop before, times two, plus one where a line was written.
  const froms: number[] = [];
  const reached: Int32Array[] = [];
  let low = 0;
  let scores = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  let ways = new Int32Array(width).fill(-1);
  for (let i = 0; i < width; i += 1) if (i === 0 || stops[i - 1]?.endsDocument) scores[i] = 0;
  for (let at = 0; ; at += 1) {
    spread(stops, scores, ways, low, scores[best(scores)]! - hopeless);
    froms.push(low);
    reached.push(ways);
    const line = lines[at];
    if (line === undefined) break;
    const likeliestAt = best(scores);
    const least = scores[likeliestAt]! - hopeless;
    const next = Math.max(0, Math.min(low + likeliestAt - Math.floor(width / 2), stops.length + 1 - width));
    const nextScores = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
    const nextWays = new Int32Array(width).fill(-1);
    const text = line.trim();
    const reach = (stop: number, score: number, from: number) => {
      const i = stop - next;
      if (i < 0 || i >= width || score <= nextScores[i]!) return;
      nextScores[i] = score;
      nextWays[i] = from * 2 + 1;
    };
    for (let i = 0, from = low; i < width && from < stops.length; i += 1, from += 1) {
      const score = scores[i]!;
      if (score < least) continue;
      const { line: template, many, past } = stops[from]!;
      reach(from, score + (many === undefined ? unexplained : many), from);
      if (template === undefined || many !== undefined || !comesTo(template, text)) continue;
      const on = text.length > template.parts[0]!.trimEnd().length ? past! : from + 1;
      reach(on, score + weightOf(template), from);
    }
    [low, scores, ways] = [next, nextScores, nextWays];
  }
  return backwards(stops, lines.length, scores, froms, reached);
}

/** Goes on where no line is written: past forks, along loops, and past lines that should have been written. */
function spread(stops: readonly Stop[], scores: Float64Array, ways: Int32Array, low: number, least: number): void {
  const end = Math.min(scores.length, stops.length - low);
  for (let i = 0; i < end; i += 1) {
    const score = scores[i]!;
    if (score < least) continue;
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
