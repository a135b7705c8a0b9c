import { remove, set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

const annotation = 'service.alpha.kubernetes.io/tolerate-unready-endpoints';

export default defineRule({
  id: 'tolerate-unready-annotation',
  subject: 'Service',
  severity: 'warning',
  summary: 'the annotation `tolerate-unready-endpoints` does nothing since Kubernetes 1.24',
  fixable: 'safe',
  check(service, { report }) {
    const value = service.get('metadata', 'annotations', annotation);
    if (value !== true && !(typeof value === 'string' && /^(?:1|t|true)$/i.test(value))) return;
    const replaced = service.publishesNotReady;
    const effect = service.isHeadless ? 'Pods that are not ready are not in DNS' : 'Pods that are not ready get no traffic';
    report({
      at: service.keyAt('metadata', 'annotations', annotation),
      severity: replaced ? 'info' : 'warning',
      message: `Kubernetes 1.24 removed this annotation, and EndpointSlices never followed it: ${replaced ? 'publishNotReadyAddresses does its work' : effect}.`,
      fix: {
        title: replaced ? 'Remove the annotation' : 'Set publishNotReadyAddresses: true instead',
        safety: replaced ? 'safe' : 'unsafe',
        changes: [remove(service.at('metadata', 'annotations', annotation)), ...(replaced ? [] : [set(service.at('spec', 'publishNotReadyAddresses'), true)])],
      },
      help: replaced ? 'Remove the annotation.' : 'Set spec.publishNotReadyAddresses: true instead.',
    });
  },
});
