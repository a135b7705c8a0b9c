import { endpointAddresses, endpointSlicesOf } from '../model/endpoints.ts';
import { governedBy } from '../model/governing.ts';
import { inOtherNamespace, isRuntimeLabel, meantBy } from '../model/meant.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { formatLabels } from '../model/selector.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { remove, set, type Remedy } from '../remedy.ts';
import { defineRule, type Problem } from '../rule.ts';

export default defineRule({
  id: 'selector-matches-no-pods',
  subject: 'Service',
  severity: 'error',
  summary: 'the selector of a Service matches no Pods',
  fixable: 'unsafe',
  options: {
    operatorLabels: { type: 'array', items: { type: 'string' }, default: [], description: 'Keys of labels that Pods get from an operator or an admission webhook: nothing is said of a Service that selects by one of them.' },
  },
  check(service, { model, options: { operatorLabels }, report }) {
    if (!service.selectsPods || !service.name || operatorLabels.some((label) => label in service.selector)) return;
    const { workloads, elsewhere } = model.selection(service);
    const stray = governedBy(service, model).filter((statefulSet) => statefulSet.mismatch(service.selector).length);
    for (const [i, statefulSet] of stray.entries()) {
      const better = model.servicesOf(statefulSet).find((s) => s.isHeadless);
      if (workloads.length || better) report(wrongService(service, statefulSet, workloads[0], better, model));
      else if (i === 0 && !isOwnFault(service, statefulSet)) report(governsNothing(service, statefulSet, model));
    }
    if (stray.length || workloads.length || elsewhere) return;
    const slices = endpointSlicesOf(service, model).filter((slice) => slice.isLive);
    // The cluster has found Pods, though they are not in the input.
    if (slices.some((slice) => endpointAddresses(slice).length > 0)) return;
    const meant = meantBy(service, model);
    const moved = meant ? undefined : inOtherNamespace(service, model);
    if (meant) {
      if (!isOwnFault(service, meant)) report(missBy(service, meant));
    } else if (moved) {
      // A StatefulSet that names the Service is told by missing-governing-service.
      if (moved.serviceName !== service.name) report(otherNamespace(service, moved));
    } else if (service.isHeadless && slices.length) report(nothingLive(service, slices[0]!));
    else if (service.isHeadless && !model.operated(service)) report(nothing(service));
  },
});

/** The template lacks labels that its workload's own selector has too: said by selector-template-mismatch. */
function isOwnFault(service: Service, workload: Workload): boolean {
  return workload.isBuiltIn && workload.mismatch(service.selector).every((key) => workload.selector?.matchLabels[key] === service.selector[key]);
}

/** An error where the two surely belong together, and no label can come while the Pods run. */
function severity(service: Service, statefulSet: Workload, model: Model): 'error' | 'warning' {
  return comesLater(service, statefulSet) || !model.scope.together(service, statefulSet) ? 'warning' : 'error';
}

function comesLater(service: Service, workload: Workload): boolean {
  return workload.mismatch(service.selector).every((key) => isRuntimeLabel(key) && workload.podLabels[key] === undefined);
}

function wrongService(service: Service, statefulSet: Workload, selected: Workload | undefined, better: Service | undefined, model: Model): Problem {
  const [key] = statefulSet.mismatch(service.selector);
  return {
    at: statefulSet.at('spec', 'serviceName'),
    severity: severity(service, statefulSet, model),
    message: `serviceName names Service "${service.name}", which selects ${selected ? `the Pods of ${selected}` : `Pods with ${formatLabels(service.selector)}`}, not these: ${firstPod(statefulSet, service)} does not resolve${unless(service, statefulSet)}.`,
    fix: better && { title: `Set serviceName to "${better.name}"`, safety: 'unsafe', changes: [set(statefulSet.at('spec', 'serviceName'), better.name)] },
    help: better ? `"${better.name}" is the headless Service that selects these Pods: name that one.` : 'Name a headless Service that selects these Pods.',
    related: [{ at: service.at('spec', 'selector', key!), message: `selects ${formatLabels(service.selector)}` }, labels(statefulSet, key!)],
  };
}

function governsNothing(service: Service, statefulSet: Workload, model: Model): Problem {
  const keys = statefulSet.mismatch(service.selector);
  return {
    at: service.at('spec', 'selector', keys[0]!),
    severity: severity(service, statefulSet, model),
    message: `This Service governs ${statefulSet}, but ${difference(service, statefulSet, keys)}. "${service.name}" does not lead to them, and ${firstPod(statefulSet, service)} does not resolve${unless(service, statefulSet)}.`,
    help: advice(keys, statefulSet),
    fix: remedyFor(service, statefulSet, keys),
    related: [labels(statefulSet, keys[0]!)],
  };
}

function missBy(service: Service, workload: Workload): Problem {
  const keys = workload.mismatch(service.selector);
  return {
    at: service.at('spec', 'selector', keys[0]!),
    severity: 'warning',
    absence: 'Pod',
    message: `This Service selects no Pods of the input: ${workload} comes nearest, but ${difference(service, workload, keys)}. Unless others match, "${service.name}" has no endpoints${service.isHeadless ? ' and does not resolve' : ''}.`,
    help: advice(keys, workload),
    fix: remedyFor(service, workload, keys),
    related: [labels(workload, keys[0]!)],
  };
}

function otherNamespace(service: Service, workload: Workload): Problem {
  return {
    at: service.keyAt('spec', 'selector'),
    severity: 'warning',
    absence: 'Pod',
    message: `This Service is in namespace "${service.namespace}", the Pods of ${workload} that it fits in "${workload.namespace}": a Service selects only in its own, so "${service.name}" has no endpoints.`,
    help: 'Put both into one namespace.',
    related: [{ at: workload.at('metadata', 'namespace'), message: `${workload} is in namespace "${workload.namespace}"` }],
  };
}

/** Where the cluster's own answer is in the input. */
function nothingLive(service: Service, slice: Resource): Problem {
  return {
    at: service.keyAt('spec', 'selector'),
    severity: 'info',
    message: `The cluster has no running Pods with the labels ${formatLabels(service.selector)}: EndpointSlice "${slice.name}" has no addresses, and "${service.name}" does not resolve.`,
    help: 'Correct the selector, unless its workload is scaled to zero or its Pods are yet to start.',
    related: [{ at: slice.keyAt('endpoints'), message: `EndpointSlice "${slice.name}" has no addresses` }],
  };
}

function nothing(service: Service): Problem {
  return {
    at: service.keyAt('spec', 'selector'),
    severity: 'info',
    absence: 'Pod',
    message: `No Pod template in the input has the labels ${formatLabels(service.selector)}. If there is none in the cluster either, "${service.name}" does not resolve.`,
    help: 'Lint it together with the workload it is for, or correct the selector.',
  };
}

function firstPod(statefulSet: Workload, service: Service): string {
  return `${statefulSet.name}-${statefulSet.firstOrdinal}.${service.name}`;
}

function unless(service: Service, workload: Workload): string {
  return comesLater(service, workload) ? ', unless the Pods get the label while they run' : '';
}

function difference(service: Service, workload: Workload, keys: readonly string[]): string {
  const parts = keys.map((key) => {
    const have = workload.podLabels[key];
    return have === undefined ? `do not have the label ${key}` : `have ${key}=${have}, not ${key}=${service.selector[key]}`;
  });
  return `its Pods ${parts.slice(0, 2).join(' and ')}`;
}

function advice(keys: readonly string[], workload: Workload): string {
  const [key] = keys;
  const have = workload.podLabels[key!];
  if (have !== undefined) return `Select ${key}: ${have}, or change the label of the Pod template.`;
  return `Remove ${keys.join(' and ')} from the selector, or add ${keys.length > 1 ? 'them' : 'it'} to the labels of the Pod template.`;
}

function labels(workload: Workload, key: string) {
  return { at: workload.podLabelAt(key), message: `Pods of ${workload} have ${formatLabels(workload.podLabels) || 'no labels'}` };
}

/** The selector follows the Pods, whose labels others select by as well. What comes while they run is left; of no label at all there is no selector. */
function remedyFor(service: Service, workload: Workload, keys: readonly string[]): Remedy | undefined {
  if (keys.some(isRuntimeLabel)) return undefined;
  if (Object.keys(service.selector).length === keys.length && keys.every((key) => workload.podLabels[key] === undefined)) return undefined;
  const changes = keys.map((key) => {
    const have = workload.podLabels[key];
    return have === undefined ? remove(service.at('spec', 'selector', key)) : set(service.at('spec', 'selector', key), have);
  });
  return { title: `Select what the Pods of ${workload} have`, safety: 'unsafe', changes };
}
