import { formatPath } from '../diagnostic.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { isAmbiguous } from '../parse/scalar.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'wrong-type',
  subject: 'Object',
  severity: 'error',
  summary: 'a value of a type that the field does not take: `replicas: "3"`, a number as label value',
  fixable: 'safe',
  check(object, { model, report }) {
    for (const { problem, path, expected, actual } of model.violations.get(object) ?? []) {
      if (problem !== 'wrong-type') continue;
      const written = model.sourceOf(object, path);
      if (written !== undefined && expected === 'string' && isAmbiguous(written)) continue;
      const value = object.get(...path);
      if (typeof value === 'string' && isPlaceholder(value)) continue;
      const quote = expected === 'string' && written !== undefined && !/^["'{[]/.test(written);
      const unquote = expected?.startsWith('integer') && /^["']\d+["']$/.test(written ?? '');
      report({
        at: object.at(...path),
        message: `${formatPath(path)} takes ${article(expected ?? 'another type')}, and this is ${article(actual ?? 'another')}. The API server refuses the ${object.kind}.`,
        fix: quote || unquote ? { title: quote ? `Write "${written}" in quotes` : `Write ${written!.slice(1, -1)} without quotes`, safety: 'safe', changes: [set(object.at(...path), quote ? written! : Number(written!.slice(1, -1)))] } : undefined,
        help: quote ? `Write it in quotes: "${written}".` : unquote ? `Write it without quotes: ${written!.slice(1, -1)}.` : flat(object.kind, path) ?? `Write ${article(expected ?? 'what the field takes')}.`,
      });
    }
  },
});

function article(type: string): string {
  return /^(?:"|(?:a|an|the|null)\b)/.test(type) ? type : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The selector of a Service is not the selector of a workload. */
function flat(kind: string, path: readonly (string | number)[]): string | undefined {
  if (kind !== 'Service' || path[1] !== 'selector') return undefined;
  return 'The selector of a Service is a flat map of labels, without matchLabels.';
}
