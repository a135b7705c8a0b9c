import type { Deployment } from 'kubernetes-types/apps/v1.js';
import { podTemplate } from './pod.ts';
import { metadataOf, replicasOf, selectorOf, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';
import { volumesOf } from './volumes.ts';

/** Pods that are alike, for clients that choose among all their addresses. */
export function deployment(terms: Terms): Draft<Deployment> {
  const { spec, name } = terms;
  const { type = 'RollingUpdate', maxSurge, maxUnavailable } = spec.update ?? {};
  const rollingUpdate = type === 'Recreate' ? undefined : { maxSurge: maxSurge ?? 1, maxUnavailable: maxUnavailable ?? 0 };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(terms, name),
    spec: {
      replicas: replicasOf(terms, 'Three: one may fail while another is updated.'),
      minReadySeconds: from(['minReadySeconds'], spec.minReadySeconds),
      strategy: spec.update ? from(['update'], { type, rollingUpdate }) : because('A new Pod is in DNS before an old one leaves it, so clients always have the full number.', { type, rollingUpdate }),
      selector: { matchLabels: selectorOf(terms) },
      template: podTemplate(terms, volumesOf(terms)),
    },
  };
}
