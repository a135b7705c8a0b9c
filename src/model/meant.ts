import { nearest } from '../spelling.ts';
import type { Model } from './model.ts';
import type { Service } from './service.ts';
import { Workload } from './workload.ts';

/** A label that software sets on its own Pods while they run, such as `role: master`. */
export function isRuntimeLabel(key: string): boolean {
  return /(?:^|[-_./])(?:role|active|leader|master|primary|initialized|sealed|standby|perf-standby)$/.test(key);
}

/** The workload that the selector of a Service surely means but misses: all labels but one match, or its name and one label nearly do. */
export function meantBy(service: Service, model: Model): Workload | undefined {
  const { selector } = service;
  if (Object.keys(selector).length > 1) {
    for (const workload of alike(service, model)) {
      const [key, ...more] = workload.mismatch(selector);
      if (key !== undefined && !more.length && !isRuntimeLabel(key) && isSlip(service, workload, key)) return workload;
    }
  }
  return misspelt(service, model);
}

/** Workloads that live with the Service and have one of its labels. What hundreds have does not say who is meant. */
function* alike(service: Service, model: Model): Iterable<Workload> {
  for (const [label, value] of Object.entries(service.selector)) {
    const having = model.mayHave(service.namespace, { [label]: value });
    if (having.length <= 200) for (const workload of having) if (model.scope.together(service, workload)) yield workload;
  }
}

/** One label differs: a slip where the rest says who is meant, not where it tells members of a family apart. */
function isSlip(service: Service, workload: Workload, key: string): boolean {
  return workload.name === service.name || isNear(service, workload, key);
}

/** A workload of the same name that lives with the Service, with a label whose value is a letter or two away. */
function misspelt(service: Service, model: Model): Workload | undefined {
  const named = (kind: string) => model.find<Workload>(kind, service.namespace, service.name, service);
  const link = named('StatefulSet') ?? named('Deployment');
  if (!link?.close || !(link.resource instanceof Workload)) return undefined;
  const workload = link.resource;
  return workload.mismatch(service.selector).some((key) => isNear(service, workload, key)) ? workload : undefined;
}

function isNear(service: Service, workload: Workload, key: string): boolean {
  const have = workload.podLabels[key];
  return have !== undefined && nearest(service.selector[key]!, [have]) === have;
}

/** A workload of the Service's name that has all of the labels and no Service, but is in another namespace, by what both say. */
export function inOtherNamespace(service: Service, model: Model): Workload | undefined {
  for (const kind of ['StatefulSet', 'Deployment', 'DaemonSet', 'Pod']) {
    const other = model.inOtherNamespace(kind, service.name, service);
    if (!(other instanceof Workload) || !model.scope.together(service, other) || other.mismatch(service.selector).length) continue;
    const isSaid = service.declaredNamespace !== undefined && other.declaredNamespace !== undefined;
    if ((isSaid || other.serviceName === service.name) && !model.servicesOf(other).length) return other;
  }
  return undefined;
}
