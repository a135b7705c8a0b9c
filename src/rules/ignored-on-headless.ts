import type { Severity } from '../diagnostic.ts';
import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';

const why = 'no proxy stands between clients and the Pods of a headless Service';

/** pkg/api/service/warnings.go and kube-proxy, which leaves headless Services out. */
export default defineRule({
  id: 'ignored-on-headless',
  subject: 'Service',
  severity: 'warning',
  summary: 'a field that has no effect on a headless Service',
  check(service, { report }) {
    if (!service.isHeadless) return;
    for (const [field, severity] of inert(service)) {
      report({
        at: service.at('spec', field),
        severity,
        message: `${field} has no effect here: ${why}. It is accepted and ignored.`,
        help: `Remove ${field}, or set it on a second Service with a cluster IP for the clients that need it.`,
      });
    }
  },
});

function inert(service: Service): [string, Severity][] {
  const found: [string, Severity][] = [];
  if (service.string('spec', 'sessionAffinity') === 'ClientIP') found.push(['sessionAffinity', 'warning']);
  if (service.list('spec', 'externalIPs').length) found.push(['externalIPs', 'warning']);
  if (service.string('spec', 'loadBalancerIP')) found.push(['loadBalancerIP', 'warning']);
  if (service.string('spec', 'internalTrafficPolicy') === 'Local') found.push(['internalTrafficPolicy', 'info']);
  if (service.string('spec', 'trafficDistribution')) found.push(['trafficDistribution', 'info']);
  return found;
}
