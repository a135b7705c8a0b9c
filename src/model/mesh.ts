import type { Model } from './model.ts';
import type { Resource } from './resource.ts';

const protocols = new Set(['http', 'https', 'http2', 'grpc', 'tcp', 'tls', 'mongo', 'mysql', 'redis']);
/** SMTP, DNS, MySQL and MongoDB are taken for TCP whatever the name says. */
const wellKnown = new Set([25, 53, 3306, 27017]);

/** True where Istio puts sidecars beside Pods of an object's namespace. A Namespace far away in the tree is another cluster's. */
export function isMeshed(resource: Resource, model: Model): boolean {
  const link = model.find('Namespace', '', resource.namespace, resource);
  if (!link?.close) return false;
  const [injection, revision, mode] = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'].map((key) => link.resource.string('metadata', 'labels', key));
  return injection ? injection === 'enabled' : Boolean(revision) && mode !== 'ambient';
}

/** True where Istio need not guess: by the port's name up to the first dash, or by its number (pkg/config/kube/conversion.go). */
export function saysProtocol({ name, port }: { readonly name: string; readonly port: number | undefined }): boolean {
  return wellKnown.has(port ?? 0) || protocols.has(name.split('-')[0]!.toLowerCase()) || /^grpc-web/i.test(name);
}
