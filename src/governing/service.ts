import { backendsOf, routesIn } from '../model/backends.ts';
import { headlessTwins } from '../model/governing.ts';
import { isMeshed, saysProtocol } from '../model/mesh.ts';
import type { Model } from '../model/model.ts';
import { dns1035LabelProblem, dns1123LabelProblem, labelKeyProblem, labelValueProblem } from '../model/name-formats.ts';
import { isOrdinal, scaleOf } from '../model/pods.ts';
import type { Labels } from '../model/selector.ts';
import { selectorFor } from '../model/selector-for.ts';
import type { ContainerPort, Workload } from '../model/workload.ts';
import type { Mention } from '../names/mentions.ts';
import { mentionsReadBy } from '../names/readers.ts';

/** The headless Service that a workload counts on for the names of its Pods, with the reason for each decision. */
export interface GoverningService {
  readonly name: string;
  /** What the workload says; it lands where the workload does. */
  readonly namespace: string | undefined;
  readonly publishNotReadyAddresses: boolean;
  readonly selector: Labels;
  readonly ports: readonly GoverningPort[];
  /** Short sentences, one for each field that was a decision. */
  readonly why: { readonly name: string; readonly publishNotReadyAddresses?: string; readonly selector: string; readonly ports: string };
}

export interface GoverningPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

/** Why there is nothing to write: a sentence for a person. */
export interface NoService {
  readonly problem: string;
}

/**
 * The Service that a workload names in `serviceName` or `subdomain`, as it has to be for the names of its Pods to
 * resolve. Pure, and knows nothing of whether that Service exists: ask `governing` or `Model.find` first.
 */
export function governingServiceFor(workload: Workload, model: Model): GoverningService | NoService {
  const field = workload.isStatefulSet ? 'serviceName' : 'subdomain';
  const name = workload.subdomain;
  if (name === undefined) return { problem: withoutName(workload, model) };
  const { kubernetes } = model.options;
  const malformed = dns1123LabelProblem(name) ?? (kubernetes.minor < 36 ? dns1035LabelProblem(name) : undefined);
  if (malformed) return { problem: `${field} "${name}" of ${workload} ${malformed}, so no Service can have that name${dns1123LabelProblem(name) ? '' : ` before Kubernetes 1.36`}` };
  const selected = selectorFor(workload, model);
  if ('problem' in selected) return selected;
  const refused = Object.entries(selected.selector).find(([key, value]) => labelKeyProblem(key) ?? labelValueProblem(value));
  if (refused) return { problem: `the label ${JSON.stringify(refused[0])}: ${JSON.stringify(refused[1])} of ${workload} is none that the API server takes, so no Service can select by it` };
  const found = whenReady(workload, name, model);
  const ports = portsOf(workload, model);
  return {
    name,
    namespace: workload.declaredNamespace,
    publishNotReadyAddresses: found.publish,
    selector: selected.selector,
    ports,
    why: {
      name: `${field} of ${workload}${nameExample(workload, name)}`,
      ...(found.why && { publishNotReadyAddresses: found.why }),
      selector: selected.why,
      ports: ports.length ? 'the ports of the containers: nothing translates on a headless Service' : 'The containers declare no ports. Name them here, too, for SRV records: names and addresses need none.',
    },
  };
}

function withoutName(workload: Workload, model: Model): string {
  if (!workload.isStatefulSet) return `${workload} has no subdomain, so no Service gives its Pods names`;
  const twin = headlessTwins(workload, model)[0];
  const what = twin ? `set serviceName: ${twin.name}, the headless Service that selects its Pods already` : 'set serviceName first; on a live StatefulSet it is immutable, so delete with --cascade=orphan and create it again';
  return `${workload} has no serviceName, so its Pods have no names of their own: ${what}`;
}

/** What resolves by it, for the comment. */
function nameExample(workload: Workload, name: string): string {
  if (isOrdinal(workload)) return `: ${workload.name}-${workload.isStatefulSet ? workload.firstOrdinal : 0}.${name} resolves by it`;
  return workload.hostname ? `: ${workload.hostname}.${name} resolves by it` : '; its Pods have no hostname, so only the name of the Service resolves';
}

/**
 * DNS lists only Ready Pods, so Pods that look for each other on the way to being Ready need the others listed before;
 * who sends requests to the Service needs them left out.
 */
function whenReady(workload: Workload, name: string, model: Model): { readonly publish: boolean; readonly why?: string } {
  if (scaleOf(workload, model).most < 2) return { publish: false };
  const peer = mentionsReadBy(workload, model).find((mention) => isPeer(mention, workload, name));
  if (!peer) return { publish: false };
  const route = routesIn(model).find((from) => model.scope.near(workload, from) && backendsOf(from).some((backend) => backend.name === name && backend.namespace === workload.namespace));
  if (route) return { publish: false, why: `The Pods look for each other here (${peer.host.text}) and may need publishNotReadyAddresses: true, but ${route} sends requests here: give it a Service of its own first.` };
  return { publish: true, why: `The Pods look for each other here (${peer.host.text}), also before they are Ready. Clients want a Service without this.` };
}

function isPeer({ name: { service, namespace, pod } }: Mention, workload: Workload, name: string): boolean {
  return service === name && namespace === workload.namespace && !pod?.isOwn;
}

/** Every port that the containers declare, each with a name that SRV records, probes and meshes can use. */
function portsOf(workload: Workload, model: Model): GoverningPort[] {
  const ports: GoverningPort[] = [];
  const names = new Set<string>();
  const seen = new Set<string>();
  const meshed = isMeshed(workload, model);
  for (const declared of workload.servingPorts(model.options.kubernetes.minor)) {
    const { number, protocol } = declared;
    if (seen.has(`${number}/${protocol}`) || !Number.isInteger(number) || number < 1 || number > 65535) continue;
    seen.add(`${number}/${protocol}`);
    const portName = nameFor(declared, names);
    names.add(portName);
    const guessed = meshed && protocol === 'TCP' && !saysProtocol({ name: portName, port: number });
    ports.push({ name: portName, port: number, protocol, appProtocol: guessed ? 'tcp' : undefined });
  }
  return ports;
}

function nameFor({ name, number, protocol }: ContainerPort, taken: ReadonlySet<string>): string {
  return name !== undefined && !dns1123LabelProblem(name) && !taken.has(name) ? name : `${protocol.toLowerCase()}-${number}`;
}
