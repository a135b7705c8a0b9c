import { dns1123LabelProblem, portNameProblem } from './name-formats.ts';
import type { Model } from './model.ts';
import type { Service, ServicePort } from './service.ts';

/** What ports of these numbers are mostly for; names as Istio reads them (`<protocol>[-<suffix>]`). */
const wellKnown: Readonly<Record<number, string>> = {
  22: 'tcp-ssh', 25: 'tcp-smtp', 53: 'dns', 80: 'http', 443: 'https', 1883: 'tcp-mqtt', 2181: 'tcp-client', 2379: 'tcp-client', 2380: 'tcp-peer', 3306: 'mysql', 4222: 'tcp-client', 5432: 'tcp-postgres', 5672: 'tcp-amqp',
  6379: 'redis', 8080: 'http', 8443: 'https', 8883: 'tls-mqtt', 9042: 'tcp-cql', 9090: 'http', 9092: 'tcp-kafka', 9200: 'http', 9300: 'tcp-transport', 11211: 'tcp-memcached', 15672: 'http-management', 26379: 'tcp-sentinel', 27017: 'mongo', 50051: 'grpc',
};

/** What an unnamed port of a Service is best called: as its target, as the container port of its number, as is usual, or by its number. */
export function nameForPort(service: Service, port: ServicePort, model: Model, taken: ReadonlySet<string>): { readonly name: string; readonly isDeclared: boolean } {
  const number = typeof port.targetPort === 'number' ? port.targetPort : port.port;
  const workloads = model.selection(service).workloads;
  const declared = typeof port.targetPort === 'string' ? port.targetPort : workloads.flatMap((w) => w.servingPorts(model.options.kubernetes.minor)).find((p) => p.number === number && p.protocol === port.protocol && p.name !== undefined)?.name;
  const fits = (name: string | undefined): name is string => name !== undefined && !taken.has(name) && !dns1123LabelProblem(name) && !portNameProblem(name);
  if (fits(declared)) return { name: declared, isDeclared: true };
  const protocol = port.protocol.toLowerCase();
  const usual = wellKnown[port.port ?? 0];
  const guesses = [port.protocol === 'TCP' ? usual : usual === 'dns' ? 'dns-udp' : undefined, `${protocol}-${port.port ?? port.index}`, `${protocol}-${port.port ?? 0}-${port.index}`];
  return { name: guesses.find(fits) ?? `port-${port.index}`, isDeclared: false };
}
