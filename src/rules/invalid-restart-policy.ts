import { defineRule } from '../rule.ts';

const always = new Set(['StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'ReplicationController']);
const tasks = new Set(['Job', 'CronJob']);

/** pkg/apis/apps/validation and pkg/apis/batch/validation: `spec.template.spec.restartPolicy: Unsupported value`. */
export default defineRule({
  id: 'invalid-restart-policy',
  subject: 'Workload',
  severity: 'error',
  summary: '`restartPolicy` is not one that this kind of workload takes',
  check(workload, { report }) {
    const policy = workload.podString('restartPolicy');
    if (policy !== undefined && !['Always', 'OnFailure', 'Never'].includes(policy)) return;
    if (always.has(workload.kind) && policy !== undefined && policy !== 'Always') {
      report({
        at: workload.podAt('restartPolicy'),
        message: `A ${workload.kind} takes no restartPolicy but Always, which is the default; with ${policy} the API server refuses it.`,
        help: 'Remove restartPolicy; a task that ends is a Job.',
      });
    } else if (tasks.has(workload.kind) && (policy === undefined || policy === 'Always')) {
      report({
        at: workload.podAt('restartPolicy'),
        message: `A ${workload.kind} needs restartPolicy OnFailure or Never${policy === undefined ? '; without it the default is Always' : ''}, and the API server refuses it.`,
        help: 'Set restartPolicy: OnFailure or Never.',
      });
    }
  },
});
