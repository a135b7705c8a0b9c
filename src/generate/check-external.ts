import type { FieldPath } from '../diagnostic.ts';
import { parseAddress } from '../model/addresses.ts';
import { dns1123LabelProblem } from '../model/name-formats.ts';
import { shorten } from '../spelling.ts';
import { externalAddresses, families } from './external.ts';
import type { Terms } from './terms.ts';

/** pkg/apis/discovery/validation maxEndpoints. */
const maxEndpoints = 1000;

/** Addresses that endpoints may have; what lint knows of them (loopback, link-local) it says of the output. */
export function checkExternal(terms: Terms): void {
  const { spec, shape, service, report } = terms;
  if (shape !== 'external') return;
  const { hosts = {}, addresses = [] } = spec;
  const written: [string, FieldPath][] = [
    ...Object.entries(hosts).flatMap(([name, of]) => (typeof of === 'string' ? [[of, ['hosts', name]] as [string, FieldPath]] : of.map((address, i): [string, FieldPath] => [address, ['hosts', name, i]]))),
    ...addresses.map((address, i): [string, FieldPath] => [address, ['addresses', i]]),
  ];
  if (!written.length) report({ path: [], on: 'key', message: 'The shape external has neither hosts nor addresses, so the name would not resolve.', help: 'Add hosts with names, or addresses without.' });
  for (const [address, path] of written) {
    if (parseAddress(address)) continue;
    report({ path, message: `${JSON.stringify(shorten(address))} is no IP address.`, help: /[a-z]/i.test(address) && !address.includes(':') ? 'Write an address; for a DNS name use a Service of type ExternalName.' : 'Write the address alone; ports go into ports.' });
  }
  for (const name of Object.keys(hosts)) {
    const problem = dns1123LabelProblem(name);
    if (problem) report({ path: ['hosts', name], on: 'key', message: `The host name ${JSON.stringify(shorten(name))} ${problem}.`, help: 'Write lower-case letters, digits and -.' });
  }
  const seen = new Set<string>();
  const all = externalAddresses(terms);
  for (const { address, path } of all) {
    if (seen.has(address)) report({ path, message: `"${address}" is there already.`, help: 'Remove one of the two.' });
    seen.add(address);
  }
  for (const family of families) if (all.filter((a) => a.family === family).length > maxEndpoints) report({ path: [hosts ? 'hosts' : 'addresses'], on: 'key', message: `There are more than ${maxEndpoints} ${family} addresses, and an EndpointSlice holds no more (Service "${service}").`, help: 'Leave some out.' });
}
