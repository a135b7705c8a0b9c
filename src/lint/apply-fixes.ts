import type { Diagnostic, Edit, LintResult } from '../diagnostic.ts';
import { push } from '../model/keys.ts';
import type { SourceFile } from '../parse/manifests.ts';
import { lint } from './lint.ts';
import type { LintOptions } from './options.ts';
import type { MisencodedFile } from './readings.ts';

/** Which fixes may be applied, beside what `lint` takes. */
export interface FixOptions extends LintOptions {
  /** Applies fixes that are marked unsafe, too. Default: safe ones alone. */
  readonly unsafe?: boolean;
  /** Which files may be changed. Default: all. */
  readonly mayChange?: (path: string) => boolean;
}

/** What fixes made of the files. */
export interface Fixed {
  /** All files, in the order given, with the texts that they should have. */
  readonly files: readonly SourceFile[];
  /** The findings whose fixes were applied, round by round; positions are those of their round. */
  readonly fixed: readonly Diagnostic[];
  /** What is left, of the files as they should be. */
  readonly result: LintResult;
}

/** Fixes that overlap wait for each other, and one may uncover the next; none needs as many rounds. */
const maxRounds = 10;

/**
 * Applies the fixes of a set of files that are known together, lints them again, and goes on until nothing is left to
 * fix. Pure: nothing is written. Throws as `lint` does.
 */
export function applyFixes(files: readonly SourceFile[], { unsafe = false, mayChange = () => true, ...options }: FixOptions = {}, misencoded: readonly MisencodedFile[] = []): Fixed {
  let state = { files, result: lint(files, options, misencoded) };
  const fixed: Diagnostic[] = [];
  const tried = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const isWanted = (d: Diagnostic) => d.fix !== undefined && (unsafe || d.fix.safety === 'safe') && !tried.has(identity(d)) && d.fix.edits.every(({ file }) => mayChange(file));
    const chosen = withoutOverlaps(state.result.results.filter(isWanted));
    if (!chosen.length) break;
    for (const diagnostic of chosen) tried.add(identity(diagnostic));
    const edits = new Map<string, Edit[]>();
    for (const edit of chosen.flatMap(({ fix }) => fix!.edits)) push(edits, edit.file, edit);
    const changed = state.files.map((file) => (edits.has(file.path) ? { ...file, text: withEdits(file.text, edits.get(file.path)!) } : file));
    const next = { files: changed, result: lint(changed, options, misencoded) };
    // A fix that loses an object would be a mistake of ours, and is not for the author to find.
    if (next.result.summary.objects < state.result.summary.objects) break;
    fixed.push(...chosen);
    state = next;
  }
  return { ...state, fixed };
}

/** What was fixed once and comes back has no fix. */
function identity({ rule, file, object, path, message }: Diagnostic): string {
  return JSON.stringify([rule, file, object, path, message]);
}

/** The first fix at a place keeps it; the others have their turn in the next round. */
function withoutOverlaps(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const taken = new Map<string, Edit[]>();
  return diagnostics.filter(({ fix }) => {
    const isFree = fix!.edits.every((edit) => {
      const others = taken.get(edit.file) ?? [];
      const at = indexOf(edit, others);
      return ![others[at - 1], others[at]].some((other) => other && overlap(edit, other));
    });
    for (const edit of isFree ? fix!.edits : []) {
      const others = taken.get(edit.file) ?? [];
      others.splice(indexOf(edit, others), 0, edit);
      taken.set(edit.file, others);
    }
    return isFree;
  });
}

/** Where an edit belongs among others in their order. */
function indexOf(edit: Edit, others: readonly Edit[]): number {
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (others[middle]!.start < edit.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two that touch overlap where one of them is an insertion. */
function overlap(a: Edit, b: Edit): boolean {
  return a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}

function withEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, text: put } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(done, start) + put;
    done = end;
  }
  return result + text.slice(done);
}
