import { asList, asMap } from '../model/resource.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validatePodDNSConfig. */
export default defineRule({
  id: 'missing-nameservers',
  subject: 'Workload',
  severity: 'error',
  summary: '`dnsPolicy: None` without nameservers, or more DNS settings than are allowed',
  fixable: 'unsafe',
  check(workload, { minor, report }) {
    if (!workload.isPlain) return;
    const config = asMap(workload.podSpec['dnsConfig']);
    const nameservers = asList(config?.['nameservers']);
    const searches = asList(config?.['searches']);
    const characters = searches.filter((s) => typeof s === 'string').join(' ').length;
    const refusal = workload.refusal(minor);
    // A value of another type is said by wrong-type.
    const isUnread = config?.['nameservers'] != null && !Array.isArray(config['nameservers']);
    if (workload.podString('dnsPolicy') === 'None' && !nameservers.length && !isUnread) {
      report({
        at: workload.podAt('dnsPolicy'),
        message: `dnsPolicy None takes everything from dnsConfig, which names no nameserver. ${refusal}`,
        help: 'Add dnsConfig.nameservers, or use ClusterFirst.',
        fix: { title: 'Set dnsPolicy: ClusterFirst', safety: 'unsafe', changes: [set(workload.podAt('dnsPolicy'), 'ClusterFirst')] },
      });
    }
    if (nameservers.length > 3) {
      report({ at: workload.podKeyAt('dnsConfig', 'nameservers'), message: `dnsConfig names ${nameservers.length} nameservers, and 3 are allowed. ${refusal}`, help: 'Keep the three that matter.' });
    }
    if (searches.length > 32 || characters > 2048) {
      const many = searches.length > 32 ? `${searches.length} search domains, and 32 are allowed` : `search domains of ${characters} characters together, and 2048 are allowed`;
      report({ at: workload.podKeyAt('dnsConfig', 'searches'), message: `dnsConfig names ${many}. ${refusal}`, help: 'Keep the ones that matter.' });
    }
  },
});
