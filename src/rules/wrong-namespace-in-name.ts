import type { Mention } from '../names/mentions.ts';
import type { Resource } from '../model/resource.ts';
import { slipOf } from '../names/slips.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

export default defineRule({
  id: 'wrong-namespace-in-name',
  subject: 'Mention',
  severity: 'error',
  summary: 'a name leads to another namespace than the one that its Service is in',
  check(mention, { model, report }) {
    const slip = slipOf(mention, model);
    if (slip?.problem !== 'namespace') return;
    const { meant, how } = slip;
    report({
      at: mention.at,
      // What is written leads nowhere by itself; whether another namespace has the Service too, only the cluster knows.
      severity: how === 'missing' && model.scope.together(mention.resource, meant) ? 'error' : 'warning',
      absence: how === 'other',
      message: `"${shorten(mention.host.text)}" ${wrong(mention, meant)[how]}: it does not resolve.`,
      help: how === 'other' && !mention.name.isQualified ? `Add the namespace: "${mention.host.text}.${meant.namespace}".` : `Write "${meant.name}.${meant.namespace}.svc"${mention.name.pod || how === 'missing' ? ', behind the name of the Pod where one is meant' : ''}.`,
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
