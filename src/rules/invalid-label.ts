import { labelKeyProblem, labelValueProblem } from '../model/name-formats.ts';
import type { FieldPath } from '../diagnostic.ts';
import type { Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** apimachinery pkg/apis/meta/v1/validation ValidateLabels. */
export default defineRule({
  id: 'invalid-label',
  subject: 'Object',
  severity: 'error',
  summary: 'a label or a selector has a key or a value that labels cannot have',
  check(object, { report }) {
    if (object.kind === 'Kustomization' || object.kind === 'Component') return;
    for (const path of labelMaps(object)) {
      for (const [key, value] of Object.entries(object.strings(...path))) {
        const keyProblem = labelKeyProblem(key);
        const problem = keyProblem ?? labelValueProblem(value);
        if (!problem || isPlaceholder(key) || isPlaceholder(value)) continue;
        report({
          at: keyProblem ? object.keyAt(...path, key) : object.at(...path, key),
          message: `Label ${keyProblem ? `key "${shorten(key)}"` : `value "${shorten(value)}"`} ${problem}. The API server refuses the ${object.kind}.`,
          help: keyProblem ? 'Write a name with letters, digits, -, _ and ., after an optional DNS prefix and a slash.' : 'Shorten or change the value; long or free text belongs in an annotation.',
        });
      }
    }
  },
});

function labelMaps(object: Resource): FieldPath[] {
  const maps: FieldPath[] = [['metadata', 'labels']];
  if (object instanceof Service || object.kind === 'ReplicationController') maps.push(['spec', 'selector']);
  if (object.kind === 'PodDisruptionBudget') maps.push(['spec', 'selector', 'matchLabels']);
  if (object.kind === 'NetworkPolicy') maps.push(['spec', 'podSelector', 'matchLabels']);
  if (object instanceof Workload && object.isBuiltIn && object.kind !== 'Pod') {
    maps.push([...object.templatePath, 'metadata', 'labels']);
    if (object.kind !== 'CronJob') maps.push(['spec', 'selector', 'matchLabels']);
  }
  return maps;
}
