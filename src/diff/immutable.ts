import { formatPath, type FieldPath } from '../diagnostic.ts';
import { gatedMayChange, podMayChange, statefulSetMayChange, suspendedMayChange } from '../model/immutable.ts';
import { asMap, fieldAt, type Fields, type Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import type { Problem } from '../rule.ts';
import { difference, type Comparison } from './equality.ts';
import type { Pair } from './pairs.ts';

/** A finding of the kind, before it knows its rule. */
export type Refusal = Pick<Problem, 'at' | 'message' | 'help' | 'severity'> & { readonly before: FieldPath };

/** What the API server refuses in `after` because the cluster has `before`. */
export function refusals({ before, after }: Pair): Refusal[] {
  if (isReplaced(after)) return [];
  if (before instanceof Service && after instanceof Service) return serviceRefusals(before, after);
  switch (after.group === 'discovery.k8s.io' ? 'EndpointSlice' : after.kind) {
    case 'StatefulSet':
      return statefulSetRefusals(before, after);
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
      return changed(before, after, [['spec', 'selector']], `Give the ${after.kind} another name, or delete it and create it again. With --cascade=orphan its Pods live on: the new one takes over those that it selects, and the others have to be deleted by hand.`);
    case 'Job':
      return jobRefusals(before, after);
    case 'Pod':
      return podRefusals(before, after);
    case 'EndpointSlice':
      return changed(before, after, [['addressType']], 'Give the slice of the other family a name of its own, and delete this one.');
    default:
      return [];
  }
}

/** True where a tool deletes the object and creates it again: a hook of Helm or Argo CD, or what they and Flux were told to force. */
function isReplaced(resource: Resource): boolean {
  if (resource.annotation('helm.sh/hook') !== undefined || resource.annotation('argocd.argoproj.io/hook') !== undefined) return true;
  const options = resource.annotation('argocd.argoproj.io/sync-options')?.split(',').map((option) => option.trim()) ?? [];
  return options.includes('Force=true') || resource.annotation('kustomize.toolkit.fluxcd.io/force')?.toLowerCase() === 'enabled';
}

function changed(before: Resource, after: Resource, fields: readonly FieldPath[], help: string | ((field: FieldPath, at: FieldPath) => string), { mayChange, merged }: Pick<Comparison, 'mayChange' | 'merged'> = {}): Refusal[] {
  const comparison: Comparison = { ...(before.isLive !== after.isLive && { partial: before.isLive ? 'after' : 'before' }), ...(mayChange && { mayChange }), ...(merged && { merged }) };
  return fields.filter((field) => before.get(...field) !== undefined || after.get(...field) !== undefined).flatMap((field) => {
    const at = difference(valueOf(before, field), after.get(...field), comparison, field) ?? removed(before, after, field, mayChange);
    if (!at) return [];
    const [was, is] = [before.get(...at), after.get(...at)].map(shown);
    const values = was !== undefined && is !== undefined ? `: it was ${was}, and is ${is} here` : '';
    return [{ at: after.at(...at), before: at, message: `${formatPath(at)} of a ${after.kind} may not change once it exists${values}. The API server refuses the update.`, help: typeof help === 'string' ? help : help(field, at) }];
  });
}

/** kubectl takes out what the last manifest had and this one has not, so that absence counts there. */
function removed(before: Resource, after: Resource, field: FieldPath, mayChange: ReadonlySet<string> = new Set()): FieldPath | undefined {
  const applied = before.isLive ? before.annotation('kubectl.kubernetes.io/last-applied-configuration') : undefined;
  if (applied === undefined) return undefined;
  const was = parsed(applied);
  const at = was && difference(fieldAt(was, field), after.get(...field), { mayChange }, field);
  return at && after.get(...at) === undefined ? at : undefined;
}

function parsed(json: string): Fields | undefined {
  try {
    return asMap(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Before apps/v1 a selector that nobody wrote was the template's labels. */
function valueOf(resource: Resource, field: FieldPath): unknown {
  const value = resource.get(...field);
  return value === undefined && field[1] === 'selector' && resource instanceof Workload && resource.kind !== 'Job' ? { matchLabels: { ...resource.podLabels } } : value;
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'not set';
  if (typeof value === 'object') return undefined;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

const orphan = 'Delete the StatefulSet with --cascade=orphan and create it again: its Pods and volumes live on';

function statefulSetRefusals(before: Resource, after: Resource): Refusal[] {
  const fields = fieldsOf(before, after).filter((name) => !statefulSetMayChange.has(name)).map((name) => ['spec', name]);
  return changed(before, after, fields, ([, field], at) => {
    if (field === 'serviceName') return `${orphan}, and get the new names once each is restarted.`;
    if (field === 'volumeClaimTemplates' && at.includes('requests')) return `${orphan}. Volumes that exist keep their size: patch the PersistentVolumeClaims, where the StorageClass allows expansion.`;
    if (field === 'volumeClaimTemplates' && areOthers(before, after)) return 'Delete the StatefulSet with --cascade=orphan, create it again, and delete its Pods one by one, which cannot change their volumes: they come back with a new volume that is empty. The old PersistentVolumeClaim and what is in it stay.';
    if (field === 'volumeClaimTemplates') return `${orphan}; PersistentVolumeClaims that exist stay as they are.`;
    if (field === 'selector') return `${orphan}, if the new selector still selects them.`;
    return `${orphan}.`;
  });
}

/** True where Pods would need a claim that they have not: the controller tries to put it into them, and is refused. */
function areOthers(before: Resource, after: Resource): boolean {
  const names = (resource: Resource) => resource.list('spec', 'volumeClaimTemplates').map((claim) => fieldAt(claim, ['metadata', 'name']));
  const had = new Set(names(before));
  return names(after).some((name) => !had.has(name));
}

/** pkg/apis/batch/validation ValidateJobSpecUpdate. */
function jobRefusals(before: Resource, after: Resource): Refusal[] {
  const suspended = before.boolean('spec', 'suspend') === true;
  const isIndexed = after.string('spec', 'completionMode') === 'Indexed';
  const inTandem = isIndexed && after.number('spec', 'completions') === (after.number('spec', 'parallelism') ?? 1);
  const fields: FieldPath[] = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'].map((name) => ['spec', name]);
  if (!inTandem && (isIndexed || completions(before) !== completions(after))) fields.push(['spec', 'completions']);
  // The controller writes the selector where nobody asks to do it by hand.
  if (before.boolean('spec', 'manualSelector')) fields.push(['spec', 'selector']);
  const isGone = after.number('spec', 'ttlSecondsAfterFinished') !== undefined;
  const help = 'Delete the Job and create it again (kubectl replace --force), or give it a name of its own, as metadata.generateName does.';
  const template: readonly FieldPath[] = [...(suspended ? [] : [['spec', 'template', 'metadata']]), ['spec', 'template', 'spec']];
  const refused = [...changed(before, after, fields, help), ...changed(before, after, template, help, suspended ? { mayChange: suspendedMayChange } : {})];
  return isGone ? refused.map((each) => ({ ...each, severity: 'info', message: `${each.message.replace(/The API server refuses the update\.$/, '')}The API server refuses the update, unless the Job has finished and is gone (ttlSecondsAfterFinished).` })) : refused;
}

/** batch/v1 SetDefaults_Job: 1 where neither it nor parallelism is set. */
function completions(job: Resource): number | undefined {
  return job.number('spec', 'completions') ?? (job.number('spec', 'parallelism') === undefined ? 1 : undefined);
}

/** Admission adds to these of a Pod: volumes and mounts of its account, containers beside others. kubectl merges them by key. */
const addedToPods: ReadonlySet<string> = new Set(['volumes', 'volumeMounts', 'containers', 'initContainers', 'env', 'imagePullSecrets']);

function podRefusals(before: Resource, after: Resource): Refusal[] {
  const isGated = before.list('spec', 'schedulingGates').length > 0;
  const fields = fieldsOf(before, after).filter((name) => !(isGated && gatedMayChange.has(name)));
  const help = 'Delete the Pod and create it again, or have a Deployment or StatefulSet do that.';
  // Tolerations may be added, as admission does, and gates taken away.
  const [fewer, more] = [!before.isLive && lacking(before, after, 'tolerations', new Set(['tolerationSeconds'])), lacking(after, before, 'schedulingGates')];
  const only = (field: string, message: string): Refusal => ({ at: after.at('spec', field), before: ['spec', field], message: `${message} The API server refuses the update.`, help });
  return [
    ...changed(before, after, fields.map((name) => ['spec', name]), help, { mayChange: podMayChange, merged: addedToPods }),
    ...(fewer ? [only('tolerations', 'Tolerations of a Pod may be added, and not changed or taken away.')] : []),
    ...(more ? [only('schedulingGates', 'Scheduling gates of a Pod may be taken away, and not changed or added.')] : []),
  ];
}

/** True where an item of one list is not in the other. */
function lacking(from: Resource, to: Resource, field: string, mayChange: ReadonlySet<string> = new Set()): boolean {
  const items = to.list('spec', field);
  return from.list('spec', field).some((item) => items.every((each) => difference(item, each, { mayChange }, []) !== undefined));
}

function fieldsOf(before: Resource, after: Resource): string[] {
  return [...new Set([...Object.keys(after.map('spec') ?? {}), ...Object.keys(before.map('spec') ?? {})])];
}

/** pkg/apis/core/validation ValidateServiceUpdate, after pkg/registry/core/service/storage patchAllocatedValues. */
function serviceRefusals(before: Service, after: Service): Refusal[] {
  if (before.isExternalName || after.isExternalName) return [];
  return [...clusterIPRefusals(before, after), ...familyRefusals(before, after), ...loadBalancerRefusals(before, after)];
}

const again = 'Delete the Service and create it again; clients lose its name in between.';

function clusterIPRefusals(before: Service, after: Service): Refusal[] {
  const at = after.at('spec', 'clusterIP');
  const was = before.string('spec', 'clusterIP') ?? '';
  const is = after.string('spec', 'clusterIP') ?? '';
  const fail = (message: string, more: Partial<Refusal> = {}): Refusal[] => [{ at, before: ['spec', 'clusterIP'], message, help: again, ...more }];
  // The address that the API server has picked for what somebody wrote.
  if (was === is || (after.isLive && !was && is !== 'None')) return [];
  if (was === 'None') {
    if (is) return fail(`This Service is headless, and no headless Service gets an address later: clusterIP may not change from None to ${is}. The API server refuses the update.`);
    if (after.type !== 'ClusterIP') return fail(`Without clusterIP the Service stays headless (the API server keeps None), and None is not allowed for type ${after.type}. The API server refuses the update.`, { at: after.at('spec', 'type') });
    return fail('To leave clusterIP: None out changes nothing: the API server keeps it, without a word, and the Service stays headless.', { severity: 'warning', help: `If it is to have an address: ${again.charAt(0).toLowerCase()}${again.slice(1)} If not, write clusterIP: None again.` });
  }
  if (is === 'None') return fail(`This Service has ${was ? `the address ${was}` : 'an address'} in the cluster: clusterIP may not change to None once it is set. The API server refuses the update.`);
  if (!is) return [];
  if (was) return fail(`clusterIP may not change once it is set: it is ${was}, and this says ${is}. The API server refuses the update.`);
  return fail(`The API server has picked an address for this Service, and clusterIP may not change: unless it happens to be ${is}, the update is refused.`, { severity: 'warning', help: 'Leave clusterIP out: the Service keeps the address that it has.' });
}

function familyRefusals(before: Service, after: Service): Refusal[] {
  const [was, is] = [before, after].map((service) => service.list('spec', 'ipFamilies'));
  const policy = after.string('spec', 'ipFamilyPolicy');
  if (was!.length === 2 && is!.length === 1 && policy !== undefined && policy !== 'SingleStack') {
    const path = ['spec', 'ipFamilyPolicy'];
    return [{ at: after.at(...path), before: path, message: `To give up the second IP family, ipFamilyPolicy has to become SingleStack; it is ${policy} here. The API server refuses the update.`, help: 'Write SingleStack, or leave both families.' }];
  }
  if (before.isHeadless || after.isHeadless || !was!.length || !is!.length || was![0] === is![0]) return [];
  const path = ['spec', 'ipFamilies', 0];
  return [{ at: after.at(...path), before: path, message: `The first IP family of a Service may not change once it is set: it is ${shown(was![0])}, and this says ${shown(is![0])}. The API server refuses the update.`, help: again }];
}

function loadBalancerRefusals(before: Service, after: Service): Refusal[] {
  if (before.type !== 'LoadBalancer' || after.type !== 'LoadBalancer') return [];
  const hasBoth = [before, after].every((service) => service.number('spec', 'healthCheckNodePort'));
  return changed(before, after, [['spec', 'loadBalancerClass'], ...(hasBoth ? [['spec', 'healthCheckNodePort']] : [])], again);
}
