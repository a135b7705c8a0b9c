import type { Diagnostic } from '../diagnostic.ts';
import type { Reporter } from './context.ts';
import { groupBy } from './fold.ts';
import { attributes, xml, xmlDeclaration } from './xml.ts';

/**
 * A test suite for each file and a test for each finding: failed, or skipped where it is only advice, so that no test
 * fails for what headlint itself lets pass. The elements and attributes that all readers of JUnit's reports share.
 */
export const junit: Reporter = ({ results }) => {
  const suites = [...groupBy(results, (d) => d.file)];
  // Some readers take a report without a test for one that was cut off.
  const body = suites.length ? suites.map(([file, found]) => suite(file, found)) : [`  <testsuite${counts('headlint', [])}>\n    <testcase${attributes({ name: 'headlint', classname: 'headlint' })}/>\n  </testsuite>`];
  const { tests, failures } = tally(results);
  return `${[xmlDeclaration, `<testsuites${attributes({ name: 'headlint', tests, failures, errors: 0 })}>`, ...body, '</testsuites>'].join('\n')}\n`;
};

function suite(file: string, found: readonly Diagnostic[]): string {
  const names = distinct(found.map(nameOf));
  return [`  <testsuite${counts(file, found)}>`, ...found.map((d, i) => test(d, names[i]!)), '  </testsuite>'].join('\n');
}

function counts(name: string, found: readonly Diagnostic[]): string {
  const { tests, failures, skipped } = tally(found);
  return attributes({ name, tests, failures, errors: 0, skipped });
}

function tally(found: readonly Diagnostic[]): { tests: number; failures: number; skipped: number } {
  const skipped = found.filter((d) => d.severity === 'info').length;
  return { tests: Math.max(1, found.length), failures: found.length - skipped, skipped };
}

function test(diagnostic: Diagnostic, name: string): string {
  const { file, line, column, severity, message, help, url } = diagnostic;
  const body = [`${file}:${line}:${column}`, message, `→ ${help}`, url].map(xml).join('\n');
  const result = severity === 'info' ? `<skipped${attributes({ message })}>${body}</skipped>` : `<failure${attributes({ message, type: severity })}>${body}</failure>`;
  return `    <testcase${attributes({ name, classname: file, file, line })}>\n      ${result}\n    </testcase>`;
}

/** Stays while lines move, so that a reader can follow one test from run to run. */
function nameOf({ rule, object, path }: Diagnostic): string {
  return object ? `${rule}: ${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}${path ? ` ${path}` : ''}` : rule;
}

/** GitLab drops a test that has the name of another. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    return n === 1 ? name : `${name} (${n})`;
  });
}
