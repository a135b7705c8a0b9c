import type { Diagnostic, LintResult, Location, RelatedLocation, Severity, Skipped } from '../diagnostic.ts';
import type { TextEdit } from '../edit/change.ts';
import { locate, textLocation } from '../model/locate.ts';
import { certificates, type Certificate } from '../names/certificates.ts';
import { mentions, type Mention } from '../names/mentions.ts';
import { Model, type ModelOptions } from '../model/model.ts';
import type { Place, Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { parseManifests, Source, type ManifestDocument, type Manifests, type SourceFile } from '../parse/manifests.ts';
import type { Problem, Rule, RuleMeta, SubjectKind, Subjects } from '../rule.ts';
import type { Change } from '../remedy.ts';
import { rules } from '../rules/index.ts';
import type { Build, Unbuilt } from '../render/build.ts';
import type { Origin } from '../render/origin.ts';
import { acrossBuilds, buildsOf, failedBuild, failedBuilds, failuresOf, outputsOf, traced } from './builds.ts';
import { editsFor, fixOf, mayChange } from './fixes.ts';
import { applyBaseline, type Baseline } from './baseline.ts';
import { readingMetas, readings, type Reading } from './readings.ts';
import { suppress } from './suppress.ts';
import { Settings, type Override, type RuleSettings } from './settings.ts';
import { updateMetas } from './update-metas.ts';
import { docsUrl } from '../version.ts';

export interface LintOptions {
  /** Where objects land that name no namespace. Default `default`. */
  readonly namespace?: string;
  /** Target version, such as `1.33`. Default: the oldest minor that upstream still supports. */
  readonly kubernetesVersion?: string;
  /** Default `cluster.local`. */
  readonly clusterDomain?: string;
  /** Severity and options by the id of a rule. */
  readonly rules?: RuleSettings;
  /** What differs for some objects; of several that apply the last counts. */
  readonly overrides?: readonly Override[];
  /** Services that are in the cluster though not among the files: `namespace/name`, `namespace/*`, or `name` for any namespace. */
  readonly knownServices?: readonly string[];
  /** Names what is deployed together with a file, where that is known: files with the same answer live together, others do not. */
  readonly unitOf?: (file: string) => string | undefined;
  /** Findings that were there before, and are not reported. */
  readonly baseline?: Baseline;
  /** Whether comments and annotations in the manifests suppress findings. Default true. */
  readonly inlineConfig?: boolean;
  /** What tools made of some of the files: read in their place, and traced back to them. */
  readonly builds?: readonly Build[];
  /** Overlays and charts among the files that nobody built, with the reason: nothing is claimed to be missing there. */
  readonly unbuilt?: readonly Unbuilt[];
  /** Paths of the files to report on: what is wrong in one of them, or has its other end there. The rest is only known. Default: all. */
  readonly reportOn?: readonly string[];
  /** Hears of every step that is done, for those who watch a run. */
  readonly onStep?: OnStep<Phase>;
}

/** What a run consists of, in its order. */
export type Phase = 'parse' | 'relate' | 'rules' | 'locate';

/** A step of a phase is done, one of `total`; in the phase `rules` it is that of `rule`. */
export type OnStep<P> = (phase: P, done: number, total: number, rule?: string) => void;

/** The oldest minor that upstream supported at the release of this version of headlint. */
export const defaultMinor = 35;
export const oldestMinor = 29;
export const newestMinor = 37;

/** A file that is not UTF-8 throughout, as its decoder found it. */
export interface MisencodedFile {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Says what is wrong with the target version, or returns its minor. */
export function parseKubernetesVersion(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) >= oldestMinor && Number(minor) <= newestMinor ? Number(minor) : undefined;
}

/**
 * Lints a set of files that are known together. Pure: the same files in any order give the same result. Throws
 * `RangeError` where `kubernetesVersion` is not one that headlint knows.
 */
export function lint(files: readonly SourceFile[], options: LintOptions = {}, misencoded: readonly MisencodedFile[] = []): LintResult {
  const { model, manifests, origins, replaced } = buildModel(files, options);
  const named = options.reportOn && new Set(options.reportOn);
  const isNamed = ({ file }: Location) => !named || named.has(file);
  // Where the cause of what is in an output stands is known when it is traced back.
  const isReported = ({ shown }: Source) => !named || named.has(shown) || origins.has(shown);
  const reported = manifests.filter(({ source }) => isReported(source));
  const settings = new Settings(options, model);
  const read = readings(reported, misencoded).map((reading) => traced(diagnoseReading(reading), origins)).flatMap((reading) => settings.apply(reading));
  const checked = diagnose(check(model, settings, isReported, origins, options.onStep), origins).flatMap((found) => (found.builds ? settings.apply(found) : found));
  options.onStep?.('locate', 1, 1);
  const diagnostics = acrossBuilds([...read, ...failedBuilds(options.builds ?? [], files).flatMap((failure) => settings.apply(failure)), ...checked]);
  const found = sorted(diagnostics.filter((diagnostic) => isNamed(diagnostic) || diagnostic.related.some(isNamed)));
  // Of what stands in an output, its source has the say.
  const sayIsWanted = (source: Source) => isReported(source) && origins.get(source.shown)?.build === undefined;
  const inline = options.inlineConfig === false ? { results: found, suppressed: [], findings: [] } : suppress(found, manifests, { model, settings, replaced, isReported: sayIsWanted, rules: ruleMetas(), runs: (rule) => !updateMetas.some(({ id }) => id === rule) });
  const all = sorted([...inline.results, ...inline.findings]);
  const { results: left, suppressed, stale } = options.baseline ? applyBaseline(all, options.baseline) : { results: all, suppressed: [], stale: undefined };
  return {
    results: left,
    suppressed: [...inline.suppressed, ...suppressed].sort((a, b) => compare(a.diagnostic, b.diagnostic)),
    unused: { overrides: settings.unusedOverrides(manifests.flatMap(({ unread, broken }) => [...unread, ...broken].map(({ source, kind }) => ({ file: source.shown, kind })))), knownServices: model.unusedKnownServices(), ...(stale && { suppressions: stale }) },
    summary: { ...summarize(reported, model, left), files: files.filter(({ path }) => !named || named.has(path)).length },
  };
}

export interface Known {
  readonly model: Model;
  readonly manifests: readonly Manifests[];
  /** Of the outputs of tools, by the names under which they are read. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Files that outputs are read in the place of. */
  readonly replaced: readonly Source[];
}

/** Reads a set of files that are known together. */
export function buildModel(files: readonly SourceFile[], options: LintOptions = {}): Known {
  const outputs = outputsOf(options.builds ?? []);
  const sources = [...files.filter(({ path }) => !outputs.replaced.has(path)), ...outputs.files].map((file) => new Source(file)).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const manifests = sources.map((source, i) => {
    const read = parseManifests(source);
    options.onStep?.('parse', i + 1, sources.length);
    return read;
  });
  const paths = sources.map((source) => source.path);
  const model = new Model(manifests, paths, modelOptions(options, sources, outputs.units));
  options.onStep?.('relate', 1, 1);
  return { model, manifests, origins: outputs.origins, replaced: files.filter(({ path }) => outputs.replaced.has(path) && !outputs.origins.has(path)).map((file) => new Source(file)) };
}

function modelOptions({ namespace, kubernetesVersion, clusterDomain, knownServices, unitOf, builds = [], unbuilt = [] }: LintOptions, sources: readonly Source[], outputs: ReadonlyMap<string, string>): ModelOptions {
  const minor = kubernetesVersion === undefined ? defaultMinor : parseKubernetesVersion(kubernetesVersion);
  if (minor === undefined) throw new RangeError(`Kubernetes version "${kubernetesVersion}" is not known: 1.${oldestMinor} to 1.${newestMinor}`);
  return {
    defaultNamespace: namespace || 'default',
    kubernetes: { minor, assumed: kubernetesVersion === undefined },
    clusterDomain: (clusterDomain ?? 'cluster.local').replace(/^\.+|\.+$/g, ''),
    knownServices: knownServices ?? [],
    units: new Map(
      sources.flatMap(({ path, shown }) => {
        const unit = outputs.get(shown) ?? unitOf?.(shown);
        return unit === undefined ? [] : [[path, unit]];
      }),
    ),
    unbuilt: [...unbuilt, ...failuresOf(builds)].map(({ file, reason }) => ({ file: sources.find(({ shown }) => shown === file)?.path ?? file, reason })),
  };
}

export interface Finding extends Problem {
  readonly rule: RuleMeta;
}

/** Runs every rule over its subjects. Keeps what has an end in a file that is reported on. */
function check(model: Model, settings: Settings, isReported: (source: Source) => boolean, origins: ReadonlyMap<string, Origin>, onStep: OnStep<Phase> | undefined): Finding[] {
  const findings: Finding[] = [];
  const { minor } = model.options.kubernetes;
  // What a patch may change is not known, here and in what this is compared with, unless it is the patch itself that is wrong.
  const isWanted = ({ at: { resource } }: { at: Place }) => isReported(resource.document.source);
  const isPatched = ({ at: { resource } }: { at: Place }) => !model.fragments.has(resource) && model.isPatched(resource);
  for (const [i, rule] of rules.entries()) {
    const setting = settings.of(rule);
    if (setting.isOff) continue;
    const report = (problem: Problem) => {
      if (!isWanted(problem) && !problem.related?.some(isWanted)) return;
      if (isPatched(problem) || problem.related?.some(isPatched)) return;
      const { resource } = problem.at;
      const origin = origins.get(resource.document.source.shown);
      // What is set for a file counts where the cause is found to be.
      const level = origin?.build === undefined ? setting.levelAt(resource) : undefined;
      if (level === 'off') return;
      const fix = problem.fix && !origin && mayChange(problem.fix, resource, model) ? problem.fix : undefined;
      findings.push({ ...problem, rule, severity: severityOf(rule, problem, level, model), fix });
    };
    for (const subject of subjects(model, rule.subject)) rule.check(subject as never, { model, minor, report, options: setting.optionsAt('resource' in subject ? subject.resource : subject) });
    onStep?.('rules', i + 1, rules.length, rule.id);
  }
  return findings;
}

/** Absence is only as certain as the input is complete, whatever somebody set. */
function severityOf(rule: Rule, problem: Problem, level: Severity | undefined, model: Model): Severity {
  const severity = level ?? problem.severity ?? rule.severity;
  return problem.absence && severity !== 'info' && model.incomplete(problem.at.resource) ? 'info' : severity;
}

const routeKinds = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

function subjects<K extends SubjectKind>(model: Model, kind: K): readonly Subjects[K][] {
  return select(model, kind) as readonly Subjects[K][];
}

function select(model: Model, kind: SubjectKind): readonly (Resource | Mention | Certificate)[] {
  switch (kind) {
    case 'Service':
      return model.services;
    case 'Workload':
      return model.workloads;
    case 'StatefulSet':
      return model.byKind('StatefulSet').filter((r) => r instanceof Workload && r.isStatefulSet);
    case 'Route':
      return routeKinds.flatMap((route) => model.byKind(route));
    case 'Object':
      return [...model.resources, ...model.fragments];
    case 'Mention':
      return mentions(model);
    case 'Certificate':
      return certificates(model);
    default:
      return model.byKind(kind).filter((r) => !(r instanceof Service) && !(r instanceof Workload));
  }
}

/** Works out positions and edits, document by document, so that only one syntax tree is held at a time. */
export function diagnose(findings: readonly Finding[], origins: ReadonlyMap<string, Origin> = new Map()): Diagnostic[] {
  const wanted = new Map<ManifestDocument, { readonly places: Place[]; readonly changes: Change[] }>();
  const of = ({ document }: Resource) => {
    const found = wanted.get(document) ?? { places: [], changes: [] };
    wanted.set(document, found);
    return found;
  };
  for (const { at, related = [], fix } of findings) {
    for (const place of [at, ...related.map((r) => r.at)]) of(place.resource).places.push(place);
    for (const change of fix?.changes ?? []) of(change.resource).changes.push(change);
  }
  const located = new Map<Place, Location>();
  const also = new Map<Place, RelatedLocation>();
  const edits = new Map<Change, readonly TextEdit[] | undefined>();
  for (const [document, { places, changes }] of wanted) {
    const origin = origins.get(document.source.shown);
    for (const place of places) {
      const location = locate(place);
      located.set(place, origin?.trace(location, place) ?? location);
      const related = origin?.related?.(location);
      if (related) also.set(place, related);
    }
    if (changes.length) for (const [change, found] of editsFor(document, changes)) edits.set(change, found);
    document.forget();
  }
  return findings.map(({ rule, at, message, help, severity, related = [], fix: remedy }) => {
    const origin = origins.get(at.resource.document.source.shown);
    const fix = remedy && fixOf(remedy, edits);
    return {
      rule: rule.id,
      severity: severity ?? rule.severity,
      message,
      ...located.get(at)!,
      related: [...related.map((r): RelatedLocation => ({ message: r.message, ...located.get(r.at)! })), ...(also.has(at) ? [also.get(at)!] : [])],
      help,
      url: docsUrl(rule.id),
      ...(fix && { fix }),
      ...buildsOf(origin),
    };
  });
}

function diagnoseReading({ rule, severity, message, help, at, related }: Reading): Diagnostic {
  const place = (where: Reading['at']): Location => {
    if (!('source' in where)) return where;
    const { source, object, path } = where;
    return { ...textLocation(source, where), ...(object && { object }), ...(path !== undefined && { path }) };
  };
  return { rule, severity, message, ...place(at), related: related.map((r) => ({ message: r.message, ...place(r.at) })), help, url: docsUrl(rule) };
}

/** Each once: what an alias repeats is found twice. */
function sorted(found: readonly Diagnostic[]): Diagnostic[] {
  const all = [...found].sort(compare);
  return all.filter((d, i) => i === 0 || compare(all[i - 1]!, d) !== 0);
}

export function compare(a: Diagnostic, b: Diagnostic): number {
  return order(a.file, b.file) || a.start - b.start || a.end - b.end || order(a.rule, b.rule) || order(a.path ?? '', b.path ?? '') || order(a.message, b.message);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function summarize(manifests: readonly Manifests[], model: Model, results: readonly Diagnostic[]): LintResult['summary'] {
  const skipped: Skipped[] = [];
  const sources = new Set(manifests.map(({ source }) => source));
  const isCounted = ({ document }: Resource) => sources.has(document.source);
  let documents = 0;
  let objects = 0;
  for (const m of manifests) {
    documents += m.documents.length + m.unread.length + m.broken.length + m.skipped.length;
    objects += m.unread.length;
    for (const { file, line, reason } of m.skipped) skipped.push({ file, line, reason });
  }
  for (const resource of [...model.resources, ...model.fragments]) if (isCounted(resource)) objects += 1;
  const count = (severity: Severity) => results.filter((d) => d.severity === severity).length;
  return { files: manifests.length, documents, objects, errors: count('error'), warnings: count('warning'), infos: count('info'), skipped };
}

/** All rules by name, those of the reader and of `headlint diff` among them. */
export function ruleMetas(): RuleMeta[] {
  return [...readingMetas, failedBuild, ...updateMetas, ...rules].sort((a, b) => order(a.id, b.id));
}
