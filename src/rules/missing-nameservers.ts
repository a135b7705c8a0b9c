import { asList, asMap } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validatePodDNSConfig. */
export default defineRule({
  id: 'missing-nameservers',
  subject: 'Workload',
  severity: 'error',
  summary: '`dnsPolicy: None` without nameservers, or more DNS settings than are allowed',
  check(workload, { report }) {
    if (!workload.isBuiltIn) return;
    const config = asMap(workload.podSpec['dnsConfig']);
    const nameservers = asList(config?.['nameservers']);
    const searches = asList(config?.['searches']);
    if (workload.podString('dnsPolicy') === 'None' && !nameservers.length) {
      report({
        at: workload.podAt('dnsPolicy'),
        message: 'dnsPolicy None takes everything from dnsConfig, which names no nameserver. The API server refuses it.',
        help: 'Add dnsConfig.nameservers, or use ClusterFirst.',
      });
    }
    if (nameservers.length > 3) {
      report({ at: workload.podKeyAt('dnsConfig', 'nameservers'), message: `${nameservers.length} nameservers: a resolver takes 3. The API server refuses it.`, help: 'Keep the three that matter.' });
    }
    if (searches.length > 32) {
      report({ at: workload.podKeyAt('dnsConfig', 'searches'), message: `${searches.length} search domains: 32 are allowed. The API server refuses it.`, help: 'Keep the ones that matter.' });
    }
  },
});
