import { defineRule } from '../rule.ts';

const kernel = 64;

/** pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain: `FQDN … is too long (64 characters is the max)`. */
export default defineRule({
  id: 'fqdn-too-long',
  subject: 'Workload',
  severity: 'error',
  summary: '`setHostnameAsFQDN` with a name longer than a hostname may be',
  check(workload, { model, report }) {
    if (workload.podSpec['setHostnameAsFQDN'] !== true || workload.podSpec['hostNetwork'] === true) return;
    const { subdomain } = workload;
    if (!subdomain) return;
    const pod = longestPodName(workload);
    const name = `${pod}.${subdomain}.${workload.namespace}.svc.${model.options.clusterDomain}`;
    if (name.length <= kernel) return;
    report({
      at: workload.podKeyAt('setHostnameAsFQDN'),
      message: `"${name}" has ${name.length} characters, and the kernel's hostname at most ${kernel}: the Pod stays in ContainerCreating.`,
      help: 'Shorten the names of workload, Service or namespace, or leave setHostnameAsFQDN out; DNS does not need it.',
    });
  },
});

/** The shortest that the last Pod's hostname can be. */
function longestPodName(workload: { hostname: string | undefined; isStatefulSet: boolean; name: string; firstOrdinal: number; replicas: number | undefined; kind: string }): string {
  if (workload.isStatefulSet) return `${workload.name}-${workload.firstOrdinal + Math.max(0, (workload.replicas ?? 1) - 1)}`;
  if (workload.hostname) return workload.hostname;
  return workload.kind === 'Pod' ? workload.name : `${workload.name}-xxxxx`;
}
