import { ipFamily } from '../model/names.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields. */
export default defineRule({
  id: 'invalid-cluster-ip',
  subject: 'Service',
  severity: 'error',
  summary: '`clusterIP` or `clusterIPs` is neither `None` nor an address, or the two disagree',
  check(service, { report }) {
    const clusterIP = service.string('spec', 'clusterIP') ?? '';
    const clusterIPs = service.list('spec', 'clusterIPs').filter((ip): ip is string => typeof ip === 'string');
    // An ExternalName may have neither; that is another finding.
    if (service.isExternalName) return;
    if (clusterIP && clusterIP !== 'None' && !ipFamily(clusterIP)) {
      const isCase = service.saysNone;
      report({
        at: service.at('spec', 'clusterIP'),
        message: `clusterIP "${clusterIP}" is neither None nor an IP address${isCase ? ': the word is compared letter by letter' : ''}. The API server refuses the Service.`,
        help: isCase ? 'Write clusterIP: None.' : 'Write None for a headless Service, or leave the field out to have an address allocated.',
      });
      return;
    }
    const first = clusterIPs[0];
    if (first === undefined) return;
    if (!clusterIP) {
      report({
        at: service.at('spec', 'clusterIPs'),
        message: `clusterIPs is set without clusterIP; the API server fills in the plural from the singular, never the other way, and refuses the Service.`,
        help: first === 'None' ? 'Write clusterIP: None; clusterIPs can be left out.' : `Write clusterIP: ${first} as well, or leave both out.`,
      });
    } else if (first !== clusterIP) {
      report({
        at: service.at('spec', 'clusterIPs', 0),
        message: `clusterIPs starts with "${first}", but clusterIP is "${clusterIP}"; the API server refuses the Service.`,
        help: 'Make the first entry the same as clusterIP, or leave clusterIPs out.',
        related: [{ at: service.at('spec', 'clusterIP'), message: `clusterIP is "${clusterIP}"` }],
      });
    } else if (clusterIPs.length > 1 && clusterIPs.includes('None')) {
      report({
        at: service.at('spec', 'clusterIPs'),
        message: 'None stands beside other addresses in clusterIPs; the API server refuses the Service.',
        help: 'None is the first and only value of a headless Service.',
      });
    } else if (clusterIPs.length > 2) {
      report({ at: service.at('spec', 'clusterIPs', 2), message: 'clusterIPs holds more than two addresses; the API server refuses the Service.', help: 'Keep one address for each IP family.' });
    }
  },
});
