import { dns1123SubdomainProblem, ipFamily } from '../model/names.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'invalid-external-name',
  subject: 'Service',
  severity: 'error',
  summary: '`externalName` is not a DNS name',
  check(service, { report }) {
    if (!service.isExternalName) return;
    const name = service.string('spec', 'externalName');
    const at = service.at('spec', 'externalName');
    if (!name) {
      if (service.get('spec', 'externalName') == null || name === '') {
        report({ at, message: 'An ExternalName Service without externalName: the API server refuses it.', help: 'Write the DNS name that it stands for.' });
      }
      return;
    }
    if (ipFamily(name) === 'IPv4') {
      report({
        at,
        severity: 'warning',
        message: `externalName is an IP address. The API server takes it for a name, and CoreDNS answers NXDOMAIN for "${service.name}": a CNAME cannot lead to an address.`,
        help: 'Use a headless Service without selector and an EndpointSlice that holds the address.',
      });
      return;
    }
    const problem = dns1123SubdomainProblem(name.replace(/\.$/, ''));
    if (!problem) return;
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(name)?.[1] ?? /^([^/:]+)[:/]/.exec(name)?.[1];
    report({
      at,
      message: `externalName "${name}" ${host ? 'is more than a host name' : problem}. The API server refuses the Service.`,
      help: host ? `Write the host alone: ${host}; scheme, port and path belong to the client.` : 'Write a DNS name.',
    });
  },
});
