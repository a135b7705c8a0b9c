import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { nearest } from '../spelling.ts';
import { strictFamily, refusal } from './addressing.ts';
import type { Asker } from './asker.ts';
import { servicesNamed } from './record.ts';
import { insideZone, parseRequest, type Request } from './request.ts';
import { endpointFailure } from './endpoint-failure.ts';
import { podWithoutService } from './pod-failure.ts';
import { portFailure } from './port-failure.ts';
import type { Told } from './step.ts';
import { aboutSelection, aboutService } from './story.ts';
import { whyEmpty } from './notes.ts';
import { podProblem, selected, slicesOf } from './slices.ts';

/** `isAssumed` where nobody said who asks. */
export type Questioner = Asker & { readonly isAssumed: boolean };

/** The first step that fails, after those that do not: why none of the names has an answer. */
export function failureOf(name: string, type: 'A' | 'SRV', tried: readonly string[], asker: Questioner, model: Model): Told[] {
  const requests = tried.flatMap((candidate) => {
    const inside = insideZone(candidate, model.options.clusterDomain);
    const request = inside === undefined ? undefined : parseRequest(inside);
    return request?.namespace !== undefined && request.service !== undefined && !request.isPod ? [request] : [];
  });
  for (const request of requests) {
    const service = servicesNamed(request.namespace!, request.service!, model)[0];
    // `kafka-0.data` is a Pod of Service "data" to DNS; a person meant something else where both are there.
    if (service) return [...aboutService(service).filter(() => !refusal(service)), ...inService(request, type, service, model)];
  }
  return withoutService(name, requests, asker, model);
}

/** Why a Service does not answer to a name below its own; undefined where it does. */
export function failureIn(service: Service, name: string, model: Model): Told | undefined {
  const request = parseRequest(insideZone(name, model.options.clusterDomain) ?? '');
  return request && inService(request, request.port === undefined ? 'A' : 'SRV', service, model).find(({ state }) => state === 'failed');
}

/** The Service is there: what is not? */
function inService(request: Request, type: 'A' | 'SRV', service: Service, model: Model): Told[] {
  const refused = refusal(service);
  const fail = (message: string, more: Partial<Told> = {}): Told[] => [{ state: 'failed', message, ...more }];
  if (refused) return fail(`The API server refuses Service ${service.namespace}/${service.name}: ${refused.message}.`, { at: service.at(...refused.path) });
  if (service.isExternalName) return fail(...externalProblem(request, type, service));
  const selection = aboutSelection(service, model);
  if (service.isHeadless && !slicesOf(service, model).length) {
    const why = whyEmpty(service, model);
    return why.length ? why.map(({ message, help, at }) => ({ state: 'failed', message, help, at })) : [...selection, ...selected(service, model).flatMap(withoutPods)];
  }
  if (request.endpoint !== undefined) return [...selection, endpointFailure(request.endpoint, service, model)];
  if (request.port !== undefined) return [...selection, portFailure(request, service, model)];
  if (type === 'SRV') return [...selection, ...fail('It has no ports, and so no SRV records.', { help: 'Give the Service a named port, or ask for addresses.', at: service.at('spec', 'ports') })];
  return [...selection, ...fail('It has no address of the kind.')];
}

function withoutPods(workload: Workload): Told[] {
  const problem = podProblem(workload);
  return problem ? [{ state: 'failed', message: `${workload.kind} ${workload.name} gets no Pods: ${problem.message}.`, at: workload.at(...problem.path) }] : [];
}

function externalProblem({ endpoint, port }: Request, type: 'A' | 'SRV', service: Service): [string, Partial<Told>] {
  const target = service.string('spec', 'externalName')!;
  const at = service.at('spec', 'externalName');
  if (strictFamily(target)) return [`externalName is the address ${target}, and CoreDNS makes no alias of that.`, { help: 'Use a Service without selector, and an EndpointSlice with the address.', at }];
  if (endpoint !== undefined) return ['An ExternalName Service has no Pods, and so no names below its own.', { help: `Ask for ${service.name}.${service.namespace}.`, at }];
  if (port !== undefined || type === 'SRV') return ['An ExternalName Service has no SRV records.', { help: `Ask ${target} for them.`, at }];
  return [`It is an alias of ${target}, which does not resolve.`, { at }];
}

/** No Service has the name in any reading of it. */
function withoutService(name: string, requests: readonly Request[], asker: Questioner, model: Model): Told[] {
  const plain = name.replace(/\.$/, '');
  const labels = plain.toLowerCase().split('.');
  const svc = labels.lastIndexOf('svc');
  const { clusterDomain } = model.options;
  const domain = labels.slice(svc + 1).join('.');
  const fail = (message: string, help?: string): Told => ({ state: 'failed', message, help });
  if (svc > 1 && domain && domain !== clusterDomain.toLowerCase()) {
    const right = [...labels.slice(0, svc + 1), clusterDomain].join('.');
    return [fail(`The cluster domain is ${clusterDomain}, not ${domain}.`, `Ask for ${right}, or set --cluster-domain to that of the cluster.`)];
  }
  if (svc === 1) {
    const meant = model.services.find((s) => s.name === labels[0] && s.namespace === asker.namespace) ?? model.services.find((s) => s.name === labels[0]);
    if (meant) return [fail(`The namespace is missing between "${labels[0]}" and "svc".`, `Ask for ${meant.name}.${meant.namespace}.svc.${clusterDomain}.`)];
  }
  const unseen = requests.find((request) => model.isKnownService(request.namespace!, request.service!));
  if (unseen) return [fail(`Service ${unseen.namespace}/${unseen.service} is in the cluster, as knownServices in the configuration says, but no file shows it: whether it has this name is not known.`, `Add the manifests of ${unseen.service}, or ask for ${unseen.service}.${unseen.namespace} itself.`)];
  const pod = podWithoutService(labels, asker, model);
  if (pod) return pod;
  const wanted = requests.find((request) => isLikely(request, labels, asker, model));
  if (!wanted && labels.length > 1) return [fail(`${plain} is no name of this cluster. The DNS servers of the node answer it, if any do.`, labels.slice(0, 2).reverse().map((label) => nearName(label, model)).find((hint) => hint))];
  const service = wanted?.service ?? plain;
  const namespace = wanted?.namespace ?? asker.namespace;
  const missing = `There is no Service "${service}" in namespace "${namespace}"`;
  const elsewhere = model.services.find((s) => s.name === service && s.namespace !== namespace);
  if (!elsewhere) return [fail(`${missing}.`, suggestion(service, namespace, model))];
  const full = `${wanted?.endpoint === undefined ? '' : `${wanted.endpoint}.`}${service}.${elsewhere.namespace}.svc.${clusterDomain}`;
  const ask = asker.isAssumed && labels.length < 3 ? `Ask for ${full}, or ask from there: --from ${elsewhere.namespace}/` : `Ask for ${full}.`;
  const there: Told = { state: 'note', message: `Service ${elsewhere.namespace}/${service} is there.`, at: elsewhere.at('metadata', 'name') };
  return [fail(`${missing}; there is one in "${elsewhere.namespace}".`, ask), there];
}

/** Of several readings, those that fit what is in the input: the namespace is one, or something has a name like it. */
function isLikely({ namespace, service, endpoint }: Request, labels: readonly string[], asker: Asker, model: Model): boolean {
  if (labels.includes('svc')) return true;
  const namespaces = new Set(model.resources.map((r) => r.namespace));
  if (labels.length === 1) return endpoint === undefined && namespace === asker.namespace;
  if (namespace !== undefined && labels.includes(namespace) && namespaces.has(namespace)) return true;
  const names = model.services.map((s) => s.name);
  return service !== undefined && (names.includes(service) || (namespace === asker.namespace && endpoint !== undefined && nearest(service, names) !== undefined));
}

/** A name that is spelt like it, or that begins with a release of Helm or a prefix of an overlay. */
function nearName(service: string, model: Model): string | undefined {
  const near = model.services.find((s) => nearest(service, [s.name])) ?? model.services.find((s) => s.name.endsWith(`-${service}`));
  return near && `Did you mean ${near.name}.${near.namespace}?`;
}

function suggestion(service: string, namespace: string, model: Model): string {
  const here = model.services.filter((s) => s.namespace === namespace).map((s) => s.name);
  const near = nearest(service, here);
  if (near) return `Did you mean ${near}?`;
  if (!here.length) return nearName(service, model) ?? `No Service of namespace "${namespace}" is among the files; add them, or mend the namespace (-n, --from).`;
  return nearName(service, model) ?? `Services there: ${here.slice(0, 5).join(', ')}${here.length > 5 ? `, and ${here.length - 5} more` : ''}.`;
}
