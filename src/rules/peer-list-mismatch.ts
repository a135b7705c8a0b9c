import { needsEveryMember } from '../names/options.ts';
import { peerLists, type PeerList } from '../names/peer-lists.ts';
import { ordinalName, ordinalsOf, scaleOf } from '../model/pods.ts';
import type { Resource } from '../model/resource.ts';
import { strangersIn } from '../names/strangers.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule, type Problem } from '../rule.ts';

export default defineRule({
  id: 'peer-list-mismatch',
  subject: 'StatefulSet',
  severity: 'warning',
  summary: 'a list of Pods leaves some of them out, or has others in it that nothing makes',
  check(statefulSet, { model, report }) {
    for (const list of peerLists(statefulSet, model)) {
      const { first, last, most } = ordinalsOf(statefulSet, model)!;
      const present = [...list.named].filter((n) => n >= first && n <= last).length;
      // A Pod that does not exist is said of its name.
      if (list.mentions.length && [...list.ordinals].some((n) => n < first || n > most)) continue;
      const fate = needsEveryMember(list.option, list.text.text);
      const stranger = list.isOwn || fate !== undefined ? strangersIn(list, model)[0] : undefined;
      if (stranger) {
        report({
          at: stranger.at,
          severity: fate === undefined ? 'info' : 'warning',
          message: `Beside the Pods of ${statefulSet}, the list names "${stranger.text}", and nothing here makes a Pod or a Service for that.${fate === undefined ? ' Nobody will answer there.' : ' Members that never come count for the majority all the same.'}`,
          help: 'Take it out of the list, or lint the list together with the StatefulSet that it means.',
          absence: 'Service',
          related: [{ at: statefulSet.at('spec', 'replicas'), message: `${statefulSet} has ${last - first + 1} Pods` }],
        });
        continue;
      }
      if (list.ordinals.size < 2 || isSeeds(list)) continue;
      const count = last - first + 1;
      if (!list.mentions.length && [...list.ordinals].some((n) => n > most)) {
        report({
          at: list.at,
          message: `The range goes up to "${ordinalName(statefulSet, Math.max(...list.ordinals))}", but ${statefulSet} has ${count} ${count === 1 ? 'Pod' : 'Pods'}: the names above "${ordinalName(statefulSet, last)}" do not resolve.`,
          help: `Let the range end at ${last}, or raise replicas.`,
          related: [{ at: statefulSet.at('spec', 'replicas'), message: `${count} ${count === 1 ? 'replica' : 'replicas'}` }],
        });
        continue;
      }
      const { autoscaler } = scaleOf(statefulSet, model);
      if (present >= count) {
        if (fate !== undefined && autoscaler && most > last && present < most - first + 1) report(outgrown(list, autoscaler, statefulSet, fate));
        continue;
      }
      // Where one of them is written as another address, that is looked at elsewhere.
      if (/localhost|127\.0\.0\.1|0\.0\.0\.0/.test(list.text.text)) continue;
      let missing = first;
      while (list.named.has(missing)) missing += 1;
      const others = count - present > 1 ? ` and ${count - present - 1} more` : '';
      report({
        at: list.at,
        severity: fate === undefined ? 'info' : 'warning',
        message: `The list names ${present} of the ${count} Pods of ${statefulSet}: "${ordinalName(statefulSet, missing)}"${others} ${others ? 'are' : 'is'} not in it. ${fate !== undefined ? fate : `Where it is meant to be all of them, ${others ? 'they are' : 'it is'} never asked.`}`,
        help: `Name every Pod from "${ordinalName(statefulSet, first)}" to "${ordinalName(statefulSet, last)}", or set replicas to what the list has.`,
        related: [{ at: (autoscaler ?? statefulSet).at('spec', autoscaler ? 'minReplicas' : 'replicas'), message: `${statefulSet} has ${count} Pods` }],
      });
    }
  },
});

function outgrown(list: PeerList, autoscaler: Resource, statefulSet: Workload, fate: string): Problem {
  return {
    at: list.at,
    severity: 'info',
    message: `${autoscaler} may add Pods to ${statefulSet} that this list does not name. ${fate}`,
    help: 'Do not scale this StatefulSet automatically, or name every Pod up to maxReplicas.',
    related: [{ at: autoscaler.at('spec', 'maxReplicas'), message: 'the most that there may be' }],
  };
}

/** A few of many are as meant where they tell of the others: seeds, first contacts of clients, and `cockroach start --join`, whose manual asks for three to five. */
function isSeeds({ option, text }: PeerList): boolean {
  return /seed|bootstrap|contact|brokers|^join$/i.test(option) || /^mongodb(?:\+srv)?:/.test(text.text);
}
