import type { FieldPath } from '../diagnostic.ts';
import { nearest, shorten } from '../spelling.ts';
import { hostOf, podNames, type Terms } from './terms.ts';
import type { PeersSpec } from './spec.ts';

/** What a placeholder stands for; a refusal says why it stands for nothing here, and what to write instead. */
type Filling = string | { readonly message: string; readonly help: string };
/** Ends in a dot where a name follows: `port.`. */
type Fillings = Readonly<Record<string, (name: string) => Filling>>;

/** What etcd takes of an object is 1.5 MiB. */
const maxLength = 1024 * 1024;

/** The variables that `{pod}` and `{ordinal}` need, which the container defines first. */
export type PodVariable = 'POD_NAME' | 'POD_INDEX';

/** Text that the kubelet expands: what is literal in it stays so. `$$` is a dollar, `$(` begins a variable (third_party/forked/golang/expansion). */
export function escapeDollars(text: string, next = ''): string {
  return text.replace(/\$+/g, (run, at: number) => {
    const after = text[at + run.length] ?? next[0];
    return run.length > 1 || after === '(' || after === '$' ? run + run : run;
  });
}

/** Placeholders that mean the same for every Pod. */
function fixed(terms: Terms): Fillings {
  const { name, namespace, service, clusterDomain, replicas, ports, clients, firstOrdinal } = terms;
  const copies = Math.min(replicas, 3);
  return {
    name: () => name,
    namespace: () => namespace ?? { message: 'The spec names no namespace.', help: 'Set namespace.' },
    service: () => hostOf(terms, service),
    client: () => (clients[0] ? hostOf(terms, clients[0].name) : { message: 'There is no client Service.', help: 'Set client: true.' }),
    domain: () => clusterDomain,
    replicas: () => String(replicas),
    copies: () => String(copies),
    quorum: () => String(Math.floor(copies / 2) + 1),
    first: () => hostNumbered(String(firstOrdinal), terms),
    'pod.': (number) => podNumbered(number, terms),
    'host.': (number) => hostNumbered(number, terms),
    'port.': (wanted) => {
      const port = ports.find((p) => p.name === wanted);
      if (port) return String(port.port);
      const meant = nearest(wanted, ports.map((p) => p.name));
      const known = ports.map((p) => `{port.${p.name}}`).join(', ');
      return { message: `There is no port "${shorten(wanted)}".`, help: meant ? `Did you mean {port.${meant}}?` : known ? `There are ${known}.` : 'Name it under ports.' };
    },
  };
}

function podNumbered(number: string, { shape, name, replicas, firstOrdinal }: Terms): Filling {
  if (shape !== 'stateful' && shape !== 'job') return nameless;
  const last = firstOrdinal + replicas - 1;
  if (/^(?:0|[1-9]\d*)$/.test(number) && Number(number) >= firstOrdinal && Number(number) <= last) return `${name}-${number}`;
  return { message: `There is no Pod with the number "${shorten(number)}".`, help: replicas === 1 ? `The only one has the number ${firstOrdinal}.` : `There are the numbers from ${firstOrdinal} to ${last}.` };
}

function hostNumbered(number: string, terms: Terms): Filling {
  const pod = podNumbered(number, terms);
  return typeof pod === 'string' ? hostOf(terms, pod, terms.service) : pod;
}

const nameless = { message: 'Pods of a Deployment have no names in DNS.', help: 'Use shape: stateful for Pods that are told apart, or {service} for all of them.' };

function lists(terms: Terms): Fillings {
  const known = terms.peers.filter(({ name }) => name !== undefined).map(({ name }) => name!);
  return {
    peers: () => (terms.peers[0] ? peerList(terms.peers[0], peersPath(terms, 0), terms) : { message: 'The spec has no peers.', help: 'Say under peers how an entry of the list looks.' }),
    'peers.': (wanted) => {
      const at = terms.peers.findIndex(({ name }) => name === wanted);
      const meant = nearest(wanted, known);
      return at >= 0 ? peerList(terms.peers[at]!, peersPath(terms, at), terms) : { message: `No entry of peers has the name "${shorten(wanted)}".`, help: meant ? `Did you mean {peers.${meant}}?` : 'Give it one: {name: …, format: …}.' };
    },
  };
}

/** Where an entry of `peers` stands: it may be a list, or the only one. */
export function peersPath({ spec }: Terms, index: number): FieldPath {
  return Array.isArray(spec.peers) ? ['peers', index] : ['peers'];
}

/** The entries of all replicas, or of the first few. Not escaped. */
export function peerList({ format, separator = ',', count }: PeersSpec, path: FieldPath, terms: Terms): string {
  const shared = fixed(terms);
  const entries: string[] = [];
  let broken = false;
  const once: Terms = { ...terms, report: (problem) => ((broken = true), terms.report(problem)) };
  let length = 0;
  for (const [i, pod] of podNames(terms).slice(0, count).entries()) {
    const own = { pod: () => pod, host: () => hostOf(terms, pod, terms.service), ordinal: () => String(terms.firstOrdinal + i) };
    const entry = fill(format, [...path, 'format'], { ...shared, ...own }, once);
    entries.push(entry);
    // What is wrong with one is wrong with all.
    if (broken || (length += entry.length + separator.length) > maxLength) break;
  }
  if (length > maxLength) tooLong([...path, 'format'], terms);
  return entries.join(separator);
}

/** Text of a file, or another that no kubelet expands. */
export function formatFixed(text: string, path: FieldPath, terms: Terms, instead: string): string {
  const differs = (placeholder: string) => () => ({ message: `{${placeholder}} differs from Pod to Pod, and this text is the same in all of them.`, help: instead });
  return fill(text, path, { ...fixed(terms), ...lists(terms), pod: differs('pod'), host: differs('host'), ordinal: differs('ordinal'), 'env.': differs('env') }, terms);
}

/** A command that is typed by hand. */
export function formatCommand(text: string, path: FieldPath, terms: Terms, kubectl: string): string {
  return fill(text, path, { ...fixed(terms), ...lists(terms), kubectl: () => kubectl }, terms);
}

/** Text of a variable, a command or an argument. `uses` gets the variables that it needs, `defined` says which there are. */
export function formatPod(text: string, path: FieldPath, terms: Terms, uses: Set<PodVariable>, defined: (name: string) => Filling): string {
  const { shape, name, service } = terms;
  const use = (variable: PodVariable) => (uses.add(variable), `$(${variable})`);
  // Pods of an Indexed Job have another hostname than name: without the random end.
  const pod = () => (shape === 'job' ? `${name}-${use('POD_INDEX')}` : use('POD_NAME'));
  const escaped = Object.fromEntries(Object.entries({ ...fixed(terms), ...lists(terms) }).map(([key, filling]) => [key, (wanted: string) => escapeFilling(filling(wanted))]));
  const own: Fillings = {
    pod,
    host: () => (shape === 'balanced' ? nameless : hostOf(terms, pod(), service)),
    ordinal: () => (shape === 'balanced' ? nameless : use('POD_INDEX')),
    'env.': (variable) => defined(variable),
  };
  return fill(text, path, { ...escaped, ...own }, terms, escapeDollars);
}

function escapeFilling(filling: Filling): Filling {
  return typeof filling === 'string' ? escapeDollars(filling) : filling;
}

/** Text with constants only, for the keys of overrides. */
export function formatKey(text: string, path: FieldPath, terms: Terms): string {
  return /[{}]/.test(text) ? fill(text, path, fixed(terms), terms) : text;
}

/** Replaces the placeholders of a text and reports those that stand for nothing. */
function fill(text: string, path: FieldPath, fillings: Fillings, terms: Terms, escape: (text: string, next: string) => string = (literal) => literal): string {
  const parts: { readonly text: string; readonly isLiteral: boolean }[] = [];
  const said = new Set<string>();
  let length = 0;
  let literal = 0;
  const push = (part: string, isLiteral: boolean) => {
    parts.push({ text: part, isLiteral });
    length += part.length;
  };
  for (const match of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g)) {
    push(text.slice(literal, match.index), true);
    literal = match.index + match[0].length;
    if (match[1] === undefined) {
      push(match[0][0]!, true);
      if (match[0].length === 1 && !said.has(match[0])) {
        said.add(match[0]);
        terms.report({ path, message: `A single "${match[0]}" begins or ends no placeholder.`, help: `Write "${match[0]}${match[0]}" for the character itself.` });
      }
      continue;
    }
    const filling = fillingOf(match[1], fillings);
    if (typeof filling === 'string') push(filling, false);
    else if (!said.has(match[0])) {
      said.add(match[0]);
      terms.report({ path, ...filling });
    }
    if (length > maxLength) {
      tooLong(path, terms);
      break;
    }
  }
  push(text.slice(literal), true);
  let next = '';
  const texts: string[] = [];
  for (const part of parts.reverse()) {
    texts.push(part.isLiteral ? escape(part.text, next) : part.text);
    if (part.text) next = part.text;
  }
  return texts.reverse().join('');
}

function fillingOf(placeholder: string, fillings: Fillings): Filling {
  const dot = placeholder.indexOf('.') + 1;
  const key = dot ? placeholder.slice(0, dot) : placeholder;
  if (Object.hasOwn(fillings, key)) return fillings[key]!(placeholder.slice(dot || placeholder.length));
  const known = Object.keys(fillings).map((name) => (name.endsWith('.') ? `${name}NAME` : name));
  const meant = nearest(placeholder, known) ?? known.find((name) => name.startsWith(`${placeholder}.`));
  return {
    message: `"${shorten(`{${placeholder}}`)}" is no placeholder.`,
    help: `${meant ? `Did you mean {${meant}}?` : `There are ${known.map((name) => `{${name}}`).join(' ')}.`} Literal braces are doubled: {{ and }}.`,
  };
}

function tooLong(path: FieldPath, terms: Terms): void {
  terms.report({ path, message: 'Filled in, this text has more than a million characters: no Kubernetes object is that large.', help: 'Use the placeholder less often, or a shorter format.' });
}
