import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, respellService } from '../names/respell.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** k8s.io/endpointslice util ShouldSetHostname: an endpoint has a hostname only in the Service that is the Pod's subdomain. */
export default defineRule({
  id: 'wrong-service-in-pod-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a Pod is named under a Service that is not the one its names are under',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'pod-service') return;
    const { workload, service, meant } = slip;
    const changes = forEach(slipsLike(mention, model), ({ mention: each }) => respellService(each, meant.name));
    report({
      at: mention.at,
      severity: model.scope.together(mention.resource, workload) ? 'error' : 'warning',
      message: `"${shorten(mention.host.text)}" does not resolve: the Pods of ${workload} have their names under "${meant.name}" (${workload.isStatefulSet ? 'serviceName' : 'subdomain'}), not under "${service.name}".`,
      help: `Write "${meant.name}" for "${service.name}".`,
      fix: changes && { title: `Write "${meant.name}" for "${service.name}"`, safety: 'unsafe', changes },
      related: [
        { at: workload.subdomainAt, message: `the Pods have their names under "${meant.name}"` },
        { at: service.at('metadata', 'name'), message: `Service "${service.name}" gives them none` },
      ],
    });
  },
});
