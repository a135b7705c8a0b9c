import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, respell, respellAround } from '../names/respell.ts';
import type { Mention } from '../names/mentions.ts';
import type { Change } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'wrong-cluster-domain',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name ends in another domain than the cluster’s, or ends before it',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    const { at, name, host } = mention;
    const cut = slip?.problem === 'cut' ? forEach(slipsLike(mention, model), ({ mention: each }) => respellAround(each, '', '', each.host.text.slice(0, -1))) : undefined;
    if (slip?.problem === 'cut') {
      report({
        at,
        severity: 'warning',
        message: `"${shorten(host.text)}" ends in a dot, so it is looked up as it stands, without the search list, and it lacks the cluster domain: it does not resolve.`,
        fix: cut && { title: 'Leave the dot off', safety: 'unsafe', changes: cut },
        help: `Leave the dot off, or write the name in full: "….svc.${model.options.clusterDomain}.".`,
      });
    } else if (slip?.problem === 'domain') {
      const { meant, proof } = slip;
      const changes = forEach(slipsLike(mention, model), ({ mention: each }) => withDomain(each, meant));
      const fix = changes && ({ title: `Write "${meant}" for "${name.domain}"`, safety: 'unsafe', changes } as const);
      if (!name.endsInSvc) {
        report({
          at,
          severity: 'error',
          message: `"${shorten(host.text)}" has no "svc" between the namespace and the cluster domain: it does not resolve.`,
          help: `Write "${name.service}.${name.namespace}.${meant}".`,
          fix,
        });
        return;
      }
      report({
        at,
        severity: 'warning',
        message: `"${shorten(host.text)}" ends in "${name.domain}", ${proof ? `but the cluster domain is "${meant}"` : `which looks like a slip for the cluster domain "${meant}"`}: the name does not resolve${proof ? '' : `, unless the domain is "${name.domain}"`}.`,
        help: `Write "${meant}", or end the name at "svc": the search list of the Pod adds the domain.`,
        fix,
        related: proof ? [{ at: proof, message: `the cluster domain is "${meant}"` }] : [],
      });
    }
  },
});

function withDomain(mention: Mention, domain: string): Change[] | undefined {
  const { host, name } = mention;
  const word = host.absolute ? host.text.slice(0, -1) : host.text;
  return word.toLowerCase().endsWith(`.${name.domain}`) ? respell(mention, `${word.slice(0, -name.domain!.length)}${domain}`) : undefined;
}
