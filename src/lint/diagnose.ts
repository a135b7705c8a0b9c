import type { Diagnostic, Location, RelatedLocation } from '../diagnostic.ts';
import type { TextEdit } from '../edit/change.ts';
import { textLocation } from '../model/locate.ts';
import type { Place, Resource } from '../model/resource.ts';
import type { ManifestDocument } from '../parse/manifests.ts';
import type { Change } from '../remedy.ts';
import type { Origin } from '../render/origin.ts';
import { docsUrl } from '../version.ts';
import { buildsOf, locatedIn } from './builds.ts';
import type { Finding } from './check.ts';
import { editsFor, fixOf } from './fixes.ts';
import type { Reading } from './readings.ts';

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
      const { location, related } = locatedIn(origin, place);
      located.set(place, location);
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

/** The same for a finding of the reader. */
export function diagnoseReading({ rule, severity, message, help, at, related }: Reading): Diagnostic {
  const place = (where: Reading['at']): Location => {
    if (!('source' in where)) return where;
    const { source, object, path } = where;
    return { ...textLocation(source, where), ...(object && { object }), ...(path !== undefined && { path }) };
  };
  return { rule, severity, message, ...place(at), related: related.map((r) => ({ message: r.message, ...place(r.at) })), help, url: docsUrl(rule) };
}
