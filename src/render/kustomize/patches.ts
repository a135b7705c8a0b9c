import type { FieldPath } from '../../diagnostic.ts';
import { asList, asMap, fieldAt, type Fields } from '../../model/resource.ts';
import { Source } from '../../parse/manifests.ts';
import { counterpart } from '../paths.ts';
import { likeness, readObjects, type SourceObject, type Sources } from '../sources.ts';
import { isComposite, lineAt, pathFrom, says, spanAt, spanIn, type Wanted, type Written } from './written.ts';

interface Patch {
  readonly target: Fields | undefined;
  /** Strategic merge patches, and lists of operations (RFC 6902). */
  readonly objects: readonly SourceObject[];
  /** Where it stands in the file that applies it, if it has no file of its own. */
  readonly inline: FieldPath | undefined;
}

/** Reading them again for each finding would take its time. */
const known = new WeakMap<SourceObject, readonly Patch[]>();

/** The patch of a kustomization, or of a PatchTransformer, that wrote a field. Of several the last counts. */
export function patchedBy(file: string, owner: SourceObject, sources: Sources, wanted: Wanted): Written | undefined {
  let patches = known.get(owner);
  if (!patches) known.set(owner, (patches = entriesOf(owner.value).map(([at, entry]) => readPatch(file, at, entry, sources)).reverse()));
  for (const { target, objects, inline } of patches) {
    if (target && !selects(target, wanted)) continue;
    for (const object of objects) {
      const span = Array.isArray(object.value) ? operationOn(object, wanted) : mergedBy(object, target, wanted);
      if (span) return inline ? lineAt(owner, inline, span) : span;
    }
  }
  return undefined;
}

/** Each with its place. A PatchTransformer is one itself. */
function entriesOf(owner: Fields): [FieldPath, unknown][] {
  if (owner['kind'] === 'PatchTransformer') return [[[], owner]];
  return ['patchesStrategicMerge', 'patches', 'patchesJson6902'].flatMap((field) => asList(owner[field]).map((item, i): [FieldPath, unknown] => [[field, i], item]));
}

function readPatch(file: string, at: FieldPath, entry: unknown, sources: Sources): Patch {
  const { path, patch, target } = asMap(entry) ?? {};
  const name = typeof entry === 'string' && !entry.includes('\n') ? entry : path;
  if (typeof name === 'string') return { target: asMap(target), objects: sources.objects(pathFrom(file, name)), inline: undefined };
  const [text, inline] = typeof entry === 'string' ? [entry, at] : [patch, [...at, 'patch']];
  const { objects } = readObjects(new Source({ path: file, text: typeof text === 'string' ? text : '' }));
  return { target: asMap(target), objects, inline };
}

/**
 * True where a target may be an object, whose name may have got a prefix and a suffix since. Patterns are not tried:
 * what they are written in (RE2) takes linear time, and ours does not.
 */
export function selects({ kind, name }: Fields, { object, own }: Wanted): boolean {
  const isPlain = (pattern: unknown): pattern is string => typeof pattern === 'string' && /^[\w-]+$/.test(pattern);
  const isCalled = (each: Fields | undefined) => !isPlain(name) || String(fieldAt(each, ['metadata', 'name'])).includes(name);
  return (!isPlain(kind) || kind === object['kind']) && (isCalled(object) || isCalled(own));
}

/** A strategic merge patch that says the value, or takes the field away. */
function mergedBy(patch: SourceObject, target: Fields | undefined, wanted: Wanted): Written | undefined {
  if (!target && ![wanted.object, wanted.own].some((each) => each && likeness(patch.value, each) > 0)) return undefined;
  const there = counterpart(wanted.path, wanted.object, patch.value);
  if (there.length < wanted.path.length) return undefined;
  const given = fieldAt(patch.value, there);
  const isIts = wanted.value === undefined ? given === null : says(patch, wanted) || isDerived(given, wanted.value, wanted.path);
  return isIts ? spanIn(patch, wanted) : undefined;
}

/** A reference to what a kustomization gave a prefix, a suffix or a hash, or a text with variables: it follows what stands in the source. */
function isDerived(written: unknown, built: unknown, path: FieldPath): boolean {
  if (typeof written !== 'string' || typeof built !== 'string' || written === '' || path.at(-1) === 'image') return false;
  if (written.includes('$(')) return built.startsWith(written.slice(0, written.indexOf('$('))) && built.endsWith(written.slice(written.lastIndexOf(')') + 1));
  const isOwnName = path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
  return !isOwnName && (built.endsWith(written) || built.startsWith(written) || built.includes(`-${written}-`));
}

/** An operation on the field or on what holds it, the last that has to do with what the field came to be. */
function operationOn(patch: SourceObject, { path, value }: Wanted): Written | undefined {
  for (const [i, item] of [...asList(patch.value).entries()].reverse()) {
    const { op, path: pointer, value: given } = asMap(item) ?? {};
    if (typeof pointer !== 'string') continue;
    const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const isOn = steps.length <= path.length && steps.every((step, at) => step === String(path[at]) || (step === '-' && typeof path[at] === 'number'));
    if (!isOn) continue;
    const rest = path.slice(steps.length);
    if (op === 'remove' && value === undefined) return spanAt(patch, [i, 'path']);
    if ((op === 'copy' || op === 'move') && value !== undefined) return spanAt(patch, [i, 'from']);
    if ((op === 'add' || op === 'replace') && (isComposite(value) || fieldAt(given, rest) === value)) return spanAt(patch, [i, 'value', ...rest]);
  }
  return undefined;
}
