import { governing } from '../model/governing.ts';
import { startsAlone } from '../names/options.ts';
import { peersOf } from '../names/peers.ts';
import { scaleOf } from '../model/pods.ts';
import { clusterProbe } from '../names/readiness.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/controller/statefulset/stateful_set_control.go: without Parallel the next Pod is made once the one before is Running and Ready. */
export default defineRule({
  id: 'ordered-ready-deadlock',
  subject: 'StatefulSet',
  severity: 'info',
  summary: 'the first Pod may wait for others that are created only when it is Ready',
  fixable: 'unsafe',
  check(statefulSet, { model, report }) {
    if (statefulSet.string('spec', 'podManagementPolicy') === 'Parallel' || scaleOf(statefulSet, model).most < 2) return;
    const service = governing(statefulSet, model).link?.resource;
    // Where the names are not published, that comes first.
    const peers = peersOf(statefulSet, model).filter((peer) => !startsAlone(peer.option, true) && (peer.isPod || !peer.isAwaited) && peer.service.publishesNotReady && (!peer.isPod || peer.service === service));
    const probe = clusterProbe(statefulSet, peers);
    if (!probe) return;
    report({
      at: statefulSet.at('spec', 'podManagementPolicy'),
      message: `Pods are created one by one, each after the one before is Ready (OrderedReady${statefulSet.has('spec', 'podManagementPolicy') ? '' : ', the default'}). If the ${probe.field} of "${statefulSet.name}-${statefulSet.firstOrdinal}" waits for a majority, the others never come, at the latest after a full stop.`,
      help: 'Set podManagementPolicy: Parallel, unless one Pod alone becomes Ready. On a live StatefulSet the field is immutable: delete with --cascade=orphan and create it again.',
      fix: { title: 'Set podManagementPolicy: Parallel', safety: 'unsafe', changes: [set(statefulSet.at('spec', 'podManagementPolicy'), 'Parallel')] },
      related: [
        { at: probe.at, message: `${probe.field}` },
        { at: peers[0]!.mention.at, message: 'looks for its peers' },
      ],
    });
  },
});
