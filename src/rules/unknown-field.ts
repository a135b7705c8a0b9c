import { formatPath, type FieldPath } from '../diagnostic.ts';
import { move, rename, type Remedy } from '../remedy.ts';
import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';
import { distance } from '../spelling.ts';

export default defineRule({
  id: 'unknown-field',
  subject: 'Object',
  severity: 'error',
  summary: 'a field that the API does not know: misspelt, or at the wrong level',
  fixable: 'safe',
  check(object, { model, report }) {
    for (const { problem, path, field, suggestion } of model.violations.get(object) ?? []) {
      if (problem !== 'unknown-field') continue;
      const parent = path.slice(0, -1);
      const place = parent.length ? formatPath(parent) : `A${/^[AEIO]/.test(object.kind) ? 'n' : ''} ${object.kind}`;
      const instead = suggestion?.replaceKey ?? (suggestion?.belongsAt ? formatPath([...suggestion.belongsAt, field]) : undefined);
      report({
        at: object.keyAt(...path),
        message: `${place} has no field "${field}"${suggestion?.replaceKey ? `; there is "${suggestion.replaceKey}"` : suggestion?.belongsAt ? `; it belongs at ${instead}` : ''}. kubectl refuses it; where validation is off, the field is dropped without a word.`,
        fix: remedyFor(object, path, suggestion),
        help: suggestion?.replaceKey ? `Write ${suggestion.replaceKey}.` : suggestion?.belongsAt ? `Move it to ${instead}.` : suggestion ? `${/already$/.test(suggestion.text) ? 'Remove it: ' : ''}${suggestion.text}.` : 'Remove it, or look up how the field is called.',
      });
    }
  },
});

/** A slip of one letter, or of its case, leaves no doubt; a field that is only similar may be another one. */
function remedyFor(object: Resource, path: FieldPath, suggestion: { replaceKey?: string; needsOther?: boolean; belongsAt?: FieldPath } | undefined): Remedy | undefined {
  const field = String(path.at(-1));
  const { replaceKey, needsOther, belongsAt } = suggestion ?? {};
  if (needsOther) return undefined;
  if (replaceKey !== undefined) return { title: `Write ${replaceKey}`, safety: distance(field.toLowerCase(), replaceKey.toLowerCase()) <= 1 ? 'safe' : 'unsafe', changes: [rename(object.at(...path), replaceKey)] };
  if (belongsAt !== undefined) return { title: `Move ${field} to ${formatPath([...belongsAt, field])}`, safety: 'unsafe', changes: [move(object.at(...path), object.at(...belongsAt, field))] };
  return undefined;
}
