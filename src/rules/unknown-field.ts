import { formatPath } from '../diagnostic.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unknown-field',
  subject: 'Object',
  severity: 'error',
  summary: 'a field that the API does not know: misspelt, or at the wrong level',
  check(object, { model, report }) {
    for (const { problem, path, field, suggestion } of model.violations.get(object) ?? []) {
      if (problem !== 'unknown-field') continue;
      const parent = path.slice(0, -1);
      const place = parent.length ? formatPath(parent) : `A${/^[AEIO]/.test(object.kind) ? 'n' : ''} ${object.kind}`;
      const instead = suggestion?.replaceKey ?? (suggestion?.belongsAt ? formatPath([...suggestion.belongsAt, field]) : undefined);
      report({
        at: object.keyAt(...path),
        message: `${place} has no field "${field}"${suggestion?.replaceKey ? `; there is "${suggestion.replaceKey}"` : suggestion?.belongsAt ? `; it belongs at ${instead}` : ''}. kubectl refuses it; where validation is off, the field is dropped without a word.`,
        help: suggestion?.replaceKey ? `Write ${suggestion.replaceKey}.` : suggestion?.belongsAt ? `Move it to ${instead}.` : suggestion ? `${/already$/.test(suggestion.text) ? 'Remove it: ' : ''}${suggestion.text}.` : 'Remove it, or look up how the field is called.',
      });
    }
  },
});
