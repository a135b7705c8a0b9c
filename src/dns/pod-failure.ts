import type { Model } from '../model/model.ts';
import type { Asker } from './asker.ts';
import { servicesNamed } from './record.ts';
import { ownersOf } from './owners.ts';
import type { Told } from './step.ts';

/** Why a name fails that names a Pod, but not below a Service that is there. */
export function podWithoutService([first = '', second, third]: readonly string[], asker: Asker, model: Model): Told[] | undefined {
  const owners = ownersOf(first, model).filter((owner) => owner.isPod);
  const lives = (namespace: string | undefined) => owners.find((owner) => owner.workload.namespace === namespace);
  const workload = (lives(third) ?? lives(second) ?? lives(asker.namespace) ?? owners[0])?.workload;
  if (!workload) return undefined;
  const { subdomain, namespace } = workload;
  const owner = `${workload.kind} ${workload.name}`;
  const isThere = subdomain !== undefined && servicesNamed(namespace, subdomain, model).length > 0;
  const field = workload.isStatefulSet ? 'serviceName' : 'subdomain';
  const at = workload.subdomainAt;
  if (second !== undefined && second === subdomain && !isThere) {
    const others = model.servicesOf(workload).filter((service) => service.isHeadless);
    const help = others.length ? `Set ${field} to ${others.map((service) => service.name).join(' or ')}, which selects the Pods, or call that Service ${subdomain}.` : `Add a headless Service "${subdomain}" that selects the Pods.`;
    return [{ state: 'failed', message: `${owner} names its Pods under Service "${subdomain}", and there is none in namespace "${namespace}".`, help, at }];
  }
  if (second === subdomain && third === 'svc') {
    const known: Told = { state: 'done', message: `${first} is a Pod of ${owner}`, at: workload.at('metadata', 'name') };
    return [known, { state: 'failed', message: 'The namespace is missing between the Service and "svc".', help: `Ask for ${first}.${subdomain}.${namespace}.svc.${model.options.clusterDomain}.` }];
  }
  const isBare = second === undefined || second === 'svc' || (second === namespace && (third === undefined || third === 'svc'));
  if (!isBare) return undefined;
  const known: Told = { state: 'done', message: `${first} is a Pod of ${owner}`, at: workload.at('metadata', 'name') };
  const rule = 'A Pod has a name in DNS only below its Service; no search domain adds that.';
  if (subdomain === undefined) return [known, { state: 'failed', message: rule, help: workload.isStatefulSet ? 'Set serviceName to a headless Service.' : 'Set hostname and subdomain, and add a headless Service of that name.', at: workload.at('metadata', 'name') }];
  if (!isThere) return [known, { state: 'failed', message: `${rule} Its ${field} is "${subdomain}", and there is no such Service.`, help: `Add a headless Service "${subdomain}" that selects the Pods.`, at }];
  const short = namespace === asker.namespace ? `${first}.${subdomain}` : `${first}.${subdomain}.${namespace}`;
  return [known, { state: 'failed', message: rule, help: `Ask for ${short}, in full ${first}.${subdomain}.${namespace}.svc.${model.options.clusterDomain}.` }];
}
