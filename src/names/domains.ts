import { distance } from '../spelling.ts';
import type { Model } from '../model/model.ts';
import type { Place, Resource } from '../model/resource.ts';

/** A cluster domain that a CoreDNS, kubelet or kubeadm configuration in the input sets. */
interface Proof {
  readonly domain: string;
  readonly at: Place;
}

/** What the domain in a name should be, and what says so. */
export interface WrongDomain {
  readonly meant: string;
  /** Undefined where the slip alone tells. */
  readonly proof: Place | undefined;
}

/** The cluster domains that the input proves, and where. */
export function provenDomains(model: Model): { readonly name: string; readonly file: string }[] {
  const byName = new Map(model.derived(proofs).map(({ domain, at }) => [domain, at.resource.document.source.shown]));
  return [...byName].map(([name, file]) => ({ name, file }));
}

const proofs = (model: Model): Proof[] => model.readTexts((text) => text.includes('Corefile') || text.includes('clusterDomain') || text.includes('dnsDomain')).flatMap(proofsIn);

function proofsIn(resource: Resource): Proof[] {
  const set = (domain: string | undefined, at: Place) => (domain === undefined || !/^[a-z0-9][a-z0-9.-]*$/.test(domain) ? [] : [{ domain: domain.replace(/\.$/, ''), at }]);
  if (resource.kind === 'KubeletConfiguration') return set(resource.string('clusterDomain'), resource.at('clusterDomain'));
  if (resource.kind === 'ClusterConfiguration') return set(resource.string('networking', 'dnsDomain'), resource.at('networking', 'dnsDomain'));
  if (resource.kind !== 'ConfigMap') return [];
  return Object.entries(resource.strings('data')).flatMap(([key, text]) => {
    const place = (part: string): Place => ({ resource, path: ['data', key], on: 'value', part: { text: part, nth: 0 } });
    if (key === 'Corefile') {
      return [...text.matchAll(/^[ \t]*kubernetes[ \t]+([^\n{#]+)/gm)].flatMap(([line, zones]) =>
        zones!.split(/\s+/).flatMap((zone) => (/\.arpa\.?$/.test(zone) ? [] : set(zone, place(line.trim())))),
      );
    }
    const [line, domain] = /^\s*(?:clusterDomain|dnsDomain)[ \t]*:[ \t]*["']?([\w.-]+)/m.exec(text) ?? [];
    return line === undefined ? [] : set(domain, place(line.trim()));
  });
}

/**
 * Says what is meant by a domain after `svc` that is not this cluster's: one that another domain is proved for, or that is
 * a slip of the pen. Any other is of some other cluster, and nothing is wrong with it.
 */
export function wrongDomain(domain: string, from: Resource, model: Model): WrongDomain | undefined {
  const proved = model.derived(proofs).filter(({ at }) => model.scope.near(from, at.resource));
  const { clusterDomain } = model.options;
  if (domain === clusterDomain && (clusterDomain !== 'cluster.local' || !proved.length)) return undefined;
  if (proved.some((proof) => proof.domain === domain)) return undefined;
  const proof = proved[0];
  if (domain === 'cluster.local') return { meant: proof?.domain ?? clusterDomain, proof: proof?.at };
  const known = proof?.domain ?? clusterDomain;
  return isSlip(domain, known) ? { meant: known, proof: proof?.at } : undefined;
}

/** True for another domain than the input's own, where no slip is seen: the name is of another cluster. */
export function isForeign(domain: string, from: Resource, model: Model): boolean {
  if (domain === model.options.clusterDomain || wrongDomain(domain, from, model)) return false;
  return !model.derived(proofs).some((proof) => proof.domain === domain && model.scope.near(from, proof.at.resource));
}

function isSlip(domain: string, known: string): boolean {
  // Cut off at either end, turned around, said twice, without its dot.
  if (domain.length > 2 && (known.startsWith(domain) || known.endsWith(`.${domain}`))) return true;
  const more = domain.startsWith(`${known}.`) ? domain.slice(known.length + 1).split('.') : [];
  if (more.length && more.every((label) => label === 'svc' || known.split('.').includes(label))) return true;
  if (domain.split('.').reverse().join('.') === known || domain === `svc.${known}`) return true;
  if (domain.replace(/[.-]/g, '') === known.replace(/[.-]/g, '') || (domain.startsWith(known) && !/[\d.-]/.test(domain.slice(known.length)))) return true;
  const [head = ''] = domain.split('.');
  const [first = ''] = known.split('.');
  // `cluster2.local` and `cluster-b.local` are names of clusters.
  if (/[\d-]/.test(domain) && !/[\d-]/.test(known)) return false;
  return !(head.length > first.length && head.startsWith(first)) && distance(domain, known, 2) <= (known.length > 6 ? 2 : 1);
}
