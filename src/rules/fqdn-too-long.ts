import type { Workload } from '../model/workload.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const kernel = 64;

/** pkg/kubelet/util GetNodenameForKernel: `FQDN … is too long (64 characters is the max, …)`. */
export default defineRule({
  id: 'fqdn-too-long',
  subject: 'Workload',
  severity: 'error',
  summary: '`setHostnameAsFQDN` with a name longer than a hostname may be',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    // On the host network a Pod has the name of its node.
    if (workload.podSpec['setHostnameAsFQDN'] !== true || workload.podSpec['hostNetwork'] === true) return;
    const { subdomain, namespace } = workload;
    const pod = lastPod(workload);
    if (!subdomain || !pod) return;
    const name = `${pod.hostname.slice(0, 63)}.${subdomain}.${namespace}.svc.${model.options.clusterDomain}`;
    if (name.length <= kernel) return;
    // A namespace that nobody wrote down may be shorter than the one that is assumed.
    const isCertain = workload.declaredNamespace !== undefined || name.length - namespace.length + 1 > kernel;
    report({
      at: workload.podKeyAt('setHostnameAsFQDN'),
      severity: isCertain ? 'error' : 'warning',
      message: `"${name}" has ${pod.isGenerated ? 'at least ' : ''}${name.length} characters, and the kernel takes a hostname of at most ${kernel}: the Pod stays in ContainerCreating.`,
      fix: { title: 'Remove setHostnameAsFQDN', safety: 'unsafe', changes: [remove(workload.podAt('setHostnameAsFQDN'))] },
      help: 'Shorten the name of the workload, the Service or the namespace, or leave setHostnameAsFQDN out; DNS does not need it.',
    });
  },
});

/** The last Pod, and the shortest hostname it may have where that ends in random characters; undefined where the controller is unknown. */
function lastPod(workload: Workload): { readonly hostname: string; readonly isGenerated: boolean } | undefined {
  const { kind, name, hostname } = workload;
  const given = (text: string | undefined) => (text ? { hostname: text, isGenerated: false } : undefined);
  if (workload.isStatefulSet) return given(name && `${name}-${workload.firstOrdinal + Math.max(0, (workload.replicas ?? 1) - 1)}`);
  if (workload.isIndexedJob) return given(name && `${name}-${Math.max(0, (workload.number('spec', 'completions') ?? 1) - 1)}`);
  if (hostname) return given(hostname);
  if (!name || !workload.isBuiltIn || kind === 'PodTemplate') return undefined;
  // Generated names are cut to 58 characters before the random part of five (apiserver storage/names).
  return kind === 'Pod' ? given(name) : { hostname: `${`${name}-`.slice(0, 58)}?????`, isGenerated: true };
}
