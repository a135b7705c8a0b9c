import { envOf } from '../model/environment.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { Workload } from '../model/workload.ts';
import { distance, nearest } from '../spelling.ts';
import type { Host } from './hosts.ts';
import type { Text } from './texts.ts';

/** The first label of a Pod's name: `kafka-0`, `kafka-$(ORDINAL)`, `$(POD_NAME)`. */
export interface PodLabel {
  readonly text: string;
  /** The workload of that name in the namespace, where there is one. */
  readonly workload: Workload | undefined;
  /** Undefined where it is computed when the container runs. */
  readonly ordinal: number | undefined;
  /** True where it is the reader's own name. */
  readonly isOwn: boolean;
}

/** What a name that is written down says, read from the right as the cluster's DNS does. */
export interface ClusterName {
  /** Empty where a Pod's name is written without one: `redis-0`. */
  readonly service: string;
  /** Empty where `svc` follows the Service at once: `redis.svc.cluster.local`. */
  readonly namespace: string;
  readonly pod: PodLabel | undefined;
  /** `_grpc._tcp` */
  readonly srv: { readonly port: string; readonly protocol: string } | undefined;
  /** What stands after `svc`; undefined where nothing does, and the search list has to add it. */
  readonly domain: string | undefined;
  /** True where the namespace is written. */
  readonly isQualified: boolean;
  /** True where it ends in `.svc` or in that and a domain: nobody else has names like that. */
  readonly endsInSvc: boolean;
}

const dash = 45;
const podVariable = /\$[({]?[A-Za-z_]*(?:POD|HOST)/;

function trimDashes(word: string): string {
  return word.startsWith('-') || word.endsWith('-') ? word.replace(/^-+|-+$/g, '') : word;
}

/** The names that the input knows, and how to read others by them. */
export class Names {
  readonly #services = new Map<string, Set<string>>();
  /** The namespaces that have a Service of a name. */
  readonly #homes = new Map<string, string[]>();
  readonly #workloads = new Map<string, Map<string, Workload>>();
  /** Those that say no namespace: they go wherever somebody applies them. */
  readonly #unplaced = new Map<string, Workload>();
  readonly #anyName: Set<string>;
  /** Of Services that say their namespace. */
  readonly #placedNames: Set<string>;
  readonly #domain: readonly string[];
  /** Of long names of Services, by namespace and how they begin, where a slip of the pen may be in the rest. */
  readonly #heads = new Map<string, string[]>();
  readonly #anyHead = new Set<string>();
  /** Words that were looked at: most come again. */
  readonly #seen = new Map<string, boolean>();

  constructor(model: Model) {
    for (const { namespace, name } of model.services) {
      within(this.#services, namespace, () => new Set<string>()).add(name);
      push(this.#homes, name, namespace);
      if (name.length < 7) continue;
      push(this.#heads, `${namespace}/${name.slice(0, 6)}`, name);
      this.#anyHead.add(name.slice(0, 6));
    }
    for (const workload of model.workloads) {
      note(within(this.#workloads, workload.namespace, () => new Map<string, Workload>()), workload);
      if (!isPlaced(workload, model)) note(this.#unplaced, workload);
    }
    this.#anyName = new Set([...model.services, ...model.workloads].map((r) => r.name));
    this.#placedNames = new Set(model.services.flatMap((service) => (isPlaced(service, model) ? service.name : [])));
    this.#domain = model.options.clusterDomain.split('.');
  }

  /** A cheap look that most strings do not pass: at each run of letters, digits and dashes. */
  mayName(text: string): boolean {
    if (text.length < 3) return false;
    if (text.includes('.svc') || podVariable.test(text)) return true;
    for (let at = 0, start = -1; at <= text.length; at += 1) {
      const code = text.charCodeAt(at);
      // NaN at the end of the text is none of them.
      if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === dash) {
        if (start < 0) start = at;
      } else if (start >= 0) {
        if (at - start > 1 && this.#isKnown(text.slice(start, at))) return true;
        start = -1;
      }
    }
    return false;
  }

  /** The same look at a word that may be a host. */
  readonly mayBe = (word: string): boolean => {
    if (!word.includes('.') && !word.includes('$')) return this.#isKnown(word);
    let may = this.#seen.get(word);
    if (may === undefined) {
      may = word.includes('$') || word.includes('.svc') || word.toLowerCase().split('.').some((label) => this.#isKnown(label));
      this.#remember(word, may);
    }
    return may;
  };

  /** True for the name of a Service or a workload, for one with an ordinal, and for what begins like a long one. */
  #isKnown(word: string): boolean {
    let known = this.#seen.get(word);
    if (known === undefined) {
      const name = trimDashes(word.toLowerCase());
      known = this.#anyName.has(name) || (name.length > 5 && this.#anyHead.has(name.slice(0, 6))) || this.#anyName.has(name.replace(/-\d+$/, ''));
      this.#remember(word, known);
    }
    return known;
  }

  #remember(word: string, known: boolean): void {
    if (this.#seen.size > 50_000) this.#seen.clear();
    this.#seen.set(word, known);
  }

  read(host: Host, namespace: string, reader: Workload | undefined, text: Text): ClusterName | undefined {
    const labels = host.labels.flatMap((label) => expand(label, reader, text));
    if (labels.some((label) => label === '')) return undefined;
    const svc = labels.indexOf('svc', 2);
    if (svc >= 2) return this.#qualified(labels, svc, namespace, reader);
    if (labels[1] === 'svc') return this.#withoutNamespace(labels, host, namespace, reader, text);
    if (labels.length > 3 && this.#domain.every((label, i) => labels[labels.length - this.#domain.length + i] === label)) return this.#withoutSvc(labels, reader);
    return srvOf(labels).rest.length <= 3 ? this.#short(labels, host, namespace, reader) : undefined;
  }

  /** `redis.svc.cluster.local`: what stands there is known here, and `svc` is no namespace. */
  #withoutNamespace(labels: readonly string[], host: Host, here: string, reader: Workload | undefined, { text }: Text): ClusterName | undefined {
    const service = labels[0]!;
    const domain = labels.slice(2).join('.') || undefined;
    // `$(NAMESPACE).svc` and what stands behind a dot are ends of names.
    const isEnd = this.#services.has(service) || service === here || text[host.index - 1] === '.' || (isComputed(host.labels[0]!) && service !== ownName);
    if (!host.placed || isEnd || this.#services.has('svc') || !(this.#hasService(service, here) || this.#placedNames.has(service) || this.#pod(service, here, reader).workload)) return undefined;
    return { service, namespace: '', pod: undefined, srv: undefined, domain, isQualified: true, endsInSvc: true };
  }

  /** `redis.default.cluster.local`, `redis.default.srv.cluster.local`, where the Service is known. */
  #withoutSvc(labels: readonly string[], reader: Workload | undefined): ClusterName | undefined {
    const all = srvOf(labels.slice(0, labels.length - this.#domain.length));
    const rest = all.rest.length > 2 && (/^(?:services?|srv)$/.test(all.rest.at(-1)!) || distance(all.rest.at(-1)!, 'svc', 1) === 1) ? all.rest.slice(0, -1) : all.rest;
    const [service, namespace] = rest.slice(-2);
    if (service === undefined || namespace === undefined || rest.length > 3 || !this.#hasService(service, namespace)) return undefined;
    const pod = rest.length > 2 ? this.#pod(rest[0]!, namespace, reader) : undefined;
    return { service, namespace, pod, srv: all.srv, domain: labels.slice(labels.indexOf(namespace, labels.indexOf(service) + 1) + 1).join('.'), isQualified: true, endsInSvc: false };
  }

  #qualified(labels: readonly string[], svc: number, here: string, reader: Workload | undefined): ClusterName | undefined {
    const domain = labels.slice(svc + 1).join('.');
    const written = labels[svc - 1]!;
    // What is computed when the container runs is its own namespace, as a rule.
    const namespace = isComputed(written) ? here : written;
    const service = labels[svc - 2]!;
    const { srv, rest } = srvOf(labels.slice(0, svc - 2));
    if (rest.length > 1) return undefined;
    const pod = rest[0] === undefined ? undefined : this.#pod(rest[0], namespace, reader);
    return { service, namespace, pod, srv, domain: domain || undefined, isQualified: true, endsInSvc: true };
  }

  /** Without `svc` a name counts only if it is known, and stands where hosts stand or has a Pod's form. */
  #short(all: readonly string[], host: Host, here: string, reader: Workload | undefined): ClusterName | undefined {
    const { srv, rest } = srvOf(all);
    // Nothing else begins with `_http._tcp`.
    const placed = host.placed || srv !== undefined;
    const make = (service: string, namespace: string, pod: PodLabel | undefined, isQualified: boolean) => ({ service, namespace, pod, srv, domain: undefined, isQualified, endsInSvc: false });
    const [a, b, c] = rest;
    if (a === undefined) return undefined;
    if (b === undefined) {
      if (!placed) return undefined;
      if (this.#hasService(a, here)) return make(a, here, undefined, false);
      const pod = this.#pod(a, here, reader);
      // Known in another namespace, and not seen here.
      if (!pod.workload && this.#placedNames.has(a)) return make(a, here, undefined, false);
      if (!pod.workload && this.#isNearService(a, here)) return make(a, here, undefined, false);
      return pod.workload && !isWholeOwn(pod, host) && (pod.isOwn || pod.ordinal !== undefined || isComputed(a)) ? make('', here, pod, false) : undefined;
    }
    if (c === undefined) {
      // A Pod has no SRV records of its own.
      if (srv && this.#hasService(a, b)) return make(a, b, undefined, true);
      const pod = this.#pod(a, here, reader);
      if (pod.workload && (this.#hasService(b, here) || pod.isOwn || pod.workload.isStatefulSet || (placed && pod.ordinal !== undefined)) && !this.#isNamespace(b)) return make(b, here, pod, false);
      if (this.#hasService(b, here) && (placed || pod.workload)) return make(b, here, pod, false);
      if (placed && (this.#hasService(a, b) || (this.#isNamespace(b) && this.#pod(a, b, reader).workload?.isStatefulSet))) return make(a, b, undefined, true);
      if (host.placed && this.#placedNames.has(a) && (host.port !== undefined || host.scheme !== undefined) && this.#namespaceLike(b)) return make(a, b, undefined, true);
      // Known elsewhere: without a namespace it is looked for here.
      return placed && this.#hasPodElsewhere(a, b) ? make(b, here, pod, false) : undefined;
    }
    const pod = this.#pod(a, c, reader);
    if (host.placed && this.#hasPodElsewhere(a, b) && !this.#hasService(b, c)) return make(b, c, pod, true);
    return this.#hasService(b, c) && (placed || pod.workload) ? make(b, c, pod, true) : undefined;
  }

  #hasService(name: string, namespace: string): boolean {
    return this.#services.get(namespace)?.has(name) ?? false;
  }

  /** True where some namespace has a Service of the name and a workload that the Pod would be of. */
  #hasPodElsewhere(pod: string, service: string): boolean {
    const stem = pod.replace(/-\d+$/, '');
    return this.#anyName.has(stem) && (this.#homes.get(service)?.some((namespace) => this.#workloads.get(namespace)?.has(stem)) ?? false);
  }

  #isNearService(name: string, namespace: string): boolean {
    const alike = this.#heads.get(`${namespace}/${name.slice(0, 6)}`);
    return alike !== undefined && alike.length < 100 && alike.some((other) => isSlipOf(name, other));
  }

  /** True for `default` and what is spelt like a namespace of a known Service. */
  #namespaceLike(name: string): boolean {
    return name === 'default' || nearest(name, this.#services.keys()) !== undefined;
  }

  #isNamespace(name: string): boolean {
    return this.#services.has(name) && !this.#anyName.has(name);
  }

  #pod(text: string, namespace: string, reader: Workload | undefined): PodLabel {
    if (reader && isOwnName(text)) return { text, workload: reader, ordinal: undefined, isOwn: true };
    const find = (name: string) => this.#workloads.get(namespace)?.get(name) ?? this.#unplaced.get(name);
    const [, stem, ordinal] = /^(.+)-(\d+)$/.exec(text) ?? /^(.+)-\$[({]?\w+[)}]?$/.exec(text) ?? [];
    const whole = find(text);
    const workload = whole?.kind === 'Pod' ? whole : stem === undefined ? undefined : find(stem);
    return { text, workload, ordinal: ordinal === undefined ? undefined : Number(ordinal), isOwn: false };
  }
}

/** `$(POD_NAME)` alone is an identity more often than a host. */
function isWholeOwn(pod: PodLabel, host: Host): boolean {
  return pod.isOwn && host.port === undefined && host.scheme === undefined && !host.placed;
}

/** Stands for the name of the Pod that reads it. */
const ownName = '$(metadata.name)';

/** True where one letter of a long word is wrong: `redis-mastr` for `redis-master`; `orders-app` is not `orders-api`. */
export function isSlipOf(name: string, other: string): boolean {
  if (name.length < 6 || distance(name, other, 1) !== 1 || /\d/.test(name + other)) return false;
  const words = name.split('-');
  return other.split('-').every((word, i, all) => all.length !== words.length || word === words[i] || (word.length > 4 && word.replace(/s$/, '') !== words[i]!.replace(/s$/, '')));
}

/** True for `$(POD_NAME)` and `${HOSTNAME}`. */
export function isOwnName(label: string): boolean {
  return label === ownName || /^\$[({]?(?:HOSTNAME|hostname)[)}]?$/.test(label);
}

/** `$(NAMESPACE)` by the variables of the container, where they are written or come from the Pod itself. */
function expand(label: string, reader: Workload | undefined, { container }: Text): string[] {
  const name = /^\$[({]?([A-Za-z_][\w.-]*)[)}]?$/.exec(label)?.[1];
  if (name === undefined || !reader || !container) return [label];
  const variable = envOf(container).find((v) => v.name === name);
  if (variable?.value !== undefined) return variable.value.includes('$') ? [label] : variable.value.toLowerCase().split('.');
  const source = variable && reader.string(...variable.path, 'valueFrom', 'fieldRef', 'fieldPath');
  if (source === 'metadata.namespace') return [reader.namespace];
  return source === 'metadata.name' ? [ownName] : [label];
}

function srvOf(labels: readonly string[]): { srv: ClusterName['srv']; rest: readonly string[] } {
  const [port, protocol, ...rest] = labels;
  if (!port?.startsWith('_') || !protocol?.startsWith('_')) return { srv: undefined, rest: labels };
  return { srv: { port: port.slice(1), protocol: protocol.slice(1) }, rest };
}

/** True where an object says its namespace, or its kustomization does. */
export function isPlaced(resource: Resource, model: Model): boolean {
  return resource.declaredNamespace !== undefined || resource.namespace !== model.options.defaultNamespace;
}

/** A StatefulSet is who the ordinals belong to, whatever else has its name. */
function note(named: Map<string, Workload>, workload: Workload): void {
  if (!named.has(workload.name) || workload.isStatefulSet) named.set(workload.name, workload);
}

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** True where a label holds what only the running container knows. */
export function isComputed(label: string): boolean {
  return label.includes('$');
}
