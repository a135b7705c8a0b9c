import type { Diagnostic, Location, RelatedLocation } from '../diagnostic.ts';
import { directoryOf, join } from '../model/folders.ts';
import { locate, textLocation, type Locate } from '../model/locate.ts';
import type { Place } from '../model/resource.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { outputPath, type Build, type Unbuilt } from '../render/build.ts';
import type { Origin } from '../render/origin.ts';
import { defineReading } from '../rule.ts';
import { listed } from '../spelling.ts';
import { docsUrl } from '../version.ts';

export const failedBuild = defineReading({
  id: 'failed-build',
  severity: 'error',
  summary: 'an overlay or a chart cannot be built: it is not applied, and what it is made of is linted as it stands',
});

export interface Outputs {
  readonly files: readonly SourceFile[];
  /** Files that are read as what was built of them. */
  readonly replaced: ReadonlySet<string>;
  readonly origins: ReadonlyMap<string, Origin>;
  /** What each output is deployed with: itself. */
  readonly units: ReadonlyMap<string, string>;
}

export function outputsOf(builds: readonly Build[]): Outputs {
  const files: SourceFile[] = [];
  const replaced = new Set<string>();
  const origins = new Map<string, Origin>();
  const units = new Map<string, string>();
  for (const build of builds) {
    if ('problem' in build.outcome) continue;
    const path = outputPath(build);
    files.push({ path, text: build.outcome.text, ...(build.at !== undefined && { at: build.at }) });
    for (const file of build.replaces) replaced.add(file);
    origins.set(path, build.outcome.origin);
    if (build.outcome.origin.build !== undefined) units.set(path, `build ${build.name}`);
  }
  return { files, replaced, origins, units };
}

/** What is read as it stands because its build failed. */
export function failuresOf(builds: readonly Build[]): Unbuilt[] {
  return builds.flatMap(({ name, root, outcome }) => ('problem' in outcome ? [{ file: root, reason: `${name} cannot be built` }] : []));
}

/**
 * Builds that failed: at what is to blame, or at the start of the file that a person starts from. Of those for which a
 * file is to blame that is `broken`, that says all.
 */
export function failedBuilds(builds: readonly Build[], files: readonly SourceFile[], broken: ReadonlySet<string>): Diagnostic[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return builds.flatMap(({ name, root, outcome }) => {
    if (!('problem' in outcome)) return [];
    const { problem, at, severity = failedBuild.severity, help = 'Until it can be built, what it is made of is read as it stands.' } = outcome;
    if (at && (broken.has(at.file) || (at.text !== undefined && broken.has(join(directoryOf(at.file), at.text))))) return [];
    const path = at && texts.has(at.file) ? at.file : root;
    const text = texts.get(path) ?? '';
    const source = new Source({ path, text });
    const wanted = at?.text !== undefined && path === at.file && text.includes(at.text) ? at.text : (/^(?![ \t]*(?:#|$)).+/m.exec(text)?.[0].trimEnd() ?? '');
    const start = Math.max(0, text.indexOf(wanted, at?.line !== undefined && path === at.file ? source.lines.start(at.line) : 0));
    const location = textLocation(source, { start, end: start + (wanted.length || 1) });
    const message = `${at && at.line === undefined ? problem : `${name} cannot be built: ${problem}`}`.replace(/\.?$/, '.');
    return [{ rule: failedBuild.id, severity, message, ...location, related: [], help, url: docsUrl(failedBuild.id), builds: [name] }];
  });
}

/** Where a location in an output has its cause. */
function tracedLocation<L extends Location>(location: L, origins: ReadonlyMap<string, Origin>): L {
  const found = origins.get(location.file)?.trace(location);
  return found ? { ...location, ...found } : location;
}

/** Finds fields where they are written, also those of what was built. */
export function locator(origins: ReadonlyMap<string, Origin>): Locate {
  return (place) => locatedIn(origins.get(place.resource.document.source.shown), place).location;
}

/** Where a field was written, and the other end of what is said of it. The syntax tree of an output is large, and made only where its lines matter. */
export function locatedIn(origin: Origin | undefined, place: Place): { readonly location: Location; readonly related?: RelatedLocation | undefined } {
  const field = origin?.traceField?.(place);
  if (field) return { location: field };
  const location = locate(place);
  return { location: origin?.trace(location) ?? location, related: origin?.related?.(location) };
}

/** What was built, as a finding has it. */
export function buildsOf(origin: Origin | undefined): { readonly builds?: readonly string[] } {
  return origin?.build === undefined ? {} : { builds: [origin.build] };
}

/** A finding of the reader in an output, where its cause is. */
export function traced(diagnostic: Diagnostic, origins: ReadonlyMap<string, Origin>): Diagnostic {
  const origin = origins.get(diagnostic.file);
  if (!origin) return diagnostic;
  const also = origin.related?.(diagnostic);
  const related = [...diagnostic.related.map((r): RelatedLocation => tracedLocation(r, origins)), ...(also ? [also] : [])];
  return { ...tracedLocation(diagnostic, origins), related, ...buildsOf(origin) };
}

/** One cause in a base is one finding, however many overlays have it; that of the first is kept. */
export function acrossBuilds(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!diagnostics.some(({ builds }) => builds)) return diagnostics;
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { rule, file, start, end, builds } = diagnostic;
    // Others are never alike.
    const key = builds ? JSON.stringify([rule, file, start, end]) : `${groups.size}`;
    const group = groups.get(key);
    if (group) group.push(diagnostic);
    else groups.set(key, [diagnostic]);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const builds = [...new Set([first!, ...others].flatMap((each) => each.builds ?? []))].sort();
    return builds.length ? { ...first!, builds, message: `${first!.message}${spread(first!, builds)}` } : first!;
  });
}

/** Who has it, where that is not said already. */
function spread({ rule, message }: Diagnostic, builds: readonly string[]): string {
  if (rule !== failedBuild.id) return ` Seen in what ${inWords(builds)} build${builds.length === 1 ? 's' : ''}.`;
  return builds.length === 1 && (message.startsWith(`${builds[0]} `) || !message.includes(' cannot be built: ')) ? '' : ` ${inWords(builds)} need${builds.length === 1 ? 's' : ''} it.`;
}

function inWords(builds: readonly string[]): string {
  const shown = builds.slice(0, builds.length === 3 ? 3 : 2);
  const rest = builds.length - shown.length;
  if (rest) return `${shown.join(', ')} and ${rest} others`;
  return listed(shown);
}
