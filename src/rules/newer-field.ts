import { formatPath } from '../diagnostic.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'newer-field',
  subject: 'Object',
  severity: 'error',
  summary: 'a field that the target version of Kubernetes does not have yet',
  fixable: 'unsafe',
  check(object, { model, minor, report }) {
    for (const { problem, path, since } of model.violations.get(object) ?? []) {
      if (problem !== 'newer-field') continue;
      report({
        at: object.keyAt(...path),
        severity: model.options.kubernetes.assumed ? 'warning' : 'error',
        message: `${formatPath(path)} came with Kubernetes 1.${since}; 1.${minor}, the target, does not know it. kubectl refuses it (strict validation), or it is dropped without a word.`,
        fix: { title: 'Remove it', safety: 'unsafe', changes: [remove(object.at(...path))] },
        help: `Leave it out, or name the version of your cluster: --kubernetes-version 1.${since}.`,
      });
    }
  },
});
