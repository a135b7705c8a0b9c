import { formatPath, type Diagnostic, type LintResult, type Skipped, type Suppressed } from '../diagnostic.ts';
import { buildModel, type Known } from '../lint/build-model.ts';
import { acrossBuilds } from '../lint/builds.ts';
import type { Finding } from '../lint/check.ts';
import { diagnose } from '../lint/diagnose.ts';
import type { LintOptions } from '../lint/options.ts';
import { Focus } from '../lint/focus.ts';
import { compare, sorted } from '../lint/order.ts';
import { summarize } from '../lint/summary.ts';
import { suppress } from '../lint/suppress.ts';
import type { Manifests, SourceFile } from '../parse/manifests.ts';
import type { Resource } from '../model/resource.ts';
import { Settings } from '../lint/settings.ts';
import { immutableField, nameGone, nameMoved } from '../lint/update-metas.ts';
import { refusals } from './immutable.ts';
import { nameChanges, type NameChange } from './names.ts';
import { Counterparts } from './pairs.ts';

export interface DiffOptions extends LintOptions {
  readonly before?: Pick<LintOptions, 'builds' | 'unbuilt'> & {
    /** The name of an old file without what tells it from the new one of its name: as settings know it. */
    readonly plain?: (file: string) => string;
  };
}

export interface DiffResult extends LintResult {
  /** YAML or JSON documents among the old files that look like Kubernetes manifests; `summary` counts the new ones. */
  readonly documentsBefore: number;
}

/**
 * What an update from one set of manifests, as it is in the cluster, to another will break: what the API server refuses
 * because a field may not change, and which names clients lose. Pure, as `lint` is, and of the same form; what stands in
 * the old files alone is reported there.
 */
export function diffManifests(before: readonly SourceFile[], after: readonly SourceFile[], { before: { plain = (file: string) => file, ...builtBefore } = {}, ...options }: DiffOptions = {}): DiffResult {
  const { unitOf } = options;
  const optionsBefore: LintOptions = { ...options, builds: [], unbuilt: [], ...builtBefore, ...(unitOf && { unitOf: (file) => unitOf(plain(file)) }) };
  const [old, now, unread] = readBoth(before, optionsBefore, after, options);
  const findings = merged(immutable(old, now), nameChanges(old, now));
  const settings = new Settings(options, now.model);
  const found = diagnose(findings, new Map([...old.origins, ...now.origins])).flatMap((finding) => settings.apply({ ...finding, file: plain(finding.file) }).map((set) => ({ ...set, file: finding.file })));
  const focus = new Focus(options.reportOn, now.origins);
  const all = sorted(acrossBuilds(found)).filter((finding) => focus.isAbout(finding));
  const kept = options.inlineConfig === false ? { results: all, suppressed: [] } : suppressedIn([now, old], all, settings);
  const summary = summarize(now.manifests.filter(({ source }) => focus.mayReport(source)), now.model, kept.results);
  return { ...kept, unused: { overrides: [], knownServices: [] }, summary: { ...summary, skipped: [...summary.skipped, ...unread] }, documentsBefore: summarize(old.manifests, old.model, []).documents };
}

/** Comments and annotations count where a finding is: in what comes, or beside what was and is gone. */
function suppressedIn(states: readonly Known[], all: readonly Diagnostic[], settings: Settings): Pick<LintResult, 'results' | 'suppressed'> {
  let results = all;
  const suppressed: Suppressed[] = [];
  for (const known of states) {
    const found = suppress(results, known, settings, new Focus(undefined, known.origins));
    results = found.results;
    suppressed.push(...found.suppressed);
  }
  return { results, suppressed: suppressed.sort((a, b) => compare(a.diagnostic, b.diagnostic)) };
}

/** What a file holds that can be read on one side alone is not known on the other, and not gone: it is left out of both. */
function readBoth(before: readonly SourceFile[], optionsBefore: LintOptions, after: readonly SourceFile[], options: LintOptions): [old: Known, now: Known, unread: readonly Skipped[]] {
  const [old, now] = [buildModel(before, optionsBefore), buildModel(after, options)];
  const [was, is] = [old, now].map(({ manifests }) => new Map(manifests.map((read) => [read.source.path, unreadIn(read)]))) as [Map<string, Skipped[]>, Map<string, Skipped[]>];
  const lost = [...was].flatMap(([place, { length }]) => (is.has(place) && length !== is.get(place)!.length ? [place] : []));
  if (!lost.length) return [old, now, []];
  const left = new Set(lost);
  const rest = (files: readonly SourceFile[]) => files.filter(({ path, at = path }) => !left.has(at));
  return [buildModel(rest(before), optionsBefore), buildModel(rest(after), options), lost.flatMap((place) => [...is.get(place)!, ...was.get(place)!].slice(0, 1))];
}

function unreadIn({ broken, skipped }: Manifests): Skipped[] {
  const errors = broken.map(({ source, problem }) => ({ file: source.shown, line: source.lines.position(problem.start).line, reason: `not YAML: ${problem.message}` }));
  return [...errors, ...skipped.map(({ file, line, reason }) => ({ file, line, reason }))];
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

function immutable(before: Known, after: Known): Finding[] {
  const counterparts = new Counterparts(before.model.resources, before, after.model.resources);
  return after.model.resources.flatMap((resource) => {
    const was = counterparts.of(resource);
    // What patches make of an object is not known from here.
    if (!was || before.model.isPatched(was) || after.model.isPatched(resource)) return [];
    return refusals({ before: was, after: resource }).map(({ before: path, ...problem }) => ({ ...problem, rule: immutableField, severity: problem.severity ?? immutableField.severity, related: [{ at: was.at(...path), message: 'it was like this' }] }));
  });
}
