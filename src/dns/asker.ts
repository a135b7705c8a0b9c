import type { Model } from '../model/model.ts';
import { ordinalIn, ordinalName, podsOf, podsWithHostname, type Pod } from '../model/pods.ts';
import { asList, asMap } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';
import { nearest } from '../spelling.ts';

/** Who asks. */
export interface Asker {
  readonly namespace: string;
  /** Undefined where only a namespace is known: then any Pod there that leaves its DNS as it is. */
  readonly workload: Workload | undefined;
  /** Where one Pod asks, not all of a workload. */
  readonly pod: Pod | undefined;
}

/** `--from` names what is not there; the message is for its user. */
export class UnknownAsker extends Error {}

/** Reads `data/kafka-0`, `data/kafka`, `data/`, `kafka-0`. */
export function findAsker(from: string | undefined, model: Model): Asker {
  const { defaultNamespace } = model.options;
  if (!from) return { namespace: defaultNamespace, workload: undefined, pod: undefined };
  const slash = from.indexOf('/');
  const namespace = slash < 0 ? defaultNamespace : from.slice(0, slash) || defaultNamespace;
  const name = from.slice(slash + 1);
  if (!name) return { namespace, workload: undefined, pod: undefined };
  const here = model.workloads.filter((w) => w.namespace === namespace);
  const workload = here.find((w) => w.name === name);
  if (workload) {
    const { pods, capped } = podsOf(workload, model);
    return { namespace, workload, pod: pods.length === 1 && !capped && workload.kind === 'Pod' ? pods[0] : undefined };
  }
  const owner = here.find((w) => podNamed(w, name, model)) ?? here.find((w) => name.startsWith(`${w.name}-`) && w.name !== '' && !w.isStatefulSet);
  if (owner) return { namespace, workload: owner, pod: podNamed(owner, name, model) };
  throw new UnknownAsker(absence(namespace, name, here, model));
}

function podNamed(workload: Workload, name: string, model: Model): Pod | undefined {
  const ordinal = ordinalIn(name, workload);
  return ordinal === undefined ? podsOf(workload, model).pods.find((pod) => pod.isNamed && pod.name === name) : podsWithHostname(workload, ordinalName(workload, ordinal), model)[0];
}

function absence(namespace: string, name: string, here: readonly Workload[], model: Model): string {
  const elsewhere = model.workloads.find((w) => w.name === name || podNamed(w, name, model));
  const near = nearest(name, here.flatMap((w) => [w.name, ...podsOf(w, model).pods.slice(0, 10).map((pod) => pod.name)]));
  const hint = elsewhere ? `; there is one in namespace "${elsewhere.namespace}"` : near ? `; did you mean ${near}?` : here.length ? '' : ', nor any other';
  return `--from: there is no Pod or workload "${name}" in namespace "${namespace}"${hint}`;
}

/**
 * Names that a Pod has in its own /etc/hosts, with what they lead to (pkg/kubelet/kubelet_pods.go managedHostsFileContent).
 * A Pod with the node's network has the node's file; a container that mounts a file there has that one.
 */
export function ownNames({ workload, pod, namespace }: Asker, model: Model): Map<string, string> {
  const names = new Map<string, string>([['localhost', '127.0.0.1']]);
  if (!workload) return names;
  for (const item of asList(workload.podSpec['hostAliases'])) {
    const { ip, hostnames } = asMap(item) ?? {};
    for (const name of asList(hostnames)) if (typeof name === 'string' && typeof ip === 'string') names.set(name.toLowerCase(), ip);
  }
  if (!pod || workload.hostNetwork) return names;
  const { hostname, subdomain } = selfOf(pod);
  if (!hostname) return names;
  const self = `${namespace}/${pod.name}`;
  names.set(hostname, self);
  if (subdomain && !workload.podString('hostnameOverride')) names.set(`${hostname}.${subdomain}.${namespace}.svc.${model.options.clusterDomain}`, self);
  return names;
}

/** The kubelet's hostname is the Pod's name where no other is set. */
export function selfOf(pod: Pod): { readonly hostname: string | undefined; readonly subdomain: string | undefined } {
  return { hostname: pod.hostname ?? (pod.isNamed ? pod.name.slice(0, 63) : undefined), subdomain: pod.subdomain };
}
