import type { FieldPath } from '../diagnostic.ts';
import type { Resource } from './resource.ts';

/** pkg/apis/apps/validation ValidateStatefulSetUpdate; all other fields of `spec` are as they were created. */
const mutableOfStatefulSets = new Set(['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']);
/** pkg/apis/core/validation ValidatePodUpdate. */
const mutableOfPods = new Set(['activeDeadlineSeconds', 'terminationGracePeriodSeconds', 'tolerations', 'schedulingGates']);
/** pkg/apis/batch/validation ValidateJobSpecUpdate. */
const immutableOfJobs = new Set(['selector', 'template', 'completionMode', 'podFailurePolicy', 'successPolicy', 'backoffLimitPerIndex', 'managedBy', 'podReplacementPolicy']);

/** True where the API server refuses to change a field of an object that is in the cluster. */
export function isImmutable({ kind, apiVersion }: Resource, path: FieldPath): boolean {
  if (kind === 'EndpointSlice') return path[0] === 'addressType';
  const field = String(path[1]);
  if (path[0] !== 'spec' || path.length < 2) return false;
  switch (kind) {
    case 'StatefulSet':
      return !mutableOfStatefulSets.has(field);
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
      return apiVersion === 'apps/v1' && field === 'selector';
    case 'Job':
      return immutableOfJobs.has(field);
    case 'Pod':
      return !mutableOfPods.has(field) && !(/ontainers$/.test(field) && path.at(-1) === 'image');
    case 'Service':
      return field === 'clusterIP' || field === 'clusterIPs';
    default:
      return false;
  }
}
