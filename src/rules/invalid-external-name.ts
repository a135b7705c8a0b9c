import { parseAddress } from '../model/addresses.ts';
import { dns1123SubdomainProblem } from '../model/name-formats.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set, type Remedy } from '../remedy.ts';
import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/core/validation validateService: one trailing dot is allowed. */
export default defineRule({
  id: 'invalid-external-name',
  subject: 'Service',
  severity: 'error',
  summary: '`externalName` is not a DNS name',
  fixable: 'safe',
  check(service, { report }) {
    if (!service.isExternalName) return;
    const written = service.get('spec', 'externalName') ?? '';
    if (typeof written !== 'string' || isPlaceholder(written)) return;
    const at = service.at('spec', 'externalName');
    const name = written.replace(/\.$/, '');
    const address = parseAddress(name);
    if (!name) {
      report({ at, message: 'A Service of type ExternalName needs externalName. The API server refuses the Service.', help: 'Write the DNS name that it stands for.' });
    } else if (address && !name.includes(':')) {
      report({
        at,
        severity: 'warning',
        message: `externalName is an IP address. The API server takes it for a DNS name, but CoreDNS answers NXDOMAIN for "${service.name}": a CNAME cannot lead to an address.`,
        help: 'Use a headless Service without selector and an EndpointSlice that holds the address.',
      });
    } else {
      const problem = address ? 'is an IP address, which a CNAME cannot lead to' : dns1123SubdomainProblem(name);
      if (problem) report({ at, message: `externalName "${shorten(written)}" ${hostIn(name) ? 'is more than a host name' : problem}. The API server refuses the Service.`, help: advice(name, address !== undefined), fix: address ? undefined : remedyFor(service, name) });
    }
  },
});

function advice(name: string, isAddress: boolean): string {
  const host = hostIn(name);
  if (isAddress) return 'Use a headless Service without selector and an EndpointSlice that holds the address.';
  if (host) return `Write the host alone: ${shorten(host)}; scheme, port and path belong to the client.`;
  return dns1123SubdomainProblem(name.toLowerCase()) ? 'Write a DNS name.' : `Write it in lower case: ${shorten(name.toLowerCase())}.`;
}

/** The host of a URL or of `host:port`. */
function hostIn(name: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(name)?.[1] ?? /^([^/:]+)(?::\d+)?(?:\/|$)/.exec(name)?.[1];
  return host === undefined || host === name || dns1123SubdomainProblem(host) ? undefined : host;
}

/** Names in DNS know no case; of a URL the host alone may not be all that was meant. */
function remedyFor(service: Service, name: string): Remedy | undefined {
  const host = hostIn(name);
  const right = host ?? name.toLowerCase();
  return dns1123SubdomainProblem(right) ? undefined : { title: `Write ${shorten(right)}`, safety: host ? 'unsafe' : 'safe', changes: [set(service.at('spec', 'externalName'), right)] };
}
