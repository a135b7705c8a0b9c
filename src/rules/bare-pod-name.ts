import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, respell } from '../names/respell.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'bare-pod-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a Pod’s name stands alone as a host, which only the Pod itself can resolve',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'bare') return;
    const { workload, isSure } = slip;
    const { at, name, host, resource } = mention;
    const service = workload.subdomain;
    const own = name.pod!.isOwn;
    const where = host.absolute ? 'With the dot at its end it resolves nowhere' : 'Only the Pod itself resolves it, by /etc/hosts; no other Pod does';
    const changes = service === undefined ? undefined : forEach(slipsLike(mention, model), ({ mention: each }) => (each.host.absolute ? undefined : respell(each, `${each.host.text}.${service}`)));
    report({
      at,
      severity: !isSure ? (own || mention.text.text[host.index - 1] === '@' ? 'warning' : 'info') : own || !model.scope.together(resource, workload) ? 'warning' : 'error',
      absence: 'Service',
      message: `"${shorten(host.text)}" is ${own ? 'the name of the Pod' : `a Pod of ${workload}`} without its Service. ${where}.`,
      help: service === undefined ? 'Give the Pod a hostname and a subdomain, and write <hostname>.<subdomain>.' : `Write "${shorten(host.text.replace(/\.$/, ''))}.${service}"${own ? ' (and use long names where the software tells short from long)' : ''}, or add the Service's domain to dnsConfig.searches.`,
      fix: changes && { title: `Write "${shorten(host.text)}.${service}"`, safety: 'unsafe', changes },
      related: service === undefined ? [] : [{ at: workload.subdomainAt, message: `the Pods have their names under "${service}"` }],
    });
  },
});
