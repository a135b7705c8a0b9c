import { remove, set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const always = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'ReplicationController']);
const tasks = new Set(['Job', 'CronJob']);

/** pkg/apis/apps/validation and pkg/apis/batch/validation: `spec.template.spec.restartPolicy: Unsupported value`. */
export default defineRule({
  id: 'invalid-restart-policy',
  subject: 'Workload',
  severity: 'error',
  summary: '`restartPolicy` is not one that this kind of workload takes',
  fixable: 'safe',
  check(workload, { report }) {
    const { kind } = workload;
    const policy = workload.podSpec['restartPolicy'] || 'Always';
    // What no Pod takes is another finding.
    if (!workload.isBuiltIn || (policy !== 'Always' && policy !== 'OnFailure' && policy !== 'Never')) return;
    const at = workload.podAt('restartPolicy');
    if (always.has(kind) && policy !== 'Always') {
      report({
        at,
        message: `A ${kind} takes no restartPolicy but Always, which is the default. With ${policy} the API server refuses it.`,
        help: 'Remove restartPolicy; a task that ends is a Job.',
        fix: { title: 'Remove restartPolicy', safety: 'safe', changes: [remove(at)] },
      });
    } else if (tasks.has(kind) && policy === 'Always') {
      report({
        at,
        message: `A ${kind} needs restartPolicy OnFailure or Never${workload.podString('restartPolicy') ? '' : '; without it the default is Always'}. The API server refuses it.`,
        fix: { title: 'Set restartPolicy: OnFailure', safety: 'unsafe', changes: [set(at, 'OnFailure')] },
        help: 'Set restartPolicy: OnFailure, or Never to have a new Pod at each try.',
      });
    }
  },
});
