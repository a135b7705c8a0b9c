import { balancingOf, saysGrpc, targetForm, targetText, type TargetForm } from '../model/grpc.ts';
import { mentionsOf } from '../model/named.ts';
import { defineRule } from '../rule.ts';

const consequences: Partial<Record<TargetForm, string>> = {
  url: 'gRPC clients that take such a URL, as those of .NET and tonic, connect to one of its addresses and stay there',
  passthrough: 'passthrough hands the name on unresolved, so there is one connection, to one of its addresses',
  bare: 'without a scheme it depends on the client: grpc.Dial of Go, unlike NewClient, connects to one of its addresses and stays there',
};

/** Only the dns resolver gives a gRPC client all addresses of a name. */
export default defineRule({
  id: 'grpc-target-scheme',
  subject: 'Service',
  severity: 'info',
  summary: 'a gRPC target asks for `round_robin` over a headless Service without `dns:///`',
  check(service, { model, report }) {
    if (!service.isHeadless) return;
    const said = new Set<string>();
    for (const mention of mentionsOf(service, model)) {
      const consequence = consequences[targetForm(mention)];
      if (consequence === undefined || mention.name.pod || mention.name.srv || !saysGrpc(mention, service)) continue;
      const balancing = balancingOf(mention, model);
      const target = targetText(mention);
      const key = JSON.stringify([mention.resource.kind, mention.resource.namespace, mention.resource.name, target]);
      if (!balancing || said.has(key)) continue;
      said.add(key);
      const port = mention.host.port === undefined ? '' : `:${mention.host.port}`;
      report({
        at: mention.at,
        message: `round_robin is asked for, and Service "${service.name}" is headless, but the target is "${target}": ${consequence}.`,
        help: `Write dns:///${mention.host.text}${port} where the client knows gRPC's name resolution.`,
        related: [{ at: balancing, message: 'round_robin is asked for here' }],
      });
    }
  },
});
