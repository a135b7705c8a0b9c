/** A text that is no glob; the message says why. */
export class GlobError extends Error {}

/** What stands for one item, a segment of a path or a character of a segment; null stands for any number of items. */
type Step<T> = ((item: T) => boolean) | null;

/** Without escapes or braces they are characters like others. */
export interface GlobOptions {
  readonly braces?: boolean;
  readonly escapes?: boolean;
}

const maxLength = 1000;
const maxAlternatives = 1000;
const anything = (): boolean => true;

/**
 * Matches a path with forward slashes: `*` and `?` within a segment, `**` as a segment for any number of them (at the end,
 * for one or more), `[a-z]`, `[!a-z]`, `{a,b}`. The time it takes grows with the pattern times the path and no faster,
 * which those that translate globs to regular expressions cannot say. A path that leads out (`../`) is never matched.
 * Throws `GlobError`.
 */
export function glob(pattern: string, { braces = true, escapes = false }: GlobOptions = {}): (path: string) => boolean {
  if (pattern.length > maxLength) throw new GlobError(`has more than ${maxLength} characters`);
  const alternatives = (braces ? expand(pattern) : [pattern]).map((each) => segmentsOf(each, escapes));
  return (path) => {
    const segments = path.split('/');
    return segments[0] !== '..' && alternatives.some((steps) => matches(steps, segments));
  };
}

/** Where a star took too little, it alone has to take more: those before it have done their part. */
function matches<T>(steps: readonly Step<T>[], items: readonly T[]): boolean {
  let [step, item, star, next] = [0, 0, -1, 0];
  while (item < items.length) {
    const test = steps[step];
    if (test === null) [star, next, step] = [step, item, step + 1];
    else if (test?.(items[item]!)) [step, item] = [step + 1, item + 1];
    else if (star < 0) return false;
    else [step, item, next] = [star + 1, next + 1, next + 1];
  }
  while (steps[step] === null) step += 1;
  return step === steps.length;
}

function segmentsOf(pattern: string, escapes: boolean): Step<string>[] {
  const parts = pattern.split('/');
  return parts.flatMap((part, i): Step<string>[] => {
    if (!/^\*{2,}$/.test(part)) return [segment(part, escapes)];
    return i > 0 && i === parts.length - 1 ? [anything, null] : [null];
  });
}

function segment(part: string, escapes: boolean): (text: string) => boolean {
  const steps: Step<string>[] = [];
  const characters = [...part];
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i]!;
    if (character === '*') steps.push(null);
    else if (character === '?') steps.push(anything);
    else if (character === '[') {
      const end = endOfClass(characters, i, escapes);
      steps.push(classOf(characters.slice(i + 1, end), escapes));
      i = end;
    } else if (character === '\\' && escapes) {
      if (characters[i + 1] === undefined) throw new GlobError('ends in a backslash');
      steps.push(is(characters[(i += 1)]!));
    } else steps.push(is(character));
  }
  // Mostly there is nothing to try.
  if (!/[*?[\\]/.test(part)) return (text) => text === part;
  return (text) => matches(steps, [...text]);
}

const is = (character: string) => (other: string) => other === character;

/** A bracket that comes first in a class is one of its characters. */
function endOfClass(characters: readonly string[], start: number, escapes: boolean): number {
  let at = start + 1;
  if (characters[at] === '!' || characters[at] === '^') at += 1;
  if (characters[at] === ']') at += 1;
  while (at < characters.length && characters[at] !== ']') at += characters[at] === '\\' && escapes ? 2 : 1;
  if (at >= characters.length) throw new GlobError('has a "[" without its "]"');
  return at;
}

function classOf(characters: readonly string[], escapes: boolean): (character: string) => boolean {
  const isNot = characters[0] === '!' || characters[0] === '^';
  const ranges: (readonly [string, string])[] = [];
  const literal = (at: number): readonly [character: string, next: number] => (characters[at] === '\\' && escapes ? [characters[at + 1]!, at + 2] : [characters[at]!, at + 1]);
  for (let i = isNot ? 1 : 0; i < characters.length; ) {
    const [from, next] = literal(i);
    const isRange = characters[next] === '-' && next + 1 < characters.length;
    const [to, after] = isRange ? literal(next + 1) : [from, next];
    ranges.push([from, to]);
    i = after;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNot;
}

/** The patterns that one with braces stands for; braces without a comma are characters. */
function expand(pattern: string): string[] {
  let [done, left] = [[''], pattern];
  while (left) {
    const open = left.indexOf('{');
    const options = open < 0 ? undefined : bracesAt(left, open);
    const literal = open < 0 ? left : left.slice(0, options ? open : open + 1);
    const choices = options ? options.choices.flatMap(expand) : [''];
    if (done.length * choices.length > maxAlternatives) throw new GlobError(`stands for more than ${maxAlternatives} patterns`);
    done = done.flatMap((before) => choices.map((choice) => before + literal + choice));
    left = left.slice(options ? options.end : literal.length);
  }
  return done;
}

function bracesAt(pattern: string, open: number): { readonly choices: string[]; readonly end: number } | undefined {
  const choices: string[] = [];
  let [depth, from] = [0, open + 1];
  for (let at = open; at < pattern.length; at += 1) {
    if (pattern[at] === '{') depth += 1;
    else if (pattern[at] === '}' && (depth -= 1) === 0) return choices.length ? { choices: [...choices, pattern.slice(from, at)], end: at + 1 } : undefined;
    else if (pattern[at] === ',' && depth === 1) {
      choices.push(pattern.slice(from, at));
      from = at + 1;
    }
  }
  throw new GlobError('has a "{" without its "}"');
}
