import { defineRule } from '../rule.ts';

/** pkg/apis/apps/validation: `only allowed for updateStrategy 'RollingUpdate'`. */
export default defineRule({
  id: 'conflicting-update-strategy',
  subject: 'StatefulSet',
  severity: 'error',
  summary: '`updateStrategy` OnDelete with `rollingUpdate` settings',
  check(statefulSet, { report }) {
    if (statefulSet.string('spec', 'updateStrategy', 'type') !== 'OnDelete' || !statefulSet.map('spec', 'updateStrategy', 'rollingUpdate')) return;
    report({
      at: statefulSet.keyAt('spec', 'updateStrategy', 'rollingUpdate'),
      message: 'rollingUpdate belongs to the strategy RollingUpdate; with OnDelete the API server refuses the StatefulSet.',
      help: 'Remove rollingUpdate, or set type: RollingUpdate.',
      related: [{ at: statefulSet.at('spec', 'updateStrategy', 'type'), message: 'type is OnDelete' }],
    });
  },
});
