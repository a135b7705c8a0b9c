/** Edit distance with transpositions (optimal string alignment), given up at more than `limit`. */
export function distance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let ends = 0;
  while (ends < Math.min(a.length, b.length) - start && a.charCodeAt(a.length - 1 - ends) === b.charCodeAt(b.length - 1 - ends)) ends += 1;
  return rowByRow(a.slice(start, a.length - ends), b.slice(start, b.length - ends), limit);
}

function rowByRow(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** False where a whole part differs, as in `shop-db` and `shop-fe`: that is another name, not a slip of the pen. */
function sameWords(a: string, b: string): boolean {
  const x = a.toLowerCase().split(/[-._/]/);
  const y = b.toLowerCase().split(/[-._/]/);
  return x.length !== y.length || x.every((part, i) => distance(part, y[i]!) <= Math.floor(Math.max(part.length, y[i]!.length) / 3) || part === y[i]);
}

/** Each of thousands of wrong words may ask. */
const maxCandidates = 500;

/** The candidate that was probably meant: nearest in spelling, and near enough for the length of the word. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(Math.min(word.length, 15) / 3)) + 1;
  let looked = 0;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    if (++looked > maxCandidates) break;
    const d = candidate.toLowerCase() === word.toLowerCase() ? 0.5 : distance(word, candidate, least);
    if (d < least && sameWords(word, candidate)) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/** Ends a message: `; did you mean kafka?`, or with nothing where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** Cuts what is too long for a message. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** `a, b or c` */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
