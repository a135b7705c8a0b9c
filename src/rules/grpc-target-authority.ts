import { targetForm, targetText } from '../names/grpc.ts';
import type { Mention } from '../names/mentions.ts';
import type { Model } from '../model/model.ts';
import { Service } from '../model/service.ts';
import { respellAround } from '../names/respell.ts';
import { defineRule } from '../rule.ts';

/** gRPC doc/naming.md: `dns:[//authority/]host[:port]`. */
export default defineRule({
  id: 'grpc-target-authority',
  subject: 'Mention',
  severity: 'warning',
  summary: 'a gRPC target of the form `dns://host:port` names a DNS server and nothing to resolve',
  fixable: 'safe',
  check(mention, { model, report }) {
    if (targetForm(mention) !== 'authority' || isDnsServer(mention, model)) return;
    const { host, text } = mention;
    const after = text.text.slice(host.index + host.text.length).replace(/^:\d+/, '');
    const rest = /^\/[\w$[][^\s"',]*/.exec(after)?.[0];
    const target = targetText(mention);
    const right = rest === undefined ? target.replace(/^dns:\/\//i, 'dns:///') : `dns:///${rest.slice(1)}`;
    const scheme = rest === undefined ? /dns:\/\/$/i.exec(text.text.slice(0, host.index))?.[0] : undefined;
    const changes = scheme === undefined ? undefined : respellAround(mention, scheme, '', `dns:///${host.text}`);
    report({
      at: mention.at,
      message:
        rest === undefined
          ? `gRPC reads what follows "dns://" as the DNS server to ask, so "${target}" names nothing to resolve, and the client gets no connection.`
          : `gRPC reads what stands before the slash as the DNS server to ask: "${target}${rest}" sends queries to "${host.text}", which does not answer them.`,
      help: `Write ${right}, with three slashes.`,
      // What stands before the slash may have been meant for a DNS server.
      fix: changes && { title: `Write ${right}`, safety: 'safe', changes },
    });
  },
});

/** True where the name is that of a DNS server, as far as is known. */
function isDnsServer({ name, host, resource }: Mention, model: Model): boolean {
  if (host.port === 53 || /dns|resolver/.test(name.service)) return true;
  const service = model.find('Service', name.namespace, name.service, resource)?.resource;
  return service instanceof Service && service.ports.some((port) => port.port === 53 || port.targetPort === 53);
}
