/**
 * Objects as they are compared: without what the API server fills in or keeps for itself, so that a manifest, what is
 * generated for it and what `kubectl get` prints of it come out alike.
 */

type Fields = Record<string, unknown>;

/** Fields that say what is so anyway (the defaults.go of each API group), by the end of their path; `*` is any step. */
const defaults: readonly (readonly [path: string, value: unknown])[] = [
  ['ports.*.protocol', 'TCP'],
  ['spec.type', 'ClusterIP'],
  ['spec.sessionAffinity', 'None'],
  ['spec.internalTrafficPolicy', 'Cluster'],
  ['spec.publishNotReadyAddresses', false],
  ['spec.podManagementPolicy', 'OrderedReady'],
  ['spec.revisionHistoryLimit', 10],
  ['spec.replicas', 1],
  ['spec.minReadySeconds', 0],
  ['spec.progressDeadlineSeconds', 600],
  ['spec.suspend', false],
  ['spec.updateStrategy.rollingUpdate.partition', 0],
  ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted', 'Retain'],
  ['spec.persistentVolumeClaimRetentionPolicy.whenScaled', 'Retain'],
  ['spec.ordinals.start', 0],
  ['template.spec.restartPolicy', 'Always'],
  ['template.spec.dnsPolicy', 'ClusterFirst'],
  ['template.spec.schedulerName', 'default-scheduler'],
  ['template.spec.terminationGracePeriodSeconds', 30],
  ['containers.*.terminationMessagePath', '/dev/termination-log'],
  ['containers.*.terminationMessagePolicy', 'File'],
  ['volumeMounts.*.readOnly', false],
  ['httpGet.path', '/'],
  ['httpGet.scheme', 'HTTP'],
  ['fieldRef.apiVersion', 'v1'],
  ['spec.volumeMode', 'Filesystem'],
  ['configMap.defaultMode', 420],
  ['secret.defaultMode', 420],
  ['conditions.ready', true],
  ['strategy.type', 'RollingUpdate'],
  ['strategy.rollingUpdate.maxSurge', '25%'],
  ['strategy.rollingUpdate.maxUnavailable', '25%'],
  ['spec.backoffLimit', 6],
  ['spec.manualSelector', false],
  ['spec.podReplacementPolicy', 'TerminatingOrFailed'],
  ...['readinessProbe', 'livenessProbe', 'startupProbe'].flatMap((probe): [string, unknown][] => [
    [`${probe}.initialDelaySeconds`, 0],
    [`${probe}.periodSeconds`, 10],
    [`${probe}.timeoutSeconds`, 1],
    [`${probe}.successThreshold`, 1],
    [`${probe}.failureThreshold`, 3],
  ]),
];

const byField = new Map<string, (readonly [readonly string[], unknown])[]>();
for (const [path, value] of defaults) {
  const steps = path.split('.');
  byField.set(steps.at(-1)!, [...(byField.get(steps.at(-1)!) ?? []), [steps, value]]);
}

/** Of metadata, what only a live object has. */
const live = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink']);
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Maps that mean something even if they are empty. */
const telling = new Set(['emptyDir', 'podSelector', 'namespaceSelector', 'tmpfs']);

export function canonical(object: unknown): Fields {
  const { status: _, ...rest } = object as Fields;
  const map = canonicalMap(rest, []);
  const metadata = rest['metadata'] as Fields | undefined;
  // What was asked for, and what the API server chose, cannot be told apart in what it prints.
  if (metadata?.['uid'] !== undefined && map['kind'] === 'Service') forgetChoices(map['spec'] as Fields);
  if (metadata?.['uid'] !== undefined && map['kind'] === 'Job') forgetIdentity(map['spec'] as Fields);
  // The order of endpoints means nothing.
  if (Array.isArray(map['endpoints'])) map['endpoints'] = [...(map['endpoints'] as unknown[])].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return map;
}

function forgetChoices(spec: Fields): void {
  for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[field];
  if (spec['clusterIP'] !== 'None') delete spec['clusterIP'];
}

/** What the API server gives a Job to know its Pods by (pkg/registry/batch/job strategy.go generateSelector). */
function forgetIdentity(spec: Fields): void {
  if (spec['manualSelector'] === true) return;
  delete spec['selector'];
  const metadata = (spec['template'] as Fields | undefined)?.['metadata'] as Fields | undefined;
  const labels = metadata?.['labels'] as Fields | undefined;
  if (!metadata || !labels) return;
  for (const name of ['controller-uid', 'job-name']) for (const label of [name, `batch.kubernetes.io/${name}`]) delete labels[label];
  if (!Object.keys(labels).length) delete metadata['labels'];
}

function canonicalMap(map: Fields, path: readonly string[]): Fields {
  const result: Fields = {};
  for (const [key, value] of Object.entries(map)) {
    const at = [...path, key];
    if (value === null || value === undefined || (at.length === 2 && path[0] === 'metadata' && live.has(key)) || key === lastApplied) continue;
    // Deprecated, and always the same as serviceAccountName.
    if (key === 'serviceAccount' && path.at(-1) === 'spec' && 'serviceAccountName' in map) continue;
    if (path.at(-2) === 'volumeClaimTemplates' && (key === 'status' || key === 'apiVersion' || key === 'kind')) continue;
    if (key === 'imagePullPolicy' && value === usualPull(map['image'])) continue;
    if (key === 'targetPort' && 'port' in map && (value === map['port'] || value === 0 || value === '')) continue;
    const plain = canonicalValue(value, at);
    if (plain === undefined || isDefault(at, plain)) continue;
    put(result, key, plain);
  }
  // RollingUpdate is what happens where nothing is said.
  if (path.at(-1) === 'updateStrategy' && result['type'] === 'RollingUpdate' && Object.keys(result).length === 1) return {};
  return result;
}

/** core/v1 defaults.go SetDefaults_Container */
function usualPull(image: unknown): string {
  return typeof image === 'string' && /:(?!latest$)[^/:]+$|@/.test(image) ? 'IfNotPresent' : 'Always';
}

function canonicalValue(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.length ? value.map((item) => canonicalItem(item, [...path, '*'])) : undefined;
  if (typeof value !== 'object' || value === null) return value;
  const map = canonicalMap(value as Fields, path);
  return Object.keys(map).length || telling.has(path.at(-1)!) ? map : undefined;
}

function canonicalItem(item: unknown, path: readonly string[]): unknown {
  return item !== null && typeof item === 'object' && !Array.isArray(item) ? canonicalMap(item as Fields, path) : item;
}

function isDefault(path: readonly string[], value: unknown): boolean {
  return (byField.get(path.at(-1)!) ?? []).some(([steps, usual]) => usual === value && steps.length <= path.length && steps.every((step, i) => step === path[path.length - steps.length + i]));
}

function put(map: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}
