import type { Severity } from '../diagnostic.ts';
import type { Mention } from '../names/mentions.ts';
import type { Model } from '../model/model.ts';
import { sayings } from '../names/named.ts';
import { scaleOf } from '../model/pods.ts';
import { portsWritten, strayPort } from '../names/reached.ts';
import type { Service } from '../model/service.ts';
import { forEach, respellAround } from '../names/respell.ts';
import { defineRule, type Problem } from '../rule.ts';

type Finding = Required<Pick<Problem, 'message' | 'help' | 'related'>> & {
  readonly severity: Severity;
  /** The port that is meant, where it can be told. */
  readonly meant: number | undefined;
};

/** A cluster IP answers on the Service's ports and on no others; behind a headless name there are the Pods themselves. */
export default defineRule({
  id: 'wrong-port-in-name',
  subject: 'Service',
  severity: 'warning',
  summary: 'the port behind a name is none that the Service or its Pods have',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (service.isExternalName) return;
    // What port-target-port-mismatch says of the Service is not said again.
    const own = new Set(service.ports.map(({ port }) => port));
    const what = (mention: Mention) => {
      const ports = portsWritten(mention);
      return ports && !ports.some((port) => own.has(port)) ? JSON.stringify([ports, reachesPods(mention, service)]) : undefined;
    };
    for (const { mention, all, again } of sayings(service, model, what)) {
      const ports = portsWritten(mention)!;
      const finding = reachesPods(mention, service) ? onPods(ports, mention, service, model) : onService(ports, mention, service, model);
      if (!finding) continue;
      const taken = mention.host.port === undefined ? `No port is written, so gRPC takes ${ports[0]}. ` : '';
      const { meant, ...problem } = finding;
      const changes = meant === undefined ? undefined : forEach(all, (each) => respellAround(each, '', `:${each.host.port}`, `${each.host.text}:${meant}`));
      report({ ...problem, fix: changes && { title: `Write port ${meant}`, safety: 'unsafe', changes }, at: mention.at, message: `${taken}${finding.message}`, related: [...finding.related, ...again] });
    }
  },
});

function reachesPods({ name }: Mention, service: Service): boolean {
  return service.saysNone || name.pod !== undefined;
}

function onService(ports: readonly number[], { reader }: Mention, service: Service, model: Model): Finding | undefined {
  // A port without a number is another finding.
  if (!service.ports.some(({ port }) => port !== undefined)) return undefined;
  const target = service.ports.find((p) => p.port !== undefined && typeof p.targetPort === 'number' && ports.includes(p.targetPort));
  const node = service.ports.find((p) => ports.includes(service.number('spec', 'ports', p.index, 'nodePort') ?? 0));
  const meant = target ?? node ?? (service.ports.length === 1 ? service.ports[0] : undefined);
  const numbers = service.ports.flatMap((p) => p.port ?? []).slice(0, 4);
  const because = target ? `: on the Pods ${target.port} leads to it, but` : node ? `: it is a port of the nodes, and` : ', and';
  // A Pod alone has no need to reach itself.
  const isItself = reader !== undefined && model.selection(service).workloads.includes(reader) && scaleOf(reader, model).most <= 1;
  return {
    severity: isItself ? 'info' : 'warning',
    meant: meant?.port,
    message: `Service "${service.name}" has no port ${ports[0]}${because} its cluster IP answers on ${numbers.join(', ')} only. Connections to this one fail.`,
    help: `Write ${meant?.port === undefined ? 'one of its ports' : `port ${meant.port}`}, or add port ${ports[0]} to the Service.`,
    related: [{ at: meant ? service.portAt(meant, 'port') : service.at('spec', 'ports'), message: `ports of Service "${service.name}"` }],
  };
}

function onPods(ports: readonly number[], { name, host }: Mention, service: Service, model: Model): Finding | undefined {
  const workloads = name.pod ? (name.pod.workload ? [name.pod.workload] : []) : model.selection(service).workloads;
  const stray = strayPort(ports, workloads, service, model);
  if (!stray) return undefined;
  const { workload, declared, meant } = stray;
  const numbers = declared.length ? declared : service.ports.flatMap((p) => p.port ?? []);
  return {
    severity: meant === undefined && host.port !== undefined ? 'info' : 'warning',
    meant: meant ?? (numbers.length === 1 ? numbers[0] : undefined),
    message: `Behind this name are the Pods of ${workload} themselves, and nothing says that they listen on ${ports[0]}: ${declared.length ? 'their containers declare' : 'the Service leads to'} ${numbers.slice(0, 4).join(', ')}.`,
    help: `Write port ${meant ?? numbers.slice(0, 4).join(' or ')}; if they do listen on ${ports[0]}, declare it in the container.`,
    related: [{ at: workload.at('metadata', 'name'), message: `${workload}` }],
  };
}
