import type { StatefulSet } from 'kubernetes-types/apps/v1.js';
import { podTemplate } from './pod.ts';
import { metadataOf, replicasOf, selectorOf, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';
import { volumesOf } from './volumes.ts';

export function statefulSet(terms: Terms): Draft<StatefulSet> {
  const { spec, name, service, arePeers } = terms;
  const volumes = volumesOf(terms);
  const { type, partition, maxUnavailable } = spec.update ?? {};
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(terms, name),
    spec: {
      serviceName: because('The headless Service that gives each Pod its name.', service),
      replicas: replicasOf(terms, 'Three: one may fail, and the other two are a majority.'),
      ordinals: spec.startOrdinal ? from(['startOrdinal'], { start: spec.startOrdinal }) : undefined,
      podManagementPolicy: spec.podManagement !== undefined ? from(['podManagement'], spec.podManagement) : arePeers ? because('All start together: a first Pod that waits for the others would wait for ever. Cannot be changed later.', 'Parallel') : undefined,
      minReadySeconds: from(['minReadySeconds'], spec.minReadySeconds),
      updateStrategy: spec.update && from(['update'], { type: type ?? 'RollingUpdate', rollingUpdate: partition === undefined && maxUnavailable === undefined ? undefined : { partition, maxUnavailable } }),
      persistentVolumeClaimRetentionPolicy: volumes.claims.length ? retention(terms) : undefined,
      selector: { matchLabels: selectorOf(terms) },
      template: podTemplate(terms, volumes),
      volumeClaimTemplates: volumes.claims.length ? volumes.claims : undefined,
    },
  };
}

function retention({ spec: { retention: wish } }: Terms): { whenDeleted: string; whenScaled: string } {
  const policy = { whenDeleted: wish?.whenDeleted ?? 'Retain', whenScaled: wish?.whenScaled ?? 'Retain' };
  return wish ? from(['retention'], policy) : because('Data outlives the Pods and this object: volumes are deleted by hand.', policy);
}
