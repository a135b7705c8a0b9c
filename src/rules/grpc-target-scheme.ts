import { balancingOf, saysGrpc, targetForm, targetText, type TargetForm } from '../names/grpc.ts';
import type { Mention } from '../names/mentions.ts';
import { sayings } from '../names/named.ts';
import { respell } from '../names/respell.ts';
import { defineRule } from '../rule.ts';

const consequences: Partial<Record<TargetForm, string>> = {
  url: 'gRPC clients that take such a URL, as those of .NET and tonic, connect to one of its addresses and stay there',
  passthrough: 'passthrough hands the name on unresolved, so there is one connection, to one of its addresses',
  bare: 'without a scheme it depends on the client: grpc.Dial of Go, unlike NewClient, connects to one of its addresses and stays there',
};

/** Envoy, HAProxy and NGINX resolve names in their own ways. */
function isOfProxy({ text, host }: Mention): boolean {
  return /\blb_policy\b|\bsocket_address\b|^\s*(?:balance|backend|upstream|listen)\s/m.test(text.text.slice(Math.max(0, host.index - 2000), host.index + 500));
}

/** Only the dns resolver gives a gRPC client all addresses of a name. */
export default defineRule({
  id: 'grpc-target-scheme',
  subject: 'Service',
  severity: 'info',
  summary: 'a gRPC target asks for `round_robin` over a headless Service without `dns:///`',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (!service.isHeadless) return;
    const what = (mention: Mention) => {
      const isTarget = consequences[targetForm(mention)] !== undefined && !mention.name.pod && !mention.name.srv && saysGrpc(mention, service);
      return isTarget && !isOfProxy(mention) && balancingOf(mention, model) ? targetText(mention) : undefined;
    };
    for (const { mention, all, again } of sayings(service, model, what)) {
      const target = targetText(mention);
      const consequence = consequences[targetForm(mention)]!;
      const balancing = balancingOf(mention, model)!;
      const port = mention.host.port === undefined ? '' : `:${mention.host.port}`;
      report({
        at: mention.at,
        message: `round_robin is asked for, and Service "${service.name}" is headless, but the target is "${target}": ${consequence}.`,
        help: `Write dns:///${mention.host.text}${port} where the client knows gRPC's name resolution.`,
        fix: targetForm(mention) === 'bare' ? { title: `Write dns:///${mention.host.text}${port}`, safety: 'unsafe', changes: all.flatMap((each) => respell(each, `dns:///${each.host.text}`)) } : undefined,
        related: [{ at: balancing, message: 'round_robin is asked for here' }, ...again],
      });
    }
  },
});
