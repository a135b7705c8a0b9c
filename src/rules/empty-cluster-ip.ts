import { governedBy } from '../model/governing.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'empty-cluster-ip',
  subject: 'Service',
  severity: 'warning',
  summary: '`clusterIP` is empty or null, which allocates an address instead of making the Service headless',
  check(service, { model, report }) {
    const clusterIP = service.get('spec', 'clusterIP');
    if (clusterIP !== null && clusterIP !== '') return;
    if (service.isExternalName || service.saysNone) return;
    const governed = governedBy(service, model);
    if (!governed.length && !/(?:^|-)(?:headless|hl|hs)$/.test(service.name)) return;
    report({
      at: service.at('spec', 'clusterIP'),
      message: `clusterIP is ${clusterIP === null ? 'null' : 'empty'}, which means "allocate an address": this Service is not headless${governed.length ? `, though it governs ${governed[0]}` : ', though its name says so'}.`,
      help: 'Write clusterIP: None, with that spelling. On a live Service the field is immutable: delete and create it again.',
      related: governed.map((statefulSet) => ({ at: statefulSet.at('spec', 'serviceName'), message: `${statefulSet} names it` })),
    });
  },
});
