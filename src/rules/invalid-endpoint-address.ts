import { endpointAddresses } from '../model/endpoints.ts';
import { ipFamily } from '../model/names.ts';
import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/discovery/validation and pkg/apis/core/validation ValidateEndpointIP. */
export default defineRule({
  id: 'invalid-endpoint-address',
  subject: 'Object',
  severity: 'error',
  summary: 'an address of hand-written endpoints is not one that endpoints may have',
  check(object, { report }) {
    if (object.kind !== 'EndpointSlice' && object.kind !== 'Endpoints') return;
    const type = object.kind === 'EndpointSlice' ? object.string('addressType') : undefined;
    if (type === 'FQDN') return;
    for (const { ip, path } of endpointAddresses(object)) {
      const problem = addressProblem(ip, type);
      if (!problem) continue;
      report({
        at: object.at(...path),
        message: `"${ip}" ${problem}. The API server refuses the ${object.kind}.`,
        help: ipFamily(ip) ? advice(object, ip, type) : 'Write an address; for a DNS name use a Service of type ExternalName.',
      });
    }
  },
});

function addressProblem(ip: string, type: string | undefined): string | undefined {
  const family = ipFamily(ip);
  if (!family) return 'is not an IP address';
  if ((type === 'IPv4' || type === 'IPv6') && type !== family) return `is an ${family} address in a slice of addressType ${type}`;
  if (ip === '0.0.0.0' || /^[0:]+$/.test(ip)) return 'is the unspecified address';
  if (family === 'IPv4' ? ip.startsWith('127.') : /^(?:0{0,4}:){2,7}0{0,3}1$/.test(ip)) return 'is a loopback address, which means another machine for everyone';
  if (family === 'IPv4' ? ip.startsWith('169.254.') : /^fe[89ab][0-9a-f]:/i.test(ip)) return 'is a link-local address';
  if (family === 'IPv4' ? ip.startsWith('224.0.0.') : /^ff[0-9a-f]2:/i.test(ip)) return 'is a link-local multicast address';
  return undefined;
}

function advice(object: Resource, ip: string, type: string | undefined): string {
  return type && type !== ipFamily(ip) && object.kind === 'EndpointSlice' ? `Put it into a slice of its own with addressType: ${ipFamily(ip)}.` : 'Write an address that every node of the cluster can reach.';
}
