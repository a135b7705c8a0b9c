import type { Edit, FieldPath, Fix } from '../diagnostic.ts';
import type { FieldChange, TextEdit } from '../edit/change.ts';
import { Editor } from '../edit/editor.ts';
import { isImmutable } from '../model/immutable.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { ManifestDocument } from '../parse/manifests.ts';
import type { Change, Remedy } from '../remedy.ts';
import { order } from './order.ts';

/**
 * What a fix may touch: whole objects that no patch changes, and of patches the field that is wrong whatever it patches.
 * A field that rules see under another name or in another place than it is written in has to get there first.
 */
export function mayChange({ safety, changes }: Remedy, about: Resource, model: Model): boolean {
  return changes.every((change) => {
    const { resource } = change;
    const isOpen = model.fragments.has(resource) ? safety === 'safe' && resource === about : !model.isPatched(resource);
    return isOpen && (change.do === 'append' || !isWrittenElsewhere(resource, change.path, model));
  });
}

function isWrittenElsewhere(resource: Resource, path: FieldPath, model: Model): boolean {
  return (model.violations.get(resource) ?? []).some(({ problem, path: written, field, suggestion }) => {
    if (problem !== 'unknown-field' || !suggestion) return false;
    const { replaceKey, belongsAt } = suggestion;
    const seen = replaceKey === undefined ? belongsAt && [...belongsAt, field] : [...written.slice(0, -1), replaceKey];
    return seen !== undefined && seen.length <= path.length && seen.every((step, i) => step === path[i]);
  });
}

/** The text edits for changes of one document. */
export function editsFor(document: ManifestDocument, changes: readonly Change[]): Map<Change, readonly TextEdit[] | undefined> {
  const editor = new Editor(document.source.text, document.chunk, document.composed);
  return new Map(changes.map((change) => [change, editor.edits(inDocument(change))]));
}

/** Paths of an object, as paths of the document that it stands in. */
function inDocument({ resource, ...change }: Change): FieldChange {
  const { prefix } = resource;
  switch (change.do) {
    case 'append':
      return prefix.length ? { do: 'add', path: prefix.slice(0, -1), value: change.value, after: Number(prefix.at(-1)) } : change;
    case 'move':
      return { ...change, path: [...prefix, ...change.path], to: [...prefix, ...change.to] };
    default:
      return { ...change, path: [...prefix, ...change.path] };
  }
}

/** The fix for a remedy, where the text has a place for all of its changes. */
export function fixOf({ title, safety, changes }: Remedy, edits: ReadonlyMap<Change, readonly TextEdit[] | undefined>): Fix | undefined {
  const all: Edit[] = [];
  for (const change of changes) {
    const found = edits.get(change);
    if (!found) return undefined;
    for (const { start, end, text } of found) all.push({ file: change.resource.document.source.shown, start, end, text });
  }
  const joined = join(all);
  return joined && { title: title + immutability(changes), safety, edits: joined };
}

/** In order, insertions at one place as one; undefined where two edits overlap. */
function join(edits: readonly Edit[]): Edit[] | undefined {
  const joined: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => order(a.file, b.file) || a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (last?.file === edit.file && last.start === edit.start && last.end === edit.start && edit.end === edit.start) joined[joined.length - 1] = { ...last, text: last.text + edit.text };
    else if (last?.file === edit.file && last.end > edit.start) return undefined;
    else joined.push(edit);
  }
  return joined;
}

function immutability(changes: readonly Change[]): string {
  const fixed = changes.find((change) => 'path' in change && (isImmutable(change.resource, change.path) || (change.do === 'move' && isImmutable(change.resource, change.to))));
  return fixed ? ` (immutable on a live ${fixed.resource.kind}: delete and create it anew)` : '';
}
