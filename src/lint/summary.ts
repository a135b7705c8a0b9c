import type { Diagnostic, Severity, Skipped, Summary } from '../diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { Manifests } from '../parse/manifests.ts';

/** Counts what was read, and what was found in it. */
export function summarize(manifests: readonly Manifests[], model: Model, results: readonly Diagnostic[]): Summary {
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
  for (const resource of [...model.resources, ...model.made, ...model.fragments]) if (isCounted(resource)) objects += 1;
  const installers = model.installers.filter(({ source }) => sources.has(source)).length;
  return { files: manifests.length, documents, objects, ...(installers && { installers }), ...countSeverities(results), skipped };
}

export function countSeverities(results: readonly Diagnostic[]): Pick<Summary, 'errors' | 'warnings' | 'infos'> {
  const count = (severity: Severity) => results.filter((d) => d.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info') };
}

/** With the files that could not be read. */
export function withUnread(summary: Summary, unread: readonly Skipped[]): Summary {
  return { ...summary, files: summary.files + unread.length, skipped: [...unread, ...summary.skipped] };
}
