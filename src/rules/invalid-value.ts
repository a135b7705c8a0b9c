import { formatPath, type FieldPath } from '../diagnostic.ts';
import type { Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'invalid-value',
  subject: 'Object',
  severity: 'error',
  summary: 'a value outside the set or the range that the field takes: `protocol: tcp`, `port: 70000`',
  fixable: 'safe',
  check(object, { model, minor, report }) {
    for (const { problem, path, expected, actual, suggestion } of model.violations.get(object) ?? []) {
      if (problem !== 'unsupported-value' && problem !== 'out-of-range') continue;
      if (isPlaceholder(actual ?? '')) continue;
      report({
        at: object.at(...path),
        message: `${formatPath(path)} is ${actual}, and it takes ${expected}. ${refusal(object, path, minor)}`,
        fix:
          suggestion?.replaceValue === undefined
            ? undefined
            : { title: `Write ${suggestion.replaceValue}`, safety: object.string(...path)?.toLowerCase() === suggestion.replaceValue.toLowerCase() ? 'safe' : 'unsafe', changes: [set(object.at(...path), suggestion.replaceValue)] },
        help: suggestion?.replaceValue !== undefined ? `Write ${suggestion.replaceValue}.` : `Write ${expected}.`,
      });
    }
  },
});

/** The restartPolicy of a template is looked at before the rest of it. */
function refusal(object: Resource, path: FieldPath, minor: number): string {
  const inPod = object instanceof Workload && path.length > object.templatePath.length && [...object.templatePath, 'spec'].every((step, i) => path[i] === step);
  return inPod && path.at(-1) !== 'restartPolicy' ? object.refusal(minor) : `The API server refuses the ${object.kind}.`;
}
