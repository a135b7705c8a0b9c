import { dns1123LabelProblem } from '../model/names.ts';
import { defineRule } from '../rule.ts';

const label = 63;
/** `controller-revision-hash` is the name, a dash and a hash of 1 to 10 characters, mostly 10 (facts: HashControllerRevision). */
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
    const help = `Shorten the name to ${safe} characters or fewer. A name cannot be changed in place: Pods and volume claims follow it.`;
    if (pod.length > label) {
      report({ at, message: `The name has ${name.length} characters: the Pod "${pod}" would need a hostname of ${pod.length}, and a DNS label has at most ${label}. The StatefulSet is accepted, its Pods are not.`, help });
    } else if (name.length > safe + 1) {
      report({ at, message: `The name has ${name.length} characters: with the revision hash of up to 10 the label controller-revision-hash is longer than ${label}. The StatefulSet is accepted, but practically no revision can create Pods.`, help });
    } else {
      report({ at, severity: 'warning', message: `The name has ${name.length} characters: with a revision hash of 10, which three revisions of four have, the label controller-revision-hash is longer than ${label} and no Pod is created. It may work now and fail at a later rollout.`, help });
    }
  },
});
