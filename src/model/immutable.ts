import type { FieldPath } from '../diagnostic.ts';
import type { Resource } from './resource.ts';

/** pkg/apis/apps/validation ValidateStatefulSetUpdate: all of `spec` but these. */
export const statefulSetMayChange: ReadonlySet<string> = new Set(['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']);
/** pkg/apis/core/validation ValidatePodUpdate: images, deadlines, added tolerations and scheduling gates may change. */
export const podMayChange: ReadonlySet<string> = new Set(['image', 'activeDeadlineSeconds', 'tolerations', 'schedulingGates']);
/** The same: where a Pod is to run, until it is scheduled. */
export const gatedMayChange: ReadonlySet<string> = new Set(['nodeSelector', 'affinity']);
/** pkg/apis/batch/validation ValidateJobUpdate: where the Pods of a Job are to run, while it is suspended. */
export const suspendedMayChange: ReadonlySet<string> = new Set(['affinity', 'nodeSelector', 'tolerations', 'schedulingGates']);
/** pkg/apis/batch/validation ValidateJobSpecUpdate. */
const immutableOfJobs = new Set(['selector', 'template', 'completionMode', 'podFailurePolicy', 'successPolicy', 'backoffLimitPerIndex', 'managedBy', 'podReplacementPolicy']);

/** True where the API server refuses to change a field of an object that is in the cluster. */
export function isImmutable({ kind, apiVersion }: Resource, path: FieldPath): boolean {
  if (kind === 'EndpointSlice') return path[0] === 'addressType';
  const field = String(path[1]);
  if (path[0] !== 'spec' || path.length < 2) return false;
  switch (kind) {
    case 'StatefulSet':
      return !statefulSetMayChange.has(field);
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
      return apiVersion === 'apps/v1' && field === 'selector';
    case 'Job':
      return immutableOfJobs.has(field);
    case 'Pod':
      return !podMayChange.has(field) && path.at(-1) !== 'image';
    case 'Service':
      return field === 'clusterIP' || field === 'clusterIPs' || (field === 'ipFamilies' && path[2] === 0);
    default:
      return false;
  }
}
