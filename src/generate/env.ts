import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1.js';
import { nearest, shorten } from '../spelling.ts';
import { escapeDollars, formatFixed, formatPod, peerList, peersPath, type PodVariable } from './format.ts';
import type { Variable, VariableSpec, Word } from './spec.ts';
import { hostOf, podNames, secretOf, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';

export interface Environment {
  readonly env: Draft<EnvVar>[];
  readonly envFrom: Draft<EnvFromSource>[];
  readonly command: string[] | undefined;
  readonly args: string[] | undefined;
}

/** The variables of the main container and what is started with them. Those that others refer to come first. */
export function environmentOf(terms: Terms): Environment {
  const { spec, peers } = terms;
  const uses = new Set<PodVariable>();
  const defined = new Set<string>();
  const later = Object.keys(spec.env ?? {});
  const reference = (name: string) => {
    if (defined.has(name) || spec.envFrom?.length) return `$(${name})`;
    if (later.includes(name)) return { message: `{env.${name}} is used before ${name} is defined, so Kubernetes would not fill it in.`, help: `Put ${name} before this variable.` };
    const meant = nearest(name, later);
    return { message: `No variable has the name "${shorten(name)}".`, help: meant ? `Did you mean {env.${meant}}?` : 'Define it under env.' };
  };
  const env: Draft<EnvVar>[] = [];
  const add = (name: string, variable: Draft<EnvVar>) => {
    env.push(variable);
    defined.add(name);
  };
  for (const [i, list] of peers.entries()) {
    const path = peersPath(terms, i);
    const value = escapeDollars(peerList(list, path, terms));
    if (list.env !== undefined) add(list.env, from(path, because(list.count === undefined ? 'One entry for each replica; it follows replicas.' : `The first ${list.count} replicas at most.`, { name: list.env, value })));
  }
  for (const [name, variable] of rendezvous(terms)) add(name, variable);
  const own = { POD_NAME: ownPodName(terms), POD_INDEX: undefined };
  for (const [name, value] of Object.entries(spec.env ?? {})) {
    const variable = from(['env', name], { name, ...valueOf(value, ['env', name], terms, (text, path) => formatPod(text, path, terms, uses, reference)) });
    if (own.POD_NAME !== undefined && name === 'POD_NAME') defined.add(name);
    else add(name, variable);
  }
  const words = (field: 'command' | 'args') => spec[field]?.map((word, i) => from([field, i], wordOf(word, [field, i], terms, uses, reference)));
  const command = words('command');
  const args = words('args');
  const first: Draft<EnvVar>[] = [];
  if (own.POD_NAME !== undefined) first.push(from(['env', 'POD_NAME'], podName));
  else if (uses.has('POD_NAME')) first.push(because('Its own name, for the variables and arguments below.', podName));
  if (uses.has('POD_INDEX')) first.push(because('Its own number, for the variables and arguments below.', podIndex(terms)));
  for (const variable of uses) {
    if (variable === 'POD_NAME' && own.POD_NAME !== undefined) continue;
    if (Object.hasOwn(spec.env ?? {}, variable)) terms.report({ path: ['env', variable], on: 'key', message: `${variable} is set here to something else than the placeholders {pod}, {host} and {ordinal} need it for.`, help: 'Give this variable another name.' });
  }
  return { env: [...first, ...env], envFrom: (spec.envFrom ?? []).map((source, i) => from(['envFrom', i], sourceOf(source))), command, args };
}

const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };

/** Labels that the controllers put on since Kubernetes 1.28. */
function podIndex({ shape }: Terms): Draft<EnvVar> {
  const label = shape === 'job' ? 'batch.kubernetes.io/job-completion-index' : 'apps.kubernetes.io/pod-index';
  return { name: 'POD_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } } };
}

/** POD_NAME as the spec defines it itself, if in the way that placeholders need it. */
function ownPodName({ spec }: Terms): Variable | undefined {
  const variable = spec.env && Object.hasOwn(spec.env, 'POD_NAME') ? spec.env['POD_NAME'] : undefined;
  return typeof variable === 'object' && variable.field === 'metadata.name' ? variable : undefined;
}

function rendezvous(terms: Terms): [string, Draft<EnvVar>][] {
  const { spec, shape, replicas, service, ports } = terms;
  if (shape !== 'job' || spec.rendezvous === false) return [];
  const { address = 'MASTER_ADDR', port = 'MASTER_PORT', size = 'WORLD_SIZE', rank = 'RANK' } = typeof spec.rendezvous === 'object' ? spec.rendezvous : {};
  const variables: [string, Draft<EnvVar>][] = [
    [address, because('Where rank 0 is: a name that stays when its Pod is replaced.', { name: address, value: hostOf(terms, podNames(terms)[0]!, service) })],
    [size, because('How many there are; it follows replicas.', { name: size, value: String(replicas) })],
    [rank, { ...podIndex(terms), name: rank }],
  ];
  if (ports[0]) variables.splice(1, 0, [port, { name: port, value: String(ports[0].port) }]);
  return variables;
}

function valueOf(variable: Variable, path: (string | number)[], terms: Terms, format: (text: string, path: (string | number)[]) => string): Omit<Draft<EnvVar>, 'name'> {
  if (typeof variable !== 'object') return { value: escapeDollars(String(variable)) };
  const { format: text, field, resource, secret, configMap, key, optional }: VariableSpec = variable;
  if (text !== undefined) return { value: format(text, [...path, 'format']) };
  if (field !== undefined) return { valueFrom: { fieldRef: { fieldPath: field } } };
  if (resource !== undefined) return { valueFrom: { resourceFieldRef: { resource } } };
  const selector = { name: secret === undefined ? configMap : secretOf(terms, secret), key: key ?? '', optional };
  return { valueFrom: secret !== undefined ? { secretKeyRef: selector } : { configMapKeyRef: selector } };
}

function wordOf(word: Word, path: (string | number)[], terms: Terms, uses: Set<PodVariable>, defined: Parameters<typeof formatPod>[4]): string {
  return typeof word === 'string' ? escapeDollars(word) : formatPod(word.format, [...path, 'format'], terms, uses, defined);
}

/** Words of a probe. The kubelet expands there only what is known before the container starts. */
export function probeWords(words: readonly Word[], path: (string | number)[], terms: Terms): string[] {
  return words.map((word, i) => (typeof word === 'string' ? escapeDollars(word) : escapeDollars(formatFixed(word.format, [...path, i, 'format'], terms, 'Run a shell, and read the variable there: sh, -c, … $POD_NAME; define it under env.'))));
}

function sourceOf({ secret, configMap, prefix, optional }: NonNullable<Terms['spec']['envFrom']>[number]): Draft<EnvFromSource> {
  return { prefix, ...(secret !== undefined ? { secretRef: { name: secret, optional } } : { configMapRef: { name: configMap, optional } }) };
}
