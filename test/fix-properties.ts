import type { Diagnostic } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import type { LintOptions } from '../src/lint/options.ts';
import type { SourceFile } from '../src/parse/manifests.ts';
import { split } from '../src/parse/split.ts';

/** What a finding is about, whatever line it moves to. Indexes go, for items move when others are removed. */
export function subjectOf({ rule, file, object, path, message }: Diagnostic): string {
  const { kind = '', namespace = '', name = '' } = object ?? {};
  return [rule, file, kind, namespace, name, path?.replaceAll(/\[\d+\]/g, '[]') ?? message].join(' ');
}

/** The files after the fix of a finding. */
export function fixedBy(files: readonly SourceFile[], { fix }: Diagnostic): SourceFile[] {
  return files.map((file) => {
    let text = '';
    let done = 0;
    for (const edit of fix!.edits.filter((e) => e.file === file.path)) {
      text += file.text.slice(done, edit.start) + edit.text;
      done = edit.end;
    }
    return { ...file, text: text + file.text.slice(done) };
  });
}

/** What is wrong with a fix, if anything: the properties that every fix has to have. */
export function flawOf(files: readonly SourceFile[], diagnostic: Diagnostic, options: LintOptions, counts: (fresh: Diagnostic) => boolean = () => true): string | undefined {
  const { edits } = diagnostic.fix!;
  for (const [i, { file, start, end }] of edits.entries()) {
    const text = files.find(({ path }) => path === file)?.text;
    const last = edits[i - 1];
    if (text === undefined || start > end || end > text.length || start < (text.charCodeAt(0) === 0xfeff ? 1 : 0)) return `an edit out of its file: ${file} ${start}-${end}`;
    if (last?.file === file && last.end > start) return 'edits overlap';
  }
  const after = fixedBy(files, diagnostic);
  for (const [i, { text, path }] of files.entries()) {
    const fixed = after[i]!.text;
    const own = edits.filter(({ file }) => file === path);
    if (!own.length && fixed !== text) return `${path} changes without an edit`;
    const lines = own.reduce((sum, { start, end, text: put }) => sum + put.split('\n').length - text.slice(start, end).split('\n').length, 0);
    if (fixed.split('\n').length !== text.split('\n').length + lines) return `${path} has other lines than its edits say`;
    if (text.includes('\r\n') && !/[^\r]\n/.test(text) && /[^\r]\n/.test(fixed)) return `${path} gets line breaks of another kind`;
    if (split(fixed).length < split(text).length) return `${path} loses a document`;
  }
  const results = lint(after, options).results;
  const was = count(lint(files, options).results);
  const is = count(results);
  const subject = subjectOf(diagnostic);
  if ((is.get(subject) ?? 0) >= was.get(subject)!) return `the finding is still there: ${subject}`;
  const fresh = results.find((d) => d.severity !== 'info' && counts(d) && (is.get(subjectOf(d)) ?? 0) > (was.get(subjectOf(d)) ?? 0));
  return fresh && `a new finding: ${fresh.file}:${fresh.line} ${fresh.rule} ${fresh.message}`;
}

function count(results: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const diagnostic of results) counts.set(subjectOf(diagnostic), (counts.get(subjectOf(diagnostic)) ?? 0) + 1);
  return counts;
}
