import type { Model } from './model.ts';
import type { Service, ServicePort } from './service.ts';
import type { ContainerPort, Workload } from './workload.ts';

/** Where a Service port leads on the Pods that a Service selects. */
export interface Target {
  readonly workload: Workload;
  /** The container port of the name; undefined where the target is a number. */
  readonly declared: ContainerPort | undefined;
  readonly number: number;
}

/**
 * Resolves a port on every selected workload, as the endpoint controllers do. Workloads on which a name leads nowhere are
 * in `unresolved`.
 */
export function resolvePort(service: Service, port: ServicePort, model: Model): { targets: Target[]; unresolved: Workload[] } {
  const targets: Target[] = [];
  const unresolved: Workload[] = [];
  const { minor } = model.options.kubernetes;
  for (const workload of model.selection(service).workloads) {
    const { targetPort = port.port } = port;
    if (typeof targetPort === 'number') targets.push({ workload, declared: undefined, number: targetPort });
    else if (targetPort !== undefined) {
      const declared = workload.findPort(targetPort, port.protocol, minor);
      if (declared) targets.push({ workload, declared, number: declared.number });
      else unresolved.push(workload);
    }
  }
  return { targets, unresolved };
}
