import { calledAt } from '../model/webhooks.ts';
import { defineRule } from '../rule.ts';

/** k8s.io/apiserver pkg/util/proxy ResolveCluster. */
export default defineRule({
  id: 'headless-webhook-service',
  subject: 'Service',
  severity: 'warning',
  summary: 'a webhook or an APIService names a headless Service, which the API server cannot route to',
  check(service, { model, report }) {
    if (!service.isHeadless) return;
    for (const at of calledAt(service, model)) {
      report({
        at,
        message: `Service "${service.name}" is headless, and by default the API server calls webhooks and extension API servers at cluster IPs alone. Its calls fail with 'cannot route to service with ClusterIP "None"'.`,
        help: 'Name a Service with a cluster IP, or drop clusterIP: None. Only an API server with --enable-aggregator-routing reaches Pods directly.',
        related: [{ at: service.at('spec', 'clusterIP'), message: `Service "${service.name}" is headless` }],
      });
    }
  },
});
