import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields. */
export default defineRule({
  id: 'conflicting-ip-families',
  subject: 'Service',
  severity: 'error',
  summary: '`ipFamilies` and `ipFamilyPolicy` contradict each other, or ask for what few clusters have',
  check(service, { report }) {
    const families = service.list('spec', 'ipFamilies');
    const policy = service.string('spec', 'ipFamilyPolicy');
    if (service.isExternalName) {
      for (const field of ['ipFamilies', 'ipFamilyPolicy']) {
        if (service.get('spec', field) == null) continue;
        report({ at: service.keyAt('spec', field), message: `An ExternalName Service has no addresses and may not set ${field}; the API server refuses it.`, help: `Remove ${field}.` });
      }
    } else if (families.length > 1 && families[0] === families[1]) {
      report({ at: service.at('spec', 'ipFamilies', 1), message: `${String(families[1])} stands twice in ipFamilies; the API server refuses the Service.`, help: 'Name each family once.' });
    } else if (families.length > 1 && policy === 'SingleStack') {
      report({
        at: service.at('spec', 'ipFamilyPolicy'),
        message: 'ipFamilies names two families, but ipFamilyPolicy is SingleStack; the API server refuses the Service.',
        help: 'Set ipFamilyPolicy: PreferDualStack, or name one family.',
        related: [{ at: service.at('spec', 'ipFamilies'), message: 'two families here' }],
      });
    } else if (policy === 'RequireDualStack' && service.hasSelector) {
      report({
        at: service.at('spec', 'ipFamilyPolicy'),
        severity: 'info',
        message: 'RequireDualStack is refused by clusters with a single IP family.',
        help: 'PreferDualStack gives both families where the cluster has them and works elsewhere.',
      });
    }
  },
});
