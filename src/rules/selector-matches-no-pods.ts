import { governedBy } from '../model/governing.ts';
import type { Model } from '../model/model.ts';
import { formatLabels } from '../model/selector.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule, type Problem } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'selector-matches-no-pods',
  subject: 'Service',
  severity: 'error',
  summary: 'the selector of a Service matches no Pods',
  check(service, { model, report }) {
    if (!service.selectsPods) return;
    const { workloads, elsewhere } = model.selection(service);
    const stray = governedBy(service, model).filter((statefulSet) => statefulSet.mismatch(service.selector).length);
    if (stray.length) {
      for (const statefulSet of stray) report(governingMismatch(service, statefulSet, workloads, model));
      return;
    }
    if (workloads.length || elsewhere) return;
    const meant = nearMiss(service, model);
    if (meant) report(missBy(service, meant));
    else if (service.isHeadless && !model.operated(service)) report(nothing(service));
  },
});

/** A label that software sets on its own Pods while they run, such as `role: master`. */
function isRuntimeLabel(key: string): boolean {
  return /(?:^|[-_./])(?:role|active|leader|master|primary|initialized|sealed|standby|perf-standby)$/.test(key);
}

function governingMismatch(service: Service, statefulSet: Workload, selected: readonly Workload[], model: Model): Problem {
  const keys = statefulSet.mismatch(service.selector);
  const names = `${statefulSet.name}-0.${service.name}`;
  const other = model.servicesOf(statefulSet).find((s) => s.isHeadless);
  const sameFolder = model.scope.together(service, statefulSet);
  const runtime = keys.every(isRuntimeLabel) && keys.every((key) => statefulSet.podLabels[key] === undefined);
  const severity = runtime || !sameFolder ? 'warning' : 'error';
  if (selected.length || other) {
    return {
      at: statefulSet.at('spec', 'serviceName'),
      severity,
      message: `serviceName names Service "${service.name}", which selects ${selected.length ? `the Pods of ${selected[0]}` : `Pods with ${formatLabels(service.selector)}`}, not these: ${names} does not resolve.`,
      help: other ? `"${other.name}" is the headless Service that selects these Pods: name that one.` : 'Name a headless Service that selects these Pods.',
      related: [
        { at: selectorPlace(service, keys[0]!), message: `selects ${formatLabels(service.selector)}` },
        { at: statefulSet.podLabelAt(keys[0]!), message: `Pods have ${formatLabels(statefulSet.podLabels) || 'no labels'}` },
      ],
    };
  }
  return {
    at: selectorPlace(service, keys[0]!),
    severity,
    message: `This Service governs ${statefulSet}, but ${difference(service, statefulSet, keys)}. It has no endpoints: neither "${service.name}" nor ${names} resolves${runtime ? ', unless the Pods get the label while they run' : ''}.`,
    help: advice(keys, statefulSet),
    related: [{ at: statefulSet.podLabelAt(keys[0]!), message: `Pods of ${statefulSet} have ${formatLabels(statefulSet.podLabels) || 'no labels'}` }],
  };
}

function difference(service: Service, workload: Workload, keys: readonly string[]): string {
  const parts = keys.map((key) => {
    const have = workload.podLabels[key];
    return have === undefined ? `do not have the label ${key}` : `have ${key}=${have}, not ${key}=${service.selector[key]}`;
  });
  return `its Pods ${parts.join(' and ')}`;
}

function advice(keys: readonly string[], workload: Workload): string {
  const key = keys[0]!;
  const have = workload.podLabels[key];
  if (have !== undefined) return `Select ${key}: ${have}, or change the label of the Pod template.`;
  return `Remove ${keys.join(' and ')} from the selector, or add ${keys.length > 1 ? 'them' : 'it'} to the labels of the Pod template.`;
}

/** A selector field that is not there is pointed at by the selector. */
function selectorPlace(service: Service, key: string) {
  return service.at('spec', 'selector', key);
}

/** The workload that was surely meant: all labels but one match, or it has the Service's name and a label that is nearly right. */
function nearMiss(service: Service, model: Model): Workload | undefined {
  const { selector } = service;
  const size = Object.keys(selector).length;
  let best: Workload | undefined;
  for (const workload of model.candidates(service, selector)) {
    const keys = workload.mismatch(selector);
    if (size > 1 && keys.length === 1 && !isRuntimeLabel(keys[0]!) && isSlip(service, workload, keys[0]!)) best ??= workload;
  }
  return best ?? misspelt(service, model);
}

/** One label differs: a slip where the rest says who is meant, not where it tells members of a family apart. */
function isSlip(service: Service, workload: Workload, key: string): boolean {
  const have = workload.podLabels[key];
  const want = service.selector[key]!;
  if (workload.name === service.name) return true;
  return have !== undefined && nearest(want, [have]) === have;
}

/** A label of the same key whose value is a letter or two away, on a workload that lives with the Service. */
function misspelt(service: Service, model: Model): Workload | undefined {
  const workload = model.find<Workload>('StatefulSet', service.namespace, service.name, service) ?? model.find<Workload>('Deployment', service.namespace, service.name, service);
  if (!workload?.close) return undefined;
  const keys = workload.resource.mismatch(service.selector);
  const isNear = keys.some((key) => {
    const have = workload.resource.podLabels[key];
    return have !== undefined && nearest(service.selector[key]!, [have]) === have;
  });
  return isNear ? workload.resource : undefined;
}

function missBy(service: Service, workload: Workload): Problem {
  const keys = workload.mismatch(service.selector);
  return {
    at: selectorPlace(service, keys[0]!),
    severity: 'warning',
    absence: true,
    message: `This Service selects no Pods: ${workload} comes nearest, but ${difference(service, workload, keys)}. "${service.name}" has no endpoints${service.isHeadless ? ' and does not resolve' : ''}.`,
    help: advice(keys, workload),
    related: [{ at: workload.podLabelAt(keys[0]!), message: `Pods of ${workload} have ${formatLabels(workload.podLabels) || 'no labels'}` }],
  };
}

function nothing(service: Service): Problem {
  return {
    at: service.keyAt('spec', 'selector'),
    severity: 'info',
    message: `No Pod template in the input has the labels ${formatLabels(service.selector)}. If there is none in the cluster either, "${service.name}" does not resolve.`,
    help: 'Lint it together with the workload it is for, or correct the selector.',
  };
}
