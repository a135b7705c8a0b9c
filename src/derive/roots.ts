import { endpointSlicesOf } from '../model/endpoints.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/** What a spec can be derived from: workloads whose Pods have names or stand behind a headless Service, and Services with addresses of their own. */
export function rootsIn(model: Model): readonly Resource[] {
  return [...model.workloads.filter((workload) => isNamed(workload, model)), ...model.services.filter((service) => isExternal(service, model))].filter(({ name }) => name !== '');
}

function isNamed(workload: Workload, model: Model): boolean {
  if (workload.isStatefulSet) return true;
  const hasShape = workload.kind === 'Deployment' || (workload.kind === 'Job' && workload.isIndexedJob);
  return hasShape && workload.isBuiltIn && model.servicesOf(workload).some((service) => service.isHeadless);
}

function isExternal(service: Service, model: Model): boolean {
  return service.isHeadless && !service.hasSelector && endpointSlicesOf(service, model).length > 0;
}
