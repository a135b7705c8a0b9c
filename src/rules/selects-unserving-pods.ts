import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'selects-unserving-pods',
  subject: 'Service',
  severity: 'warning',
  summary: 'a Service also selects Pods of another workload that do not serve its ports',
  check(service, { model, minor, report }) {
    const { workloads } = model.selection(service);
    // A Service that has very many is meant to have them all, as for gossip.
    if (workloads.length < 2 || workloads.length > 20) return;
    const lasting = workloads.filter((workload) => !isTask(workload));
    const serving = lasting.filter((workload) => serves(workload, service, minor));
    for (const workload of workloads) {
      if (!isStray(workload, service, minor)) continue;
      // A task is a stray beside whatever lasts; of others only declared ports tell.
      const meant = serving[0] ?? (isTask(workload) ? lasting[0] : undefined);
      // What has the same name is there instead.
      if (!meant || meant.name === workload.name) continue;
      const declares = workload.servingPorts(minor).length > 0;
      const key = Object.keys(service.selector).find((k) => workload.podLabels[k] !== undefined);
      report({
        at: workload.keyAt(...workload.templatePath, 'metadata', 'labels'),
        severity: isTask(workload) || declares ? 'warning' : 'info',
        message: `Service "${service.name}" is for ${meant}, but its selector matches these Pods too, which ${
          isTask(workload) ? 'run a task and serve nothing' : declares ? `declare ${listPorts(workload, minor)} and none of its ports` : 'declare no ports at all'
        }. While they run, clients are sent to them as well.`,
        help: `Give these Pods another ${key === undefined ? 'set of labels' : `value of the label ${key}`}, or add a label to the selector that only ${meant} has.`,
        related: [
          { at: service.keyAt('spec', 'selector'), message: `selector of Service "${service.name}"` },
          { at: meant.keyAt(...meant.templatePath, 'metadata', 'labels'), message: `Pods of ${meant}` },
        ],
      });
    }
  },
});

function isTask(workload: Workload): boolean {
  return workload.kind === 'Job' || workload.kind === 'CronJob';
}

/** Ports need not be declared, so only what is declared tells. */
function serves(workload: Workload, service: Service, minor: number): boolean {
  const ports = workload.servingPorts(minor);
  return service.ports.some(({ port, targetPort = port, protocol }) => ports.some((p) => p.protocol === protocol && (typeof targetPort === 'string' ? p.name : p.number) === targetPort));
}

function isStray(workload: Workload, service: Service, minor: number): boolean {
  if (workload.isTest || serves(workload, service, minor)) return false;
  // A Job that takes part by name is meant to be there, and a Pod of a controller is one of its.
  if (workload.subdomain === service.name || workload.list('metadata', 'ownerReferences').length) return false;
  if (isTask(workload)) return true;
  return service.ports.length > 0;
}

function listPorts(workload: Workload, minor: number): string {
  return workload
    .servingPorts(minor)
    .slice(0, 3)
    .map((port) => port.number)
    .join(', ');
}
