/**
 * Fixes every folder below the ones that are given, in memory, and tells what came of it:
 * `node --import tsx tools/check-fixes.ts FOLDER…`. Exit code 1 where a text outside of the edits changed, a document was
 * lost or cannot be read, or fixing twice changes something. New findings are listed: what could not be read before is.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../src/diagnostic.ts';
import { applyFixes } from '../src/lint/apply-fixes.ts';
import { lint } from '../src/lint/lint.ts';
import { push } from '../src/model/keys.ts';
import { discover } from '../src/node/discover.ts';
import { readFiles } from '../src/node/read.ts';
import { split } from '../src/parse/split.ts';
import { read } from '../src/parse/yaml.ts';
import { fixedBy, subjectOf } from '../test/fix-properties.ts';

const totals = { folders: 0, findings: 0, withFix: 0, safe: 0, gone: 0, rounds: 0, files: 0, touched: 0, unstable: 0 };
const fresh = new Map<string, string[]>();
const left = new Map<string, string[]>();
const rules = new Map<string, number>();

for (const parent of process.argv.slice(2)) for (const entry of readdirSync(parent, { withFileTypes: true })) if (entry.isDirectory()) check(join(parent, entry.name));

function check(folder: string): void {
  const input = readFiles(discover([folder], { gitignore: false, tracked: false }));
  const options = { unsafe: true, mayChange: (path: string) => !input.otherwiseEncoded.has(path) };
  const before = lint(input.files, {}, input.misencoded).results;
  const fixable = before.filter((d) => d.fix && d.fix.edits.every(({ file }) => options.mayChange(file)));
  totals.folders += 1;
  totals.findings += before.length;
  totals.withFix += fixable.length;
  totals.safe += fixable.filter(({ fix }) => fix!.safety === 'safe').length;
  for (const { rule } of fixable) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  if (!fixable.length) return;
  for (const diagnostic of fixable) {
    const flaw = differenceBeyond(diagnostic);
    if (!flaw) continue;
    totals.touched += 1;
    console.log(`TOUCHED ${diagnostic.file}:${diagnostic.line} ${diagnostic.rule}: ${flaw}`);
  }
  const { files, fixed, result } = applyFixes(input.files, options, input.misencoded);
  totals.rounds += fixed.length;
  totals.files += files.filter(({ text }, i) => text !== input.files[i]!.text).length;
  const again = applyFixes(files, options, input.misencoded);
  if (again.fixed.length) {
    totals.unstable += 1;
    console.log(`UNSTABLE ${folder}: ${again.fixed.map((d) => `${d.file}:${d.line} ${d.rule}: ${d.fix!.title}`).join('; ')}`);
  }
  const is = count(result.results);
  const was = count(before);
  for (const [subject, diagnostics] of count(fixable)) {
    const stays = Math.min(diagnostics.length, Math.max(0, (is.get(subject)?.length ?? 0) - ((was.get(subject)?.length ?? 0) - diagnostics.length)));
    totals.gone += diagnostics.length - stays;
    if (stays) note(left, diagnostics[0]!);
  }
  for (const [subject, diagnostics] of is) if (diagnostics[0]!.severity !== 'info') for (const d of diagnostics.slice(was.get(subject)?.length ?? 0)) note(fresh, d);

  /** What changes that no edit is for, by a fix alone: line breaks, marks, documents, comments. */
  function differenceBeyond(diagnostic: Diagnostic): string | undefined {
    for (const [i, { text, path }] of fixedBy(input.files, diagnostic).entries()) {
      const old = input.files[i]!.text;
      if (text === old) continue;
      const edits = diagnostic.fix!.edits.filter(({ file }) => file === path);
      if (old.startsWith('\ufeff') !== text.startsWith('\ufeff')) return 'byte order mark';
      if (old.includes('\r\n') && !/[^\r]\n/.test(old) && /[^\r]\n/.test(text)) return 'line breaks';
      const [chunks, newChunks] = [split(old), split(text)];
      const isMore = newChunks.length - chunks.length;
      if (isMore < 0 || isMore > 1) return 'documents';
      const values = chunks.map((chunk) => JSON.stringify(read(old, chunk)));
      const newValues = newChunks.map((chunk) => read(text, chunk));
      if (newValues.some((each, at) => 'problem' in each && !values[at]?.includes('problem'))) return 'a document that cannot be read';
      const others = chunks.flatMap((chunk, at) => (edits.some(({ start, end }) => start <= chunk.end && end >= chunk.start) ? [] : [at]));
      const news = new Set(newChunks.map((chunk) => text.slice(chunk.start, chunk.end)));
      if (others.some((at) => !news.has(old.slice(chunks[at]!.start, chunks[at]!.end)))) return 'another document';
      const removed = edits.map(({ start, end, text: put }) => comments(old.slice(start, end)) - comments(put)).reduce((a, b) => a + b, 0);
      if (comments(text) !== comments(old) - removed) return 'comments';
    }
    return undefined;
  }
}

function comments(text: string): number {
  return text.match(/(?:^|\s)#/gm)?.length ?? 0;
}

/** Without the names of objects: a fix of a name makes no finding of the object a new one. */
function count(results: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const d of results) push(found, subjectOf({ ...d, ...(d.object && { object: { ...d.object, name: '' } }) }), d);
  return found;
}

function note(map: Map<string, string[]>, { rule, file, line, message }: Diagnostic): void {
  push(map, rule, `${file}:${line} ${message.slice(0, 160)}`);
}

const show = (map: Map<string, string[]>) => [...map].sort((a, b) => b[1].length - a[1].length).map(([rule, places]) => `  ${rule} ${places.length}\n    ${places.slice(0, 3).join('\n    ')}`).join('\n');
console.log(`${totals.findings} findings in ${totals.folders} folders, ${totals.withFix} with a fix (${totals.safe} safe) of ${rules.size} rules`);
console.log(`${totals.rounds} fixes applied in ${totals.files} files; ${totals.gone} of ${totals.withFix} findings gone`);
console.log(`${totals.touched} fixes that touch more than their edits, ${totals.unstable} folders that fixing twice changes`);
console.log(`still there:\n${show(left)}\nnew, infos left out:\n${show(fresh)}`);
process.exitCode = totals.touched || totals.unstable ? 1 : 0;
