import { formatAddress, parseAddress, type Address } from '../model/addresses.ts';
import { endpointAddresses } from '../model/endpoints.ts';
import { dns1123LabelProblem, dns1123SubdomainProblem } from '../model/name-formats.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/discovery/validation and pkg/apis/core/validation ValidateEndpointIP. */
export default defineRule({
  id: 'invalid-endpoint-address',
  subject: 'Object',
  severity: 'error',
  summary: 'an address of hand-written endpoints is not one that endpoints may have',
  fixable: 'safe',
  check(object, { minor, report }) {
    if (object.kind !== 'EndpointSlice' && object.kind !== 'Endpoints') return;
    const type = object.kind === 'EndpointSlice' ? object.string('addressType') : undefined;
    // An addressType that does not exist, or none, is another finding.
    if (object.kind === 'EndpointSlice' && !/^(?:IPv4|IPv6|FQDN)$/.test(type ?? '')) return;
    for (const { ip, path } of endpointAddresses(object)) {
      if (isPlaceholder(ip)) continue;
      const address = parseAddress(ip);
      const problem = type === 'FQDN' ? domainProblem(ip) : addressProblem(ip, address, type, minor);
      if (!problem) continue;
      const written = address && (!type || type === address.family) ? formatAddress(address) : undefined;
      const canonical = written !== undefined && written !== ip && !addressProblem(written, parseAddress(written), type, minor) ? written : undefined;
      report({
        at: object.at(...path),
        message: `"${shorten(ip)}" ${problem}. The API server refuses the ${object.kind}.`,
        fix: canonical === undefined ? undefined : { title: `Write ${canonical}`, safety: 'safe', changes: [set(object.at(...path), canonical)] },
        help: type === 'FQDN' ? 'Write a full DNS name, or use a Service of type ExternalName.' : advice(ip, address, type),
      });
    }
  },
});

function addressProblem(ip: string, address: Address | undefined, type: string | undefined, minor: number): string | undefined {
  if (!address) return 'is not an IP address';
  const { family, bytes, legacy } = address;
  if (type && type !== family) return `is an ${family} address in a slice of addressType ${type}`;
  const [a, b, c] = bytes as [number, number, number];
  const isFour = family === 'IPv4';
  if (bytes.every((byte) => byte === 0)) return 'is the unspecified address';
  if (isFour ? a === 127 : formatAddress(address) === '::1') return 'is a loopback address, which means another machine for everyone';
  if (isFour ? a === 169 && b === 254 : a === 0xfe && b >> 6 === 2) return 'is a link-local address';
  if (isFour ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 15) === 2) return 'is a link-local multicast address';
  if (legacy && minor >= 36) return legacy;
  // Only slices insist on the one form (validation.IsValidIP), from 1.33 on.
  return type === 'IPv6' && minor >= 33 && formatAddress(address) !== ip ? 'is not in canonical form' : undefined;
}

/** apimachinery IsFullyQualifiedDomainName. */
function domainProblem(name: string): string | undefined {
  const bare = name.replace(/\.$/, '');
  if (!bare.includes('.')) return 'is not a full DNS name: it has one label only';
  return dns1123SubdomainProblem(bare) ?? bare.split('.').map(dns1123LabelProblem).find((problem) => problem);
}

function advice(ip: string, address: Address | undefined, type: string | undefined): string {
  if (!address) return /^[\d.:]+(?:\/\d+|:\d+)$/.test(ip) ? 'Write the address alone; ports go into ports.' : 'Write an address; for a DNS name use a Service of type ExternalName.';
  if (type && type !== address.family) return `Put it into a slice of its own with addressType: ${address.family}.`;
  return formatAddress(address) === ip ? 'Write an address that every node of the cluster can reach.' : `Write ${formatAddress(address)}.`;
}
