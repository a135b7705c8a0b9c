import type { Model } from '../model/model.ts';
import { ordinalName, ordinalsOf, podsWithHostname, scaleOf, selects } from '../model/pods.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { nearest } from '../spelling.ts';
import { servicesNamed } from './record.ts';
import { ownersOf, type Owner } from './owners.ts';
import type { Told } from './step.ts';
import { podProblem, selected, slicesOf, unknownLabel } from './slices.ts';

/** Why a Service has no endpoint of a name. */
export function endpointFailure(label: string, service: Service, model: Model): Told {
  const workloads = selected(service, model);
  const owners = ownersOf(label, model).filter(({ workload }) => workload.namespace === service.namespace);
  const owner = owners.find(({ workload }) => workloads.includes(workload)) ?? owners.find(({ workload }) => model.scope.near(workload, service)) ?? owners[0];
  const problem = owner && podProblem(owner.workload);
  if (owner && problem) return failed(`${owner.workload.kind} ${owner.workload.name} gets no Pods: ${problem.message}.`, undefined, owner.workload, problem.path);
  if (owner?.workload.isOver) return failed(`${owner.workload.kind} ${owner.workload.name} has ended or is being deleted: Services lead to none of its Pods.`, undefined, owner.workload, ['status']);
  if (owner && !isThere(owner, model)) return outOfRange(label, owner, model);
  if (owner && !workloads.includes(owner.workload)) {
    const [key = ''] = owner.workload.mismatch(service.selector);
    const { workload } = owner;
    if (!service.selectsPods) return failed(`Service ${service.name} has no selector: ${label} is not among its endpoints.`, ask(label, workload, model), workload, ['metadata', 'name']);
    const has = workload.podLabels[key];
    return {
      state: 'failed',
      message: `The selector ${key}=${service.selector[key] ?? ''} does not match ${label}: the Pods of ${workload.kind} ${workload.name} have ${has === undefined ? `no label ${key}` : `${key}=${has}`}.`,
      help: ask(label, workload, model),
      at: service.at('spec', 'selector', key),
    };
  }
  const pod = owner && podsWithHostname(owner.workload, label, model)[0];
  if (pod && !selects(service, pod)) {
    const key = Object.keys(service.selector).find((k) => /(?:pod-name|pod-index|job-completion-index)$/.test(k)) ?? '';
    return { state: 'failed', message: `Service ${service.name} selects one Pod alone, ${key}=${service.selector[key] ?? ''}, and ${label} is another.`, help: ask(label, pod.workload, model), at: service.at('spec', 'selector', key) };
  }
  if (owner) return namedElsewhere(label, owner.workload, service, model);
  return noSuchPod(label, service, workloads, model);
}

function failed(message: string, help: string | undefined, workload: Workload, path: readonly (string | number)[]): Told {
  return { state: 'failed', message, help, at: workload.at(...path) };
}

/** The name under which the Pod is to be had. */
function ask(label: string, workload: Workload, model: Model): string | undefined {
  const { subdomain, namespace } = workload;
  if (subdomain === undefined || !servicesNamed(namespace, subdomain, model).length) return undefined;
  return `Ask for ${label}.${subdomain}.${namespace}.svc.${model.options.clusterDomain}.`;
}

/** An autoscaler may add a Pod later. */
function isThere({ workload, ordinal, isPod }: Owner, model: Model): boolean {
  return isPod && (ordinal === undefined || ordinal <= ordinalsOf(workload, model)!.last);
}

export function outOfRange(label: string, { workload, ordinal = 0, isPod }: Owner, model: Model): Told {
  const range = ordinalsOf(workload, model)!;
  const { count = 0, autoscaler } = scaleOf(workload, model);
  const path = ordinal < range.first ? ['spec', 'ordinals', 'start'] : ['spec', workload.isStatefulSet ? 'replicas' : 'completions'];
  const owner = `${workload.kind} ${workload.name}`;
  if (count === 0) return failed(`There is no ${label}: ${owner} has no Pods.`, undefined, workload, path);
  const all = count === 1 ? ordinalName(workload, range.first) : `${ordinalName(workload, range.first)} to ${ordinalName(workload, range.last)}`;
  const has = `${owner} has ${count} Pod${count === 1 ? '' : 's'}, ${all}`;
  if (isPod) return failed(`${has}: ${label} is there only while HorizontalPodAutoscaler ${autoscaler?.name} has added it.`, 'Ask for one that is always there.', workload, path);
  const scaled = autoscaler ? `, and HorizontalPodAutoscaler ${autoscaler.name} goes no further than ${ordinalName(workload, range.most)}` : '';
  return failed(`There is no ${label}: ${has}${scaled}.`, `Ask for one of these, or change ${path.slice(1).join('.')}.`, workload, path);
}

/** The Service selects the Pod, but another one gives it its name, or none does. */
function namedElsewhere(label: string, workload: Workload, service: Service, model: Model): Told {
  const { subdomain, hostname, name } = workload;
  if (workload.isStatefulSet) {
    const now = subdomain === undefined ? 'it has no serviceName' : `its serviceName is ${subdomain}`;
    const help = ask(label, workload, model) ?? `Set serviceName to ${service.name}; on a StatefulSet that exists this cannot be changed, only made anew.`;
    return failed(`Service ${service.name} selects ${label}, but does not name it: StatefulSet ${name} names its Pods under one Service, and ${now}.`, help, workload, ['spec', 'serviceName']);
  }
  const [missing, at] = subdomain === undefined ? ['subdomain', [...workload.templatePath, 'spec', 'hostname']] : hostname === undefined && !workload.isIndexedJob ? ['hostname', [...workload.templatePath, 'spec', 'subdomain']] : [undefined, [...workload.templatePath, 'spec', 'subdomain']];
  const message = `Service ${service.name} selects ${label}, but does not name it: ${missing ? `the Pod has no ${missing}` : `its subdomain is ${subdomain}`}.`;
  const help = missing === 'hostname' ? `Set hostname to ${label}.` : (ask(label, workload, model) ?? `Set subdomain to ${service.name}.`);
  return failed(message, help, workload, at);
}

function noSuchPod(label: string, service: Service, workloads: readonly Workload[], model: Model): Told {
  const labels = [...new Set(slicesOf(service, model).flatMap((slice) => slice.endpoints.map((e) => e.label)))];
  const named = labels.filter((l) => l !== unknownLabel);
  const at = service.at('metadata', 'name');
  if (/^\d+-\d+-\d+-\d+$/.test(label) && labels.includes(unknownLabel)) {
    return { state: 'failed', message: `${label} has an answer only while a Pod of the Service has that address; manifests do not tell.`, help: 'Addresses change with every restart: give the Pods names.', at };
  }
  const near = nearest(label, named);
  const help = near ? `Did you mean ${near}?` : named.length ? `It names ${named.slice(0, 5).join(', ')}${named.length > 5 ? ` and ${named.length - 5} more` : ''}.` : undefined;
  const nameless = workloads.find((w) => w.hostname === undefined && !w.isStatefulSet && !w.isIndexedJob);
  if (nameless && !named.length) {
    return { state: 'failed', message: `The Pods of ${nameless.kind} ${nameless.name} have no names that last: it gives them no hostname.`, help: `Ask for ${service.name}.${service.namespace}, or make it a StatefulSet.`, at: nameless.at('metadata', 'name') };
  }
  const other = workloads.find((w) => w.isStatefulSet && w.serviceName !== service.name);
  if (other && !named.length) return namedElsewhere(label, other, service, model);
  return { state: 'failed', message: `No Pod of Service ${service.name} is called ${label}.`, help, at };
}
