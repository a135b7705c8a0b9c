import type { Severity } from '../diagnostic.ts';
import type { Service } from '../model/service.ts';
import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/api/service/warnings.go and kube-proxy, which leaves headless Services out. */
export default defineRule({
  id: 'ignored-on-headless',
  subject: 'Service',
  severity: 'warning',
  summary: 'a field that has no effect on a headless Service',
  fixable: 'safe',
  check(service, { minor, report }) {
    if (!service.isHeadless) return;
    for (const [field, severity] of inert(service, minor)) {
      report({
        at: service.at('spec', field),
        severity,
        message:
          severity === 'warning'
            ? `${field} has no effect on a headless Service: there is no address for kube-proxy to act on, and DNS answers with the Pods themselves.`
            : `${field} has no effect on a headless Service, unless a service mesh reads it: kube-proxy leaves the Service out, and cluster DNS does not look at it.`,
        fix: { title: `Remove ${field}`, safety: severity === 'warning' ? 'safe' : 'unsafe', changes: [field, ...companions(service, field)].map((name) => remove(service.at('spec', name))) },
        help: `Remove ${field}, or set it on a second Service with a cluster IP for the clients that need it.`,
      });
    }
  },
});

/** What says more of a field, and is refused or says nothing without it. */
function companions(service: Service, field: string): string[] {
  const companion = field === 'sessionAffinity' ? 'sessionAffinityConfig' : field === 'externalIPs' ? 'externalTrafficPolicy' : undefined;
  return companion !== undefined && service.has('spec', companion) ? [companion] : [];
}

function inert(service: Service, minor: number): [string, Severity][] {
  const found: [string, Severity][] = [];
  if (service.string('spec', 'sessionAffinity') === 'ClientIP') found.push(['sessionAffinity', 'warning']);
  if (service.list('spec', 'externalIPs').length) found.push(['externalIPs', 'warning']);
  if (service.string('spec', 'loadBalancerIP')) found.push(['loadBalancerIP', 'warning']);
  if (service.string('spec', 'internalTrafficPolicy') === 'Local') found.push(['internalTrafficPolicy', 'info']);
  // Before 1.30 there is no such field, and another value is refused; those are other findings.
  if (minor >= 30 && /^Prefer(?:Close|SameZone|SameNode)$/.test(service.string('spec', 'trafficDistribution') ?? '')) found.push(['trafficDistribution', 'info']);
  return found;
}
