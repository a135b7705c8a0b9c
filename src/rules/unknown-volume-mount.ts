import { asList, asMap } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** pkg/apis/core/validation ValidateVolumeMounts, ValidateVolumeDevices: `volumeMounts[i].name: Not found`. */
export default defineRule({
  id: 'unknown-volume-mount',
  subject: 'Workload',
  severity: 'error',
  summary: '`volumeMounts` names neither a volume nor a volume claim template',
  fixable: 'unsafe',
  check(workload, { minor, report }) {
    const volumes = workload.isBuiltIn ? volumesOf(workload) : undefined;
    if (!volumes) return;
    const { isStatefulSet } = workload;
    for (const container of workload.containers) {
      for (const field of ['volumeMounts', 'volumeDevices']) {
        for (const [i, item] of asList(container.fields[field]).entries()) {
          const name = asMap(item)?.['name'];
          if (typeof name !== 'string' || !name || volumes.has(name)) continue;
          const near = nearest(name, volumes);
          report({
            at: workload.at(...container.path, field, i, 'name'),
            message: `No volume${isStatefulSet ? ' and no volumeClaimTemplate' : ''} is called "${name}"${near ? `; there is "${near}"` : ''}. ${workload.refusal(minor)}`,
            fix: near === undefined ? undefined : { title: `Write ${near}`, safety: 'unsafe', changes: [set(workload.at(...container.path, field, i, 'name'), near)] },
            help: near ? `Write ${near}, if that is meant.` : `Add a volume "${name}"${isStatefulSet ? ' to template.spec.volumes or to volumeClaimTemplates' : ' to volumes'}.`,
          });
        }
      }
    }
  },
});

/** The names that mounts may have; undefined where some cannot be read, which is a finding of its own. */
function volumesOf(workload: Workload): Set<string> | undefined {
  const names = new Set<string>();
  const volumes = workload.podSpec['volumes'];
  const claims = workload.isStatefulSet ? workload.get('spec', 'volumeClaimTemplates') : undefined;
  for (const list of [volumes, claims]) if (list !== undefined && list !== null && !Array.isArray(list)) return undefined;
  for (const item of [...asList(volumes), ...asList(claims).map((claim) => asMap(claim)?.['metadata'])]) {
    const name = asMap(item)?.['name'];
    if (typeof name !== 'string' || !name) return undefined;
    names.add(name);
  }
  return names;
}
