import type { Counts, Diagnostic, Suppressed } from '../diagnostic.ts';
import { asMap } from '../model/resource.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { Positions } from '../parse/positions.ts';
import { read } from '../parse/yaml.ts';
import { shorten } from '../spelling.ts';
import { order } from './order.ts';

/** Findings that were there when somebody drew the line. */
export interface Baseline {
  readonly suppressions: Counts;
  /** The name of a file that is the same wherever headlint is called, for findings that are about no object. */
  readonly nameOf: (file: string) => string;
}

export interface Baselined {
  readonly results: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  /** What the baseline has of findings that are gone. */
  readonly stale: Counts;
}

/** Takes out what the baseline knows: of each rule, object and field as many findings as there were. */
export function applyBaseline(results: readonly Diagnostic[], { suppressions, nameOf }: Baseline): Baselined {
  const left = new Map(entriesOf(suppressions).map(({ key, count }) => [key, count]));
  const kept: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const diagnostic of results) {
    const key = keyOf(diagnostic, nameOf);
    const count = left.get(key) ?? 0;
    if (count > 0) suppressed.push({ diagnostic, kind: 'external' });
    else kept.push(diagnostic);
    left.set(key, count - 1);
  }
  return { results: kept, suppressed, stale: countsOf([...left].filter(([, count]) => count > 0)) };
}

/** The findings as a baseline has them. */
export function countFindings(results: readonly Diagnostic[], nameOf: (file: string) => string): Counts {
  const counts = new Map<string, number>();
  for (const diagnostic of results) {
    const key = keyOf(diagnostic, nameOf);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return countsOf([...counts]);
}

/** One baseline with the counts of another added to it, or taken from it. */
export function combine(counts: Counts, others: Counts, sign: 1 | -1): Counts {
  const sums = new Map(entriesOf(counts).map(({ key, count }) => [key, count]));
  for (const { key, count } of entriesOf(others)) sums.set(key, (sums.get(key) ?? 0) + sign * count);
  return countsOf([...sums].filter(([, count]) => count > 0));
}

/** Every entry as one line: `rule  object  field`. */
export function describeCounts(counts: Counts): string[] {
  return entriesOf(counts).map(({ rule, object, field, count }) => `${[rule, object, field].filter(Boolean).join('  ')}${count > 1 ? `  (${count})` : ''}`);
}

interface Entry {
  readonly rule: string;
  readonly object: string;
  readonly field: string;
  readonly count: number;
  readonly key: string;
}

function entriesOf(counts: Counts): Entry[] {
  return Object.entries(counts).flatMap(([rule, objects]) => Object.entries(objects).flatMap(([object, fields]) => Object.entries(fields).map(([field, count]) => ({ rule, object, field, count, key: JSON.stringify([rule, object, field]) }))));
}

/** Sorted, so that the file changes where findings do and nowhere else. */
function countsOf(entries: readonly (readonly [key: string, count: number])[]): Counts {
  const counts = Object.create(null) as Record<string, Record<string, Record<string, number>>>;
  for (const [key, count] of [...entries].sort(([a], [b]) => order(a, b))) {
    const [rule, object, field] = JSON.parse(key) as [string, string, string];
    const objects = (counts[rule] ??= Object.create(null) as Record<string, Record<string, number>>);
    const fields = (objects[object] ??= Object.create(null) as Record<string, number>);
    fields[field] = count;
  }
  return counts;
}

/**
 * What of a finding stays the same when lines and files move: its rule, its object and its field. Items of lists are not
 * told apart, for one that is put in before them would change them all.
 */
function keyOf({ rule, object, path = '', file }: Diagnostic, nameOf: (file: string) => string): string {
  const what = object ? `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}` : `file ${nameOf(file)}`;
  return JSON.stringify([rule, what, path.replace(/\[\d+\]/g, '[]')]);
}

/** A baseline as its file has it. */
export interface BaselineFile {
  /** What the run was about that wrote it, from the folder of the file: only one about all of it can tell what is gone. */
  readonly paths: readonly string[];
  readonly suppressions: Counts;
}

export function formatBaseline({ paths, suppressions }: BaselineFile): string {
  return `${JSON.stringify({ version: 1, paths, suppressions }, undefined, 2)}\n`;
}

/** Where a file is no baseline, and why. */
export interface BaselineProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Reads the file of a baseline. Never throws. */
export function parseBaseline(file: SourceFile): BaselineFile | { readonly problem: BaselineProblem } {
  const source = new Source(file);
  const chunk = { start: file.text.startsWith('\ufeff') ? 1 : 0, end: file.text.length };
  const problem = (message: string, start: number) => ({ problem: { message, ...source.lines.position(start) } });
  const result = read(file.text, chunk);
  if ('problem' in result) return problem(result.problem.message, result.problem.start);
  const at = (message: string, ...path: string[]) => problem(message, new Positions(file.text, chunk).find(path, 'key').start);
  const root = asMap(result.value);
  if (!root) return problem('it is no map', 0);
  if (root['version'] !== 1) return at(root['version'] === undefined ? 'it says no version' : `version ${shorten(JSON.stringify(root['version']))} is not known to this headlint`, 'version');
  const paths = root['paths'];
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) return at('paths is no list of texts', 'paths');
  const rules = asMap(root['suppressions']);
  if (!rules) return at('suppressions is no map', 'suppressions');
  const entries: [string, number][] = [];
  for (const [rule, objects] of Object.entries(rules)) {
    if (!asMap(objects)) return at('a rule has objects below it', 'suppressions', rule);
    for (const [object, fields] of Object.entries(asMap(objects)!)) {
      if (!asMap(fields)) return at('an object has fields and counts below it', 'suppressions', rule, object);
      for (const [field, count] of Object.entries(asMap(fields)!)) {
        if (!Number.isSafeInteger(count) || (count as number) < 1) return at('a field has a count, 1 or more', 'suppressions', rule, object, field);
        entries.push([JSON.stringify([rule, object, field]), count as number]);
      }
    }
  }
  return { paths: paths as string[], suppressions: countsOf(entries) };
}
