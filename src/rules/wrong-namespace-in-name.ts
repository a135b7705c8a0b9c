import type { Mention } from '../names/mentions.ts';
import type { Resource } from '../model/resource.ts';
import { slipOf, slipsLike } from '../names/slips.ts';
import { forEach, labelsOf, respell } from '../names/respell.ts';
import type { Change } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'wrong-namespace-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name leads to another namespace than the one that its Service is in',
  fixable: 'unsafe',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'namespace') return;
    const { meant, how } = slip;
    const changes = forEach(slipsLike(mention, model), ({ mention: each }) => corrected(each, meant, how));
    report({
      at: mention.at,
      // What is written leads nowhere by itself; whether another namespace has the Service too, only the cluster knows.
      severity: how === 'missing' && model.scope.together(mention.resource, meant) ? 'error' : 'warning',
      absence: how === 'other' ? 'Service' : undefined,
      message: `"${shorten(mention.host.text)}" ${wrong(mention, meant)[how]}: it does not resolve.`,
      help: how === 'other' && !mention.name.isQualified ? `Add the namespace: "${mention.host.text}.${meant.namespace}".` : `Write "${meant.name}.${meant.namespace}.svc"${mention.name.pod || how === 'missing' ? ', behind the name of the Pod where one is meant' : ''}.`,
      fix: changes && { title: how === 'other' ? `Write the namespace, "${meant.namespace}"` : `Write "${meant.name}.${meant.namespace}"`, safety: 'unsafe', changes },
      related: [{ at: meant.at('metadata', meant.declaredNamespace === undefined ? 'name' : 'namespace'), message: `${meant} is in namespace "${meant.namespace}"` }],
    });
  },
});

function wrong({ name, resource }: Mention, meant: Resource) {
  const known = `${meant} is in namespace "${meant.namespace}"`;
  return {
    other: name.isQualified ? `looks in namespace "${name.namespace}", but ${known}` : `is looked up in namespace "${resource.namespace}", where it is written, but ${known}`,
    missing: name.namespace === '' ? `has "svc" right behind the Service, where the namespace belongs` : `has the Service "${meant.name}" where the namespace belongs`,
    swapped: `has the Service and the namespace the wrong way round: ${known}`,
  };
}

/** The namespace stands behind the Service; where it is missing, what may stand there instead is not told. */
function corrected(mention: Mention, meant: Resource, how: 'other' | 'missing' | 'swapped'): Change[] | undefined {
  const written = labelsOf(mention);
  if (!written || how === 'missing') return undefined;
  const { labels, service } = written;
  const to = [...labels.slice(0, service), ...(how === 'swapped' ? [meant.name] : labels.slice(service, service + 1)), meant.namespace, ...labels.slice(service + (mention.name.isQualified ? 2 : 1))].join('.');
  return respell(mention, to);
}
