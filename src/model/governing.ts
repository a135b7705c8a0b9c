import { push } from './keys.ts';
import type { Link, Model } from './model.ts';
import { dns1123LabelProblem } from './name-formats.ts';
import { Service } from './service.ts';
import type { Workload } from './workload.ts';

/** The Service that a StatefulSet names in `spec.serviceName`, and how the two fit. */
export interface Governing {
  /** Undefined where the field is absent or empty. */
  readonly name: string | undefined;
  /** Why the name can name no Service. */
  readonly malformed: string | undefined;
  /** Undefined where no Service of the namespace has the name. */
  readonly link: Link<Service> | undefined;
  /** Keys of the Service's selector that the Pods do not have; empty where the Service has no selector. */
  readonly mismatch: readonly string[];
}

const relations = (model: Model) => {
  const governing = new Map<Workload, Governing>();
  const governed = new Map<Service, Workload[]>();
  for (const workload of model.workloads) {
    if (!workload.isStatefulSet) continue;
    const relation = relate(workload, model);
    governing.set(workload, relation);
    if (relation.link?.close) push(governed, relation.link.resource, workload);
  }
  return { governing, governed };
};

export function governing(statefulSet: Workload, model: Model): Governing {
  return model.derived(relations).governing.get(statefulSet) ?? { name: undefined, malformed: undefined, link: undefined, mismatch: [] };
}

/** The StatefulSets that name a Service as theirs and live with it. */
export function governedBy(service: Service, model: Model): readonly Workload[] {
  return model.derived(relations).governed.get(service) ?? [];
}

function relate(statefulSet: Workload, model: Model): Governing {
  const name = statefulSet.serviceName;
  const malformed = name === undefined ? undefined : dns1123LabelProblem(name);
  if (name === undefined || malformed) return { name, malformed, link: undefined, mismatch: [] };
  const fits = (service: Service) => service.isHeadless && service.hasSelector && statefulSet.mismatch(service.selector).length === 0;
  const link = model.find<Service>('Service', statefulSet.namespace, name, statefulSet, fits);
  const service = link?.resource;
  return { name, malformed, link, mismatch: service instanceof Service && service.selectsPods ? statefulSet.mismatch(service.selector) : [] };
}

/** The headless Services that select a StatefulSet's Pods, and no others, and are not its governing one. */
export function headlessTwins(statefulSet: Workload, model: Model): readonly Service[] {
  return model.servicesOf(statefulSet).filter((service) => service.isHeadless && service.name !== statefulSet.serviceName && model.selection(service).workloads.filter((workload) => !workload.isTest).length === 1);
}
