import fc from 'fast-check';
import type { Diagnostic, Edit, LintResult, Location, Suppressed } from '../src/diagnostic.ts';
import { Lines } from '../src/parse/text.ts';
import type { ReportContext } from '../src/report/context.ts';
import { docsUrl } from '../src/version.ts';

/** A file with what formats stumble over: a byte order mark, CRLF, and text outside of ASCII before what is found. */
const text = '\ufeffa: "é𝄞" # ]]> | `x` ::error::\r\nserviceName: kafka\r\nb: [1, 2]\r\n';
const files: Readonly<Record<string, string>> = { 'dir with space/ä%41#?.yaml': text, 'C:\\dir\\win.yaml': text, '/abs/x.yaml': text };

/** The text of a file, where it is at hand. */
export const textOf = (file: string): string | undefined => (Object.hasOwn(files, file) ? files[file] : undefined);

export const context: ReportContext = { color: false, width: 80, hasFix: true, lines: (file) => (textOf(file) === undefined ? undefined : new Lines(textOf(file)!)) };

function at(file: string, start: number, end: number): Location {
  const lines = new Lines(text);
  const [from, to] = [lines.position(start), lines.position(end)];
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, start, end };
}

const [here, windows, absolute] = Object.keys(files) as [string, string, string];
const quoted = text.indexOf('é');
const name = text.indexOf('kafka');
const list = text.indexOf('[1');

function finding(place: Location, more: Partial<Diagnostic>): Diagnostic {
  const rule = more.rule ?? 'missing-governing-service';
  return { rule, severity: 'warning', message: 'No Service "kafka".', help: 'Name one.', url: docsUrl(rule), related: [], ...place, ...more };
}

const object = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'data', name: 'kafka' };

/** One result with a bit of everything, for golden files of every format. */
export const hostile: LintResult = {
  results: [
    finding(at(here, name, name + 5), {
      object,
      path: 'spec.serviceName',
      related: [{ ...at(here, quoted, quoted + 3), message: 'this [one](1) \\ ]( here' }],
      fix: { title: 'Set serviceName to "kafka-headless"', safety: 'safe', edits: [{ file: here, start: name, end: name + 5, text: 'kafka-headless' }] },
    }),
    finding(at(here, name, name + 5), { object, path: 'spec.serviceName', message: 'The same rule at the same field, again.' }),
    finding(at(here, quoted, quoted + 3), {
      rule: 'invalid-name',
      severity: 'error',
      message: 'Controls \u0000\u0007\u001b[31m\u007f\u0085\u2028, \u202edirections\u202c, halves \ud83d \ude00, ::error::%0A ##[error] ]]> <b> & "q" \'a\' | `c` *d* _e_ [f](g) ~h~ $i$ @j {0} {{k}}\r\nnext\tline',
      help: '-->]]>\n::warning file=x::y',
      object: { apiVersion: 'v1', kind: 'Service', name: 'a|b`c\n::error::\u{1f600}' },
      path: 'data["zoo.cfg"]',
      fix: {
        title: 'Rewrite ](1) all',
        safety: 'unsafe',
        edits: [
          { file: here, start: quoted, end: quoted + 1, text: '𝄞' },
          { file: here, start: quoted + 3, end: quoted + 3, text: '\r\n' },
          { file: absolute, start: 0, end: 0, text: '```\n' },
        ],
      },
    }),
    finding(at(windows, list, text.length), { rule: 'wrong-type', severity: 'info', message: `Over several lines, ${'very '.repeat(200)}long.` }),
    finding({ file: '<stdin>', line: 1, column: 1, endLine: 1, endColumn: 2, start: 0, end: 1 }, { rule: 'a-rule-of-tomorrow', message: 'Text that is not at hand.' }),
  ],
  suppressed: [
    { kind: 'inSource', why: 'the operator [makes](it) it', diagnostic: finding(at(absolute, name, name + 5), { object, path: 'spec.serviceName' }) },
    { kind: 'external', diagnostic: finding(at(absolute, list, list + 1), {}) },
  ],
  summary: { files: 4, documents: 5, objects: 6, errors: 1, warnings: 3, infos: 1, skipped: [{ file: 'charts/x y/t.yaml', line: 1, reason: 'unrendered Go template (Helm?): render it first' }] },
};

// Any text: code points of all planes, halves of pairs, and what some format gives a meaning to.
const special = fc.constantFrom(']]>', '::', '%0A', '\r\n', '|', '`', '\\', '](', '[', '<', '&', '"', '\u0000', '\u001b[0m', '\ud800', '\udfff', '\ufffe', '\u2028', '##[', '-->', '~~', '$');
const anyText = fc.array(fc.oneof(special, fc.string({ unit: 'binary', maxLength: 5 }), fc.string({ maxLength: 8 })), { maxLength: 8 }).map((parts) => parts.join(''));
const anyPath = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...Object.keys(files)) }, fc.constantFrom('./a.yaml', '../b.yaml', 'a//b.yaml', '<stdin>'), anyText.map((t) => `${t}.yaml`));

/** Not between the halves of a pair. */
const whole = (offset: number) => ((text.charCodeAt(offset) & 0xfc00) === 0xdc00 ? offset + 1 : offset);

const anyLocation = fc
  .record({ file: anyPath, start: fc.integer({ min: 0, max: text.length }), length: fc.integer({ min: 1, max: 20 }) })
  .map(({ file, start, length }) => at(file, whole(start), whole(Math.min(text.length, start + length))));

const anyObject = fc.record({ apiVersion: anyText, kind: anyText, name: anyText, namespace: anyText }, { requiredKeys: ['apiVersion', 'kind', 'name'] });

/** Edits that do not overlap. */
function apart(edits: Edit[]): Edit[] {
  return edits.filter((edit, i) => !edits.slice(0, i).some((other) => other.file === edit.file && other.start <= edit.end && edit.start <= other.end));
}

const anyDiagnostic: fc.Arbitrary<Diagnostic> = fc
  .record(
    {
      place: anyLocation,
      rule: fc.constantFrom('missing-governing-service', 'invalid-name', 'yaml-syntax', 'a-rule-of-tomorrow'),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
      message: anyText,
      help: anyText,
      object: anyObject,
      path: anyText,
      related: fc.array(fc.tuple(anyLocation, anyText), { maxLength: 2 }),
      fix: fc.record({ title: anyText, safety: fc.constantFrom('safe' as const, 'unsafe' as const), edits: fc.array(fc.tuple(anyLocation, anyText), { minLength: 1, maxLength: 3 }) }),
    },
    { requiredKeys: ['place', 'rule', 'severity', 'message', 'help', 'related'] },
  )
  .map(({ place, related, fix, ...rest }) =>
    finding(place, {
      ...rest,
      related: related.map(([where, message]) => ({ ...where, message })),
      ...(fix && { fix: { ...fix, edits: apart(fix.edits.map(([{ file, start, end }, replacement]) => ({ file, start, end, text: replacement }))) } }),
    }),
  );

/** Any result that a linter could have. */
export const anyResult: fc.Arbitrary<LintResult> = fc
  .record({
    results: fc.array(anyDiagnostic, { maxLength: 6 }),
    suppressed: fc.array(fc.record<Suppressed>({ diagnostic: anyDiagnostic, kind: fc.constantFrom('inSource', 'external'), why: anyText }), { maxLength: 2 }),
    skipped: fc.array(fc.record({ file: anyPath, line: fc.integer({ min: 1, max: 99 }), reason: anyText }), { maxLength: 2 }),
  })
  .map(({ results, suppressed, skipped }) => {
    const count = (severity: string) => results.filter((d) => d.severity === severity).length;
    return { results, suppressed, summary: { files: 1, documents: 1, objects: 1, errors: count('error'), warnings: count('warning'), infos: count('info'), skipped } };
  });
