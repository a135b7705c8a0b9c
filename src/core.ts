/** The part of headlint that runs anywhere: text in, findings out. */
export type { Diagnostic, LintResult, Location, ObjectRef, RelatedLocation, Severity, Skipped, Summary } from './diagnostic.ts';
export { defaultMinor, lint, newestMinor, oldestMinor, parseKubernetesVersion, ruleMetas, type LintOptions, type MisencodedFile } from './lint/lint.ts';
export type { SourceFile } from './parse/manifests.ts';
export { decode, Lines } from './parse/text.ts';
export type { ReportContext, Reporter } from './report/context.ts';
export { reporters } from './report/index.ts';
export type { RuleMeta } from './rule.ts';
export { version } from './version.ts';
