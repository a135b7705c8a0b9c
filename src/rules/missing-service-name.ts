import { headlessTwins } from '../model/governing.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'missing-service-name',
  subject: 'StatefulSet',
  severity: 'warning',
  summary: 'a StatefulSet has no `serviceName`, so its Pods have no DNS names',
  fixable: 'unsafe',
  check(statefulSet, { model, report }) {
    if (statefulSet.serviceName !== undefined) return;
    const written = statefulSet.get('spec', 'serviceName');
    if (written !== undefined && written !== null && written !== '') return;
    const service = headlessTwins(statefulSet, model)[0];
    const at = statefulSet.at('spec', 'serviceName');
    if (service) {
      report({
        at,
        message: `serviceName is not set, so the Pods get no subdomain: "${service.name}" resolves to their addresses, but ${statefulSet.name}-${statefulSet.firstOrdinal}.${service.name} and its siblings do not exist.`,
        help: `Set serviceName: ${service.name}. On a live StatefulSet the field is immutable: delete with --cascade=orphan and create it again.`,
        fix: { title: `Set serviceName to "${service.name}"`, safety: 'unsafe', changes: [set(at, service.name)] },
        related: [{ at: service.at('metadata', 'name'), message: `headless Service "${service.name}" selects these Pods` }],
      });
    } else if ((statefulSet.replicas ?? 1) > 1 && written === undefined) {
      report({
        at,
        severity: 'info',
        message: 'serviceName is not set, so the Pods have no DNS names of their own. The API server accepts this; it is fine where nobody addresses a single Pod.',
        help: 'Where peers or clients need single Pods, add a headless Service and name it here; where not, write serviceName: "" to say so.',
      });
    }
  },
});
