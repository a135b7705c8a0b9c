import { formatPath } from '../diagnostic.ts';
import { isAmbiguous, resolvePlain } from '../parse/scalar.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** sigs.k8s.io/yaml reads plain scalars by YAML 1.1. */
export default defineRule({
  id: 'ambiguous-scalar',
  subject: 'Object',
  severity: 'error',
  summary: 'an unquoted value that YAML turns into something else than the text it seems to be: `yes`, `on`, `1.10`, `0755`',
  fixable: 'safe',
  check(object, { model, report }) {
    for (const { problem, path, expected } of model.violations.get(object) ?? []) {
      if (problem !== 'wrong-type' || expected !== 'string') continue;
      const written = model.sourceOf(object, path);
      if (written === undefined || !isAmbiguous(written)) continue;
      const value = resolvePlain(written);
      report({
        at: object.at(...path),
        message: `${formatPath(path)} takes a string, but Kubernetes reads an unquoted ${written} as the ${typeof value} ${String(value)}. The API server refuses the ${object.kind}.`,
        help: `Write it in quotes: "${written}".`,
        fix: { title: `Write "${written}" in quotes`, safety: 'safe', changes: [set(object.at(...path), written)] },
      });
    }
  },
});
