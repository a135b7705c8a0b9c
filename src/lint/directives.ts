import { commentsOf, type Block, type Comment } from '../parse/comments.ts';
import type { Source } from '../parse/manifests.ts';
import type { Chunk } from '../parse/split.ts';

/** What a comment that suppresses is about. */
export type Reach = 'next-line' | 'line' | 'document' | 'file';

/** A rule that a comment names. */
export interface Named {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** `# headlint-disable-next-line RULE, RULE -- why` */
export interface Directive {
  readonly source: Source;
  readonly chunk: Chunk | undefined;
  /** The word itself: `headlint-disable-next-line`. */
  readonly word: Named;
  /** Undefined for a word that there is none of. */
  readonly reach: Reach | undefined;
  /** The line that it is about, where it is about one. */
  readonly line: number;
  readonly rules: readonly Named[];
  readonly why: string | undefined;
}

export const reaches: Readonly<Record<string, Reach>> = {
  'headlint-disable-next-line': 'next-line',
  'headlint-disable-line': 'line',
  'headlint-disable': 'document',
  'headlint-disable-file': 'file',
};

/** A cheap look: no file without it has a directive. */
export function mayHaveDirectives(text: string): boolean {
  return text.includes('headlint-');
}

export function directivesOf(source: Source): { readonly directives: readonly Directive[]; readonly blocks: readonly Block[] } {
  const { comments, blocks } = commentsOf(source);
  const targets = new Map<number, number>();
  // From the last on, so that of comments above each other each goes on where the one below it went.
  const directives = [...comments].reverse().flatMap((comment) => directiveOf(source, comment, targets));
  return { directives: directives.reverse(), blocks };
}

const form = /^#+[ \t]*(headlint-(?:disable|enable|ignore)[\w-]*)/;

function directiveOf(source: Source, { text, start, chunk }: Comment, targets: Map<number, number>): Directive[] {
  const [before, word] = form.exec(text) ?? [];
  if (before === undefined || word === undefined) return [];
  const reach = Object.hasOwn(reaches, word) ? reaches[word] : undefined;
  const rest = text.slice(before.length);
  const [names = '', ...why] = rest.split(/(?:^|\s)-{2,}(?:\s|$)/);
  const rules = [...names.matchAll(/[^\s,]+/g)].map(({ 0: rule, index }): Named => ({ rule, start: start + before.length + index, end: start + before.length + index + rule.length }));
  const at = start + before.length - word.length;
  const { line } = source.lines.position(start);
  return [{ source, chunk, word: { rule: word, start: at, end: at + word.length }, reach, line: reach === 'next-line' ? nextLine(source, line, targets) : line, rules, why: why.join(' -- ').trim() || undefined }];
}

/** The next line that holds more than a comment, so that several comments may stand above each other. `targets` has those of comments below. */
function nextLine({ lines, text }: Source, from: number, targets: Map<number, number>): number {
  const last = lines.position(text.length).line;
  let line = from + 1;
  while (line <= last && !targets.has(line) && /^[ \t]*(?:#.*)?$/.test(lines.text(line))) line += 1;
  const target = targets.get(line) ?? line;
  targets.set(from, target);
  return target;
}
