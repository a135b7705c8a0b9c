import { formatPath, type LintResult } from '../diagnostic.ts';
import { buildModel } from '../lint/build-model.ts';
import { acrossBuilds } from '../lint/builds.ts';
import type { Finding } from '../lint/check.ts';
import { diagnose } from '../lint/diagnose.ts';
import type { LintOptions } from '../lint/options.ts';
import { compare } from '../lint/order.ts';
import { summarize } from '../lint/summary.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../parse/manifests.ts';
import type { Resource } from '../model/resource.ts';
import { Settings } from '../lint/settings.ts';
import { immutableField, nameGone, nameMoved } from '../lint/update-metas.ts';
import { refusals } from './immutable.ts';
import { nameChanges, type NameChange } from './names.ts';
import { Counterparts } from './pairs.ts';

export interface DiffOptions extends LintOptions {
  /** What tools made of some of the old files; `builds` are those of the new. */
  readonly before?: Pick<LintOptions, 'builds' | 'unbuilt'>;
}

/**
 * What an update from one set of manifests, as it is in the cluster, to another will break: what the API server refuses
 * because a field may not change, and which names clients lose. Pure, as `lint` is, and of the same form; what stands in
 * the old files alone is reported there.
 */
export function diffManifests(before: readonly SourceFile[], after: readonly SourceFile[], { before: builtBefore, ...options }: DiffOptions = {}): LintResult {
  const [old, now] = [buildModel(before, { ...options, builds: [], unbuilt: [], ...builtBefore }), buildModel(after, options)];
  const findings = merged(immutable(old.model, now.model), nameChanges(old.model, now.model));
  const settings = new Settings(options, now.model);
  const found = diagnose(findings, new Map([...old.origins, ...now.origins])).flatMap((finding) => settings.apply(finding));
  const results = [...acrossBuilds(found)].sort(compare);
  return { results, suppressed: [], unused: { overrides: [], knownServices: [] }, summary: summarize(now.manifests, now.model, results) };
}

/** What a refused change would do to names is part of what is said of it: one cause, one finding. */
function merged(refused: readonly Finding[], changes: readonly NameChange[]): Finding[] {
  const byPlace = new Map<Resource, Map<string, Finding>>();
  for (const finding of refused) {
    const { resource, path } = finding.at;
    byPlace.set(resource, (byPlace.get(resource) ?? new Map<string, Finding>()).set(formatPath(path), finding));
  }
  const rest: Finding[] = [];
  for (const change of changes) {
    const places = byPlace.get(change.at.resource);
    const field = formatPath(change.at.path);
    const finding = places?.get(field);
    if (!finding) rest.push({ ...change, rule: change.gone ? nameGone : nameMoved });
    else places!.set(field, { ...finding, message: `${finding.message} Were it to go through: ${change.message}`, related: [...(finding.related ?? []), ...(change.related ?? [])] });
  }
  return [...[...byPlace.values()].flatMap((places) => [...places.values()]), ...rest];
}

function immutable(before: Model, after: Model): Finding[] {
  const counterparts = new Counterparts(before.resources);
  return after.resources.flatMap((resource) => {
    const was = counterparts.of(resource);
    // What patches make of an object is not known from here.
    if (!was || before.isPatched(was) || after.isPatched(resource)) return [];
    return refusals({ before: was, after: resource }).map(({ before: path, ...problem }) => ({ ...problem, rule: immutableField, severity: problem.severity ?? immutableField.severity, related: [{ at: was.at(...path), message: 'it was like this' }] }));
  });
}
