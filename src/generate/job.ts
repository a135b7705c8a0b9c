import type { Job } from 'kubernetes-types/batch/v1.js';
import { podTemplate } from './pod.ts';
import { metadataOf, replicasOf, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';
import { volumesOf } from './volumes.ts';

/** Pods with a number each that work together until all are done. */
export function indexedJob(terms: Terms): Draft<Job> {
  const { spec, name, service, replicas } = terms;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(terms, name),
    spec: {
      completionMode: because('Each Pod has a number, and a hostname that ends in it.', 'Indexed'),
      completions: replicasOf(terms, 'Three, the default of headlint: write replicas.'),
      parallelism: because('All at a time: none can begin without the others.', replicas),
      backoffLimit: from(['backoffLimit'], spec.backoffLimit),
      activeDeadlineSeconds: from(['activeDeadlineSeconds'], spec.activeDeadlineSeconds),
      ttlSecondsAfterFinished: from(['ttlSecondsAfterFinished'], spec.ttlSecondsAfterFinished),
      template: podTemplate(terms, volumesOf(terms), {
        subdomain: because('The headless Service below which the Pods have their names; Kubernetes sets the hostnames.', service),
        restartPolicy: spec.restartPolicy === undefined ? because('A process that fails starts anew in its Pod, with the same name and address.', 'OnFailure') : from(['restartPolicy'], spec.restartPolicy),
      }),
    },
  };
}
