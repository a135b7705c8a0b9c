import { distance } from '../spelling.ts';
import { targetForm } from './grpc.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { referencesOf } from '../model/references.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/**
 * The port behind a name, or those that gRPC takes where none is written; other clients have rules of their own. Undefined
 * where the number may be something else, as in `redis:7`.
 */
export function portsWritten(mention: Mention): readonly number[] | undefined {
  const { host, text, name } = mention;
  if (name.srv) return undefined;
  const after = text.text.slice(host.index + host.text.length, host.index + host.text.length + 10);
  // gRPC doc/naming.md: 443, in some clients 80 without TLS.
  if (host.port === undefined) return targetForm(mention) === 'dns' && /^(?:$|[\s"',/?;)\]}])/.test(after) ? [443, 80] : undefined;
  if (host.port < 1 || host.port > 65535 || !/^:\d+(?:$|[\s"'`,;:/?&|)\]}<>\\#])/.test(after)) return undefined;
  return host.scheme === undefined && !name.endsInSvc && isTag(mention, host.port) ? undefined : [host.port];
}

/** True for what may be the tag of an image: a small number, a year, or what is called an image. */
function isTag({ text, host }: Mention, port: number): boolean {
  const head = text.text.slice(Math.max(0, host.index - 60), host.index);
  return (port < 1000 && !wellKnown.has(port)) || (port >= 1990 && port < 2100) || /image|tag|version/i.test(text.key + head.slice(head.lastIndexOf('\n') + 1));
}

const wellKnown = new Set([53, 80, 389, 443, 636]);

/** A port of the Pods that was probably meant by another number, and how sure that is. */
export interface Stray {
  readonly workload: Workload;
  readonly declared: readonly number[];
  readonly meant: number | undefined;
}

const numbers = (_: Model) => new Map<Workload, ReadonlySet<string>>();

/**
 * Set where everything about the Pods speaks against these ports: no container declares them, the Service leads to
 * others, and the numbers stand nowhere in the Pod. That is not proof: what a container listens on is its own affair.
 */
export function strayPort(ports: readonly number[], workloads: readonly Workload[], service: Service, model: Model): Stray | undefined {
  const own = service.ports.flatMap((port) => [port.port, port.targetPort]);
  // With a look-aside balancer the SRV record has the port.
  if (!workloads.length || !service.ports.length || service.ports.some(({ name }) => name === 'grpclb')) return undefined;
  if (ports.some((port) => own.includes(port)) || workloads.some((w) => !w.isPlain || ports.some((port) => numbersIn(w, model).has(String(port))))) return undefined;
  const declared = [...new Set(workloads.flatMap((w) => w.servingPorts(model.options.kubernetes.minor)).map((port) => port.number))];
  const meant = [...declared, ...own].find((port): port is number => typeof port === 'number' && isSlip(String(ports[0]), String(port)));
  const isWhole = workloads.every((w) => w.containers.every((c) => c.init || c.ports.length > 0) && referencesOf(w).length === 0);
  return meant !== undefined || (isWhole && declared.length > 0) ? { workload: workloads[0]!, declared, meant } : undefined;
}

function numbersIn(workload: Workload, model: Model): ReadonlySet<string> {
  const known = model.derived(numbers);
  let found = known.get(workload);
  if (!found) known.set(workload, (found = new Set(JSON.stringify(workload.podSpec).match(/\d+/g))));
  return found;
}

/** Two digits swapped, or one left out or doubled: not the neighbour 9093 of 9092, nor the 16379 or 8443 of 6379 and 443. */
function isSlip(written: string, port: string): boolean {
  if (written[0] !== port[0] || distance(written, port, 1) !== 1) return false;
  return written.length !== port.length || [...written].sort().join('') === [...port].sort().join('');
}
