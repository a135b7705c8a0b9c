import { slipOf } from '../names/slips.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'wrong-cluster-domain',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name ends in another domain than the cluster’s, or ends before it',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    const { at, name, host } = mention;
    if (slip?.problem === 'cut') {
      report({
        at,
        severity: 'warning',
        message: `"${shorten(host.text)}" ends in a dot, so it is looked up as it stands, without the search list, and it lacks the cluster domain: it does not resolve.`,
        help: `Leave the dot off, or write the name in full: "….svc.${model.options.clusterDomain}.".`,
      });
    } else if (slip?.problem === 'domain') {
      const { meant, proof } = slip;
      if (!name.endsInSvc) {
        report({
          at,
          severity: 'error',
          message: `"${shorten(host.text)}" has no "svc" between the namespace and the cluster domain: it does not resolve.`,
          help: `Write "${name.service}.${name.namespace}.${meant}".`,
        });
        return;
      }
      report({
        at,
        severity: 'warning',
        message: `"${shorten(host.text)}" ends in "${name.domain}", ${proof ? `but the cluster domain is "${meant}"` : `which looks like a slip for the cluster domain "${meant}"`}: the name does not resolve${proof ? '' : `, unless the domain is "${name.domain}"`}.`,
        help: `Write "${meant}", or end the name at "svc": the search list of the Pod adds the domain.`,
        related: proof ? [{ at: proof, message: `the cluster domain is "${meant}"` }] : [],
      });
    }
  },
});
