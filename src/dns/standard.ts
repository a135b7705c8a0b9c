import type { Model } from '../model/model.ts';

/** Services that every cluster of kubeadm has, whatever the files say; the zone leaves them out. */
const standard: Readonly<Record<string, { readonly what: string; readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[] }>> = {
  'default/kubernetes': { what: 'the API server', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
  'kube-system/kube-dns': {
    what: 'the cluster DNS',
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153, protocol: 'TCP' },
    ],
  },
};

export function standardService(namespace: string, name: string) {
  const key = `${namespace}/${name}`;
  return Object.hasOwn(standard, key) ? standard[key] : undefined;
}

const namespaces = (model: Model) => new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', ...model.resources.map((r) => (r.kind === 'Namespace' ? r.name : r.namespace))]);

/** CoreDNS says of names in a namespace that does not exist that they do not, either. */
export function isNamespace(name: string, model: Model): boolean {
  return model.derived(namespaces).has(name);
}
