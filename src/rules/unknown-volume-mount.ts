import { asList, asMap } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** pkg/apis/core/validation ValidateVolumeMounts: `volumeMounts[i].name: Not found`. */
export default defineRule({
  id: 'unknown-volume-mount',
  subject: 'Workload',
  severity: 'error',
  summary: '`volumeMounts` names neither a volume nor a volume claim template',
  check(workload, { minor, report }) {
    if (!workload.isBuiltIn) return;
    const volumes = new Set([...names(asList(workload.podSpec['volumes'])), ...claimNames(workload)]);
    for (const container of workload.containers) {
      for (const [i, item] of asList(container.fields['volumeMounts']).entries()) {
        const name = asMap(item)?.['name'];
        if (typeof name !== 'string' || !name || volumes.has(name)) continue;
        const near = nearest(name, volumes);
        report({
          at: workload.at(...container.path, 'volumeMounts', i, 'name'),
          message: `No volume${workload.isStatefulSet ? ' and no volumeClaimTemplate' : ''} is called "${name}"${near ? `; there is "${near}"` : ''}. ${
            workload.isStatefulSet ? (minor >= 34 ? 'The API server refuses the StatefulSet.' : 'The StatefulSet is accepted, but its Pods are refused (FailedCreate).') : `The API server refuses the ${workload.kind}.`
          }`,
          help: near ? `Write ${near}, if that is meant.` : `Add a volume "${name}"${workload.isStatefulSet ? ' to template.spec.volumes or to volumeClaimTemplates' : ' to volumes'}.`,
        });
      }
    }
  },
});

function names(items: readonly unknown[]): string[] {
  return items.map((item) => asMap(item)?.['name']).filter((name): name is string => typeof name === 'string');
}

function claimNames(workload: Workload): string[] {
  return names(workload.list('spec', 'volumeClaimTemplates').map((claim) => asMap(claim)?.['metadata']));
}
