import { formatPath } from '../diagnostic.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'invalid-value',
  subject: 'Object',
  severity: 'error',
  summary: 'a value outside the set or the range that the field takes: `protocol: tcp`, `port: 70000`',
  check(object, { model, report }) {
    for (const { problem, path, expected, actual, suggestion } of model.violations.get(object) ?? []) {
      if (problem !== 'unsupported-value' && problem !== 'out-of-range') continue;
      if (isPlaceholder(actual ?? '')) continue;
      const value = object.get(...path);
      report({
        at: object.at(...path),
        message: `${formatPath(path)} is ${JSON.stringify(value) ?? actual}; it takes ${expected}. The API server refuses the ${object.kind}.`,
        help: suggestion?.replaceValue !== undefined ? `Write ${suggestion.replaceValue}.` : `Write ${expected}.`,
      });
    }
  },
});
