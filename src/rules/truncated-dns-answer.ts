import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'truncated-dns-answer',
  subject: 'Workload',
  severity: 'info',
  summary: 'more Pods behind a headless Service than an old Alpine image can resolve',
  options: {
    // Without EDNS an answer over UDP holds 512 bytes: some 29 compressed A records.
    addresses: { type: 'integer', minimum: 1, default: 29, description: 'How many addresses an answer over UDP holds. Dual-stack clusters and servers with a smaller limit have fewer.' },
  },
  check(workload, { model, options: { addresses }, report }) {
    const replicas = workload.number('spec', 'replicas');
    if (replicas === undefined || replicas <= addresses) return;
    const old = workload.containers.find((c) => isOldAlpine(c.fields['image']));
    const service = old && model.servicesOf(workload).find((s) => s.isHeadless);
    if (!service) return;
    report({
      at: workload.at('spec', 'replicas'),
      message: `"${service.name}" resolves to ${replicas} addresses, and an answer over UDP holds some ${addresses}. musl before 1.2.4 (Alpine before 3.18) does not ask again over TCP: what uses it, as in container "${old.name}", sees part of the Pods, or none.`,
      help: 'Use an image with Alpine 3.18 or later, or one with glibc.',
      related: [{ at: workload.at(...old.path, 'image'), message: 'an Alpine before 3.18' }],
    });
  },
});

function isOldAlpine(image: unknown): boolean {
  if (typeof image !== 'string' || image.includes('glibc')) return false;
  const version = /alpine[:-]?v?3\.(\d+)/.exec(image)?.[1];
  return version !== undefined && Number(version) < 18;
}
