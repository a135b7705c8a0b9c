/** The part of headlint that runs anywhere: text in, findings out. */
import { resolveName as resolve, type Resolution, type ResolveOptions } from './dns/resolve.ts';
import { predictZone as predict, type Zone } from './dns/zone.ts';
import { buildModel } from './lint/build-model.ts';
import { locator } from './lint/builds.ts';
import type { LintOptions } from './lint/options.ts';
import type { SourceFile } from './parse/manifests.ts';

export type { Diagnostic, Edit, Fix, Level, LintResult, Location, ObjectRef, RelatedLocation, Severity, Skipped, Summary, Suppressed, Unused } from './diagnostic.ts';
export { lint } from './lint/lint.ts';
export { ruleMetas } from './lint/metas.ts';
export type { LintOptions } from './lint/options.ts';
export type { MisencodedFile } from './lint/readings.ts';
export { defaultMinor, newestMinor, oldestMinor, parseKubernetesVersion } from './lint/versions.ts';
export type { Overridden, Override, RuleSetting, RuleSettings } from './lint/settings.ts';
export { applyFixes, type Fixed, type FixOptions } from './lint/apply-fixes.ts';
export type { SourceFile } from './parse/manifests.ts';
export { decode, Lines } from './parse/text.ts';
export { readConfig, type Config, type ConfigResult } from './config/config.ts';
export type { ReportContext, Reporter } from './report/context.ts';
export { formats } from './report/index.ts';
export type { RuleMeta } from './rule.ts';
export { version } from './version.ts';
export { diffManifests, type DiffOptions, type DiffResult } from './diff/diff.ts';
export { UnknownAsker } from './dns/asker.ts';
export type { ZoneNote } from './dns/notes.ts';
export type { RecordType, ZoneRecord } from './dns/record.ts';
export type { Resolution, ResolveOptions } from './dns/resolve.ts';
export type { Resolver } from './dns/resolver.ts';
export type { Step } from './dns/step.ts';
export type { ServiceSummary } from './dns/summary.ts';
export type { Zone } from './dns/zone.ts';
export { resolutionReporters, type ResolutionReporter } from './report/resolution.ts';
export { generate, type GenerateOptions } from './generate/index.ts';
export { layOut, layouts, type Layout } from './generate/layout.ts';
export type { Generated, KubernetesObject, Manifest, NextStep, PlannedName } from './generate/generated.ts';
export type { Shape } from './generate/spec.ts';
export { zoneReporters, type ZoneReporter } from './report/zone.ts';

/** All records that the cluster's DNS serves for the Services of the files once all Pods are ready. Pure, as `lint` is. */
export function predictZone(files: readonly SourceFile[], options: LintOptions = {}): Zone {
  const { model, origins } = buildModel(files, options);
  return predict(model, locator(origins));
}

/** What a name leads to for a Pod, or where it fails. Throws `UnknownAsker` where `from` is not in the files. */
export function resolveName(files: readonly SourceFile[], name: string, options: LintOptions & ResolveOptions = {}): Resolution {
  const { model, origins } = buildModel(files, options);
  return resolve(model, name, options, locator(origins));
}
