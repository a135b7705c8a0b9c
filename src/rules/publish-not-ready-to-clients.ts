import { backendsTo } from '../model/backends.ts';
import { governedBy } from '../model/governing.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'publish-not-ready-to-clients',
  subject: 'Service',
  severity: 'warning',
  summary: '`publishNotReadyAddresses` on a Service that serves clients sends them to Pods that are not ready',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (!service.publishesNotReady || service.isExternalName) return;
    // Under another name it has no effect yet.
    if (model.violations.get(service)?.some((v) => v.suggestion?.replaceKey === 'publishNotReadyAddresses')) return;
    const backends = backendsTo(service, model);
    const probed = model.selection(service).workloads.find((w) => w.containers.some((c) => c.fields['readinessProbe']));
    // Peers may find each other through a headless Service of any name, and a cluster IP in front of Pods that are
    // always ready makes no difference.
    // A Service for a single Pod is the Pod's own address.
    const single = 'statefulset.kubernetes.io/pod-name' in service.selector;
    // Who writes out that there is none may well mean None.
    const clusterIP = service.get('spec', 'clusterIP');
    const virtual = clusterIP !== null && clusterIP !== '' && !service.isHeadless && !service.saysNone && probed && !single && !governedBy(service, model).length;
    if (!backends.length && !virtual) return;
    const backend = backends[0];
    report({
      at: service.at('spec', 'publishNotReadyAddresses'),
      severity: backends.length ? 'warning' : 'info',
      message: `publishNotReadyAddresses makes Pods that start, fail their probes or terminate count as ready. ${
        backend ? `${backend.from} sends requests to this Service` : 'Clients reach this Service over its cluster IP'
      }, so some requests go to Pods that cannot answer.`,
      help: 'Keep publishNotReadyAddresses on the headless Service by which peers find each other, and serve clients by a second Service without it.',
      // Where peers may find each other by it, it takes a second Service.
      fix: service.isHeadless || governedBy(service, model).length ? undefined : { title: 'Remove publishNotReadyAddresses', safety: 'unsafe', changes: [remove(service.at('spec', 'publishNotReadyAddresses'))] },
      related: backend
        ? [{ at: backend.from.at(...backend.namePath), message: `${backend.from} sends requests here` }]
        : probed
          ? [{ at: probed.keyAt(...probed.containers.find((c) => c.fields['readinessProbe'])!.path, 'readinessProbe'), message: `readiness probe of ${probed}` }]
          : [],
    });
  },
});
