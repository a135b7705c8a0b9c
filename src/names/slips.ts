import { bareSlip } from './bare-pods.ts';
import { isForeign, wrongDomain, type WrongDomain } from './domains.ts';
import { envOf, varReferences } from '../model/environment.ts';
import { serviceOf } from './lookup.ts';
import { isComputed } from './cluster-names.ts';
import { mentions, type Mention } from './mentions.ts';
import { missingService } from './missing-services.ts';
import { push } from '../model/keys.ts';
import type { Model } from '../model/model.ts';
import { podSlip } from './pod-slips.ts';
import type { Resource } from '../model/resource.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';

/** Why a name does not lead to what it was written for: the first thing that is wrong with it, read from the right. */
export type Slip =
  | (WrongDomain & { readonly problem: 'domain' })
  /** An absolute name that stops before the domain. */
  | { readonly problem: 'cut' }
  /** The Service, or the Pod's StatefulSet, is in another namespace than the name says or the reader is in. */
  | { readonly problem: 'namespace'; readonly meant: Resource; readonly how: 'other' | 'missing' | 'swapped' }
  /** No Service has the name. */
  | { readonly problem: 'service'; readonly meant: Service; readonly workload: Workload | undefined }
  /** A Pod's name stands where the Service's belongs. */
  | { readonly problem: 'missing-service'; readonly workload: Workload }
  /** A Pod's name without a Service. */
  | { readonly problem: 'bare'; readonly workload: Workload; readonly isSure: boolean }
  /** The Pod has its name under another Service. */
  | { readonly problem: 'pod-service'; readonly workload: Workload; readonly service: Service; readonly meant: Service }
  /** There is no such Pod, or it has no name. */
  | { readonly problem: 'pod'; readonly workload: Workload | undefined; readonly service: Service | undefined; readonly why: 'ordinal' | 'no-ordinals' | 'nameless' | 'unknown' };

interface Slipped {
  readonly mention: Mention;
  readonly slip: Slip;
}

const firsts = (model: Model) => {
  /** What is wrong in the same way in the same object, by the mention that is told of. */
  const slips = new Map<Mention, Slipped[]>();
  const seen = new Map<Resource, Map<string, Mention>>();
  // A variable that holds the whole name is judged where it is set.
  const all = mentions(model);
  for (const part of [all.filter((m) => !isVariable(m)), all.filter(isVariable)]) {
    for (const mention of part) {
      const slip = judge(mention, model);
      if (!slip) continue;
      const { namespace, service, domain, pod } = mention.name;
      const workload = 'workload' in slip ? slip.workload?.name : undefined;
      const whose = slip.problem === 'namespace' ? '' : (workload ?? pod?.text.replace(/-\d+$/, ''));
      const key = slip.problem === 'domain' ? domain! : [slip.problem, service, namespace, whose].join('/');
      const of = seen.get(mention.resource) ?? new Map<string, Mention>();
      seen.set(mention.resource, of);
      const first = of.get(slip.problem === 'missing-service' || slip.problem === 'bare' ? `${slip.problem}/${workload}` : key) ?? mention;
      push(slips, first, { mention, slip });
      if (first === mention) of.set(key, mention).set(`${slip.problem}/${workload}`, mention);
    }
  }
  return slips;
};

function isVariable({ host }: Mention): boolean {
  return /^\$[({]?\w+[)}]?$/.test(host.text);
}

/** What is wrong with a name, told of the first of several in one object that have the same wrong. */
export function slipOf(mention: Mention, model: Model): Slip | undefined {
  return model.derived(firsts).get(mention)?.[0]?.slip;
}

/** The mention that is told of and those of its object that have the same wrong. */
export function slipsLike(mention: Mention, model: Model): readonly Slipped[] {
  return model.derived(firsts).get(mention) ?? [];
}

function judge(mention: Mention, model: Model): Slip | undefined {
  const { name, host, resource, text } = mention;
  const { domain } = name;
  // Buckets, images and files are no hosts.
  if (/^(?:s3[an]?|gs|gcs|wasbs?|abfss?|file|unix|docker|oci|git|secret|vault)$/.test(host.scheme ?? '')) return undefined;
  // Rewrites and hosts of the DNS server itself make names of their own.
  if (text.key === 'Corefile' || usesLater(mention)) return undefined;
  if (domain !== undefined && isComputed(domain)) return undefined;
  if (domain !== undefined && !name.endsInSvc) return { problem: 'domain', meant: `svc.${model.options.clusterDomain}`, proof: undefined };
  if (domain !== undefined) {
    const wrong = wrongDomain(domain, resource, model);
    if (wrong) return { problem: 'domain', ...wrong };
    if (isForeign(domain, resource, model)) return undefined;
  }
  if (name.service === '') return bareSlip(mention, model);
  if (host.absolute && domain === undefined && host.placed && (name.endsInSvc || name.pod?.workload)) return { problem: 'cut' };
  const service = serviceOf(mention, model);
  if (!service) return missingService(mention, model);
  return name.pod ? podSlip(mention, service.resource, model) : undefined;
}

/** True where a variable in the name is defined only behind it, which is told of the variable. */
function usesLater({ text, host }: Mention): boolean {
  const env = text.path.lastIndexOf('env');
  const index = text.path[env + 1];
  if (env < 0 || typeof index !== 'number' || !text.container || !host.text.includes('$(')) return false;
  return varReferences(host.text).some(({ name }) => envOf(text.container!).find((v) => v.name === name && v.index > index));
}
