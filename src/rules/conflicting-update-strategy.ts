import { remove } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/apps/validation: `only allowed for updateStrategy 'RollingUpdate'`. A DaemonSet may have both. */
const strategies: Readonly<Record<string, { field: string; type: string }>> = {
  StatefulSet: { field: 'updateStrategy', type: 'OnDelete' },
  Deployment: { field: 'strategy', type: 'Recreate' },
};

export default defineRule({
  id: 'conflicting-update-strategy',
  subject: 'Workload',
  severity: 'error',
  summary: '`rollingUpdate` settings with a strategy that does not roll: OnDelete of a StatefulSet, Recreate of a Deployment',
  fixable: 'unsafe',
  check(workload, { report }) {
    const strategy = workload.group === 'apps' && Object.hasOwn(strategies, workload.kind) ? strategies[workload.kind] : undefined;
    if (!strategy) return;
    const { field, type } = strategy;
    // An empty map is refused as well, null is as good as absent.
    if (workload.string('spec', field, 'type') !== type || !workload.map('spec', field, 'rollingUpdate')) return;
    report({
      at: workload.keyAt('spec', field, 'rollingUpdate'),
      message: `rollingUpdate belongs to the strategy RollingUpdate; with ${type} the API server refuses the ${workload.kind}.`,
      help: 'Remove rollingUpdate, or set type: RollingUpdate.',
      fix: { title: 'Remove rollingUpdate', safety: 'unsafe', changes: [remove(workload.at('spec', field, 'rollingUpdate'))] },
      related: [{ at: workload.at('spec', field, 'type'), message: `type is ${type}` }],
    });
  },
});
