type Fields = Record<string, unknown>;

/** The order of fields in Kubernetes documents, by a field that only such an object has. */
const orders: Readonly<Record<string, readonly string[]>> = {
  image: ['name', 'image', 'imagePullPolicy', 'restartPolicy', 'command', 'args', 'workingDir', 'ports', 'envFrom', 'env', 'startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle', 'resources', 'securityContext', 'volumeMounts'],
  containers: ['subdomain', 'restartPolicy', 'serviceAccountName', 'automountServiceAccountToken', 'enableServiceLinks', 'terminationGracePeriodSeconds', 'priorityClassName', 'dnsPolicy', 'dnsConfig', 'securityContext', 'nodeSelector', 'tolerations', 'affinity', 'topologySpreadConstraints', 'initContainers', 'containers', 'volumes'],
  labels: ['name', 'namespace', 'labels', 'annotations'],
};

/** Adds a field where it stands in documents; at the end where nobody expects it anywhere. */
export function addInOrder(target: Fields, key: string, value: unknown): void {
  const order = Object.entries(orders).find(([mark, fields]) => Object.hasOwn(target, mark) && fields.includes(key))?.[1] ?? [];
  const later = order.includes(key) ? order.slice(order.indexOf(key) + 1) : [];
  const entries = Object.entries(target);
  const at = entries.findIndex(([field]) => later.includes(field));
  const following = at < 0 ? [] : entries.slice(at);
  for (const [field] of following) delete target[field];
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  for (const [field, item] of following) Object.defineProperty(target, field, { value: item, enumerable: true, configurable: true, writable: true });
}
