import { parseAddress } from '../model/addresses.ts';
import type { Service } from '../model/service.ts';
import { remove, set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields and pkg/registry/core/service/storage initIPFamilyFields. */
export default defineRule({
  id: 'conflicting-ip-families',
  subject: 'Service',
  severity: 'error',
  summary: '`ipFamilies` and `ipFamilyPolicy` contradict each other or the rest of the Service',
  fixable: 'safe',
  check(service, { report }) {
    if (service.isExternalName) {
      for (const field of forExternalName(service)) {
        report({ at: service.keyAt('spec', field), message: `An ExternalName Service has no addresses and may not set ${field}. The API server refuses it.`, help: `Remove ${field}.`, fix: { title: `Remove ${field}`, safety: 'safe', changes: [remove(service.at('spec', field))] } });
      }
      return;
    }
    const families = service.list('spec', 'ipFamilies');
    const policy = service.string('spec', 'ipFamilyPolicy');
    const twice = families.findIndex((family, i) => typeof family === 'string' && families.indexOf(family) < i);
    // The default is SingleStack, but for headless Services without a selector RequireDualStack, which every cluster takes of them.
    const isFree = service.isHeadless && !service.hasSelector;
    const isSingle = policy === 'SingleStack' || (service.get('spec', 'ipFamilyPolicy') == null && !isFree);
    const ip = service.string('spec', 'clusterIP') ?? '';
    const family = parseAddress(ip)?.family;
    const first = families[0];
    if (twice >= 0) {
      report({ at: service.at('spec', 'ipFamilies', twice), message: `${String(families[twice])} stands twice in ipFamilies. The API server refuses the Service.`, help: 'Name each family once.', fix: { title: `Remove the second ${String(families[twice])}`, safety: 'safe', changes: [remove(service.at('spec', 'ipFamilies', twice))] } });
    } else if (families.length === 2 && isSingle) {
      report({
        at: service.at('spec', policy ? 'ipFamilyPolicy' : 'ipFamilies'),
        message: `ipFamilies names two families, but ipFamilyPolicy is SingleStack${policy ? '' : ' by default'}. The API server refuses the Service.`,
        help: 'Set ipFamilyPolicy: PreferDualStack, or name one family.',
        fix: { title: 'Set ipFamilyPolicy: PreferDualStack', safety: 'unsafe', changes: [set(service.at('spec', 'ipFamilyPolicy'), 'PreferDualStack')] },
        related: policy ? [{ at: service.at('spec', 'ipFamilies'), message: 'two families here' }] : [],
      });
    } else if (family && family !== first && (first === 'IPv4' || first === 'IPv6')) {
      report({
        at: service.at('spec', 'ipFamilies', 0),
        message: `ipFamilies starts with ${first}, but clusterIP ${ip} is an ${family} address. The API server refuses the Service.`,
        fix: families.length === 1 ? { title: `Write ${family}`, safety: 'unsafe', changes: [set(service.at('spec', 'ipFamilies', 0), family)] } : undefined,
        help: `Name ${family} first, or leave ipFamilies out: it follows from clusterIP.`,
        related: [{ at: service.at('spec', 'clusterIP'), message: `clusterIP is an ${family} address` }],
      });
    }
  },
});

/** An empty list is as good as none, and an empty policy is a finding of its own. */
function forExternalName(service: Service): string[] {
  const found: string[] = [];
  if (service.list('spec', 'ipFamilies').length) found.push('ipFamilies');
  if (service.string('spec', 'ipFamilyPolicy')) found.push('ipFamilyPolicy');
  return found;
}
