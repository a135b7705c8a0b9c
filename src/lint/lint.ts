import type { LintResult } from '../diagnostic.ts';
import type { SourceFile } from '../parse/manifests.ts';
import { applyBaseline } from './baseline.ts';
import { buildModel, type Known } from './build-model.ts';
import { acrossBuilds, failedBuilds, traced } from './builds.ts';
import { check } from './check.ts';
import { diagnose, diagnoseReading } from './diagnose.ts';
import { Focus } from './focus.ts';
import type { LintOptions } from './options.ts';
import { compare, sorted } from './order.ts';
import { readings, yamlSyntax, type MisencodedFile } from './readings.ts';
import { Settings } from './settings.ts';
import { summarize } from './summary.ts';
import { suppress } from './suppress.ts';

/**
 * Lints a set of files that are known together. Pure: the same files in any order give the same result. Throws
 * `RangeError` where `kubernetesVersion` is not one that headlint knows.
 */
export function lint(files: readonly SourceFile[], options: LintOptions = {}, misencoded: readonly MisencodedFile[] = []): LintResult {
  const known = buildModel(files, options);
  const { model, origins } = known;
  const settings = new Settings(options, model);
  const focus = new Focus(options.reportOn, origins);
  const reported = known.manifests.filter(({ source }) => focus.mayReport(source));

  const read = readings(reported, misencoded).map((reading) => traced(diagnoseReading(reading), origins)).flatMap((diagnostic) => settings.apply(diagnostic));
  const broken = new Set(read.flatMap(({ rule, file }) => (rule === yamlSyntax.id ? file : [])));
  const unbuilt = failedBuilds(options.builds ?? [], files, broken);
  const checked = diagnose(check(known, settings, focus, options.onStep), origins);
  options.onStep?.('locate', 1, 1);
  const found = [...read, ...[...unbuilt, ...checked.filter(({ builds }) => builds)].flatMap((diagnostic) => settings.apply(diagnostic))];
  const all = sorted(acrossBuilds([...found, ...checked.filter(({ builds }) => !builds)]).filter((diagnostic) => focus.isAbout(diagnostic)));

  const inline = options.inlineConfig === false ? { results: all, suppressed: [], findings: [] } : suppress(all, known, settings, focus);
  const visible = sorted([...inline.results, ...inline.findings]);
  const { results, suppressed, stale } = options.baseline ? applyBaseline(visible, options.baseline) : { results: visible, suppressed: [], stale: undefined };
  return {
    results,
    suppressed: [...inline.suppressed, ...suppressed].sort((a, b) => compare(a.diagnostic, b.diagnostic)),
    unused: { overrides: unusedOverrides(settings, known), knownServices: model.unusedKnownServices(), ...(stale && { suppressions: stale }) },
    lacking: model.lacked(),
    summary: { ...summarize(reported, model, results), files: files.filter(({ path }) => focus.has(path)).length },
  };
}

function unusedOverrides(settings: Settings, { manifests }: Known): number[] {
  return settings.unusedOverrides(manifests.flatMap(({ unread, broken }) => [...unread, ...broken].map(({ source, kind }) => ({ file: source.shown, kind }))));
}
