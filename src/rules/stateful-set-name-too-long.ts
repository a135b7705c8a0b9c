import { dns1123LabelProblem } from '../model/name-formats.ts';
import { defineRule } from '../rule.ts';

const label = 63;
/** `controller-revision-hash` is the name, a dash and a hash of 1 to 10 digits, mostly 10 (pkg/controller/history HashControllerRevision). */
const safe = label - 1 - 10;

export default defineRule({
  id: 'stateful-set-name-too-long',
  subject: 'StatefulSet',
  severity: 'error',
  summary: 'the name of a StatefulSet leaves no room for the labels of its Pods',
  check(statefulSet, { report }) {
    const { name } = statefulSet;
    if (name.length <= safe || dns1123LabelProblem(name)) return;
    const last = statefulSet.firstOrdinal + Math.max(0, (statefulSet.replicas ?? 1) - 1);
    const pod = `${name}-${last}`;
    const at = statefulSet.at('metadata', 'name');
    const help = `Shorten the name to ${safe} characters or fewer. A live StatefulSet cannot be renamed: a new one starts with new Pods and volume claims.`;
    const long = `The name has ${name.length} characters`;
    if (pod.length > label) {
      report({ at, message: `${long}, and that of Pod ${last} has ${pod.length}: a hostname takes at most ${label}. The StatefulSet is accepted, but this Pod can never be created (FailedCreate).`, help });
    } else if (name.length > safe + 1) {
      report({ at, message: `${long}. With the revision hash, which has up to 10, the label controller-revision-hash is longer than ${label}: the StatefulSet is accepted, but its Pods are refused (FailedCreate).`, help });
    } else {
      report({ at, severity: 'warning', message: `${long}. Three of four revisions have a hash of 10, which makes the label controller-revision-hash longer than ${label}, and no Pod can be created. It may work now and fail at a later rollout.`, help });
    }
  },
});
