import { governedBy } from '../model/governing.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const saysHeadless = /(?:^|-)(?:headless|hl|hs)(?:-(?:svc|service))?$/;

/** pkg/registry/core/service/storage allocClusterIPs: no value is a request for an address. */
export default defineRule({
  id: 'empty-cluster-ip',
  subject: 'Service',
  severity: 'warning',
  summary: '`clusterIP` is empty or null, which allocates an address instead of making the Service headless',
  fixable: 'unsafe',
  check(service, { model, report }) {
    const clusterIP = service.get('spec', 'clusterIP');
    if (clusterIP !== null && clusterIP !== '') return;
    if (service.isExternalName || service.saysNone) return;
    const governed = governedBy(service, model);
    if (!governed.length && !saysHeadless.test(service.name)) return;
    const immutable = 'On a live Service the field is immutable: delete it and create it again.';
    report({
      at: service.at('spec', 'clusterIP'),
      message: `clusterIP is ${clusterIP === null ? 'null' : 'empty'}, which means "allocate an address": this Service is not headless, though ${governed.length ? `it governs ${governed[0]}` : 'its name says so'}.`,
      help: service.type === 'ClusterIP' ? `Write clusterIP: None, with that spelling. ${immutable}` : `Write clusterIP: None and remove type: ${service.type}, which a headless Service may not have. ${immutable}`,
      fix: service.type === 'ClusterIP' ? { title: 'Set clusterIP to None', safety: 'unsafe', changes: [set(service.at('spec', 'clusterIP'), 'None')] } : undefined,
      related: governed.map((statefulSet) => ({ at: statefulSet.at('spec', 'serviceName'), message: `${statefulSet} names it` })),
    });
  },
});
