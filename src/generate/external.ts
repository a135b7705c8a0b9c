import type { EndpointSlice } from 'kubernetes-types/discovery/v1.js';
import { formatAddress, parseAddress } from '../model/addresses.ts';
import { metadataOf, type Terms } from './terms.ts';
import type { FieldPath } from '../diagnostic.ts';
import { because, from, type Draft } from './traced.ts';

/** An address outside the cluster, as the API server wants it written. */
export interface ExternalAddress {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Its name below the Service's. */
  readonly hostname: string | undefined;
  readonly path: FieldPath;
}

/** Texts that are no address are left out; `check` tells of them. */
export function externalAddresses({ spec: { addresses = [], hosts = {} } }: Terms): ExternalAddress[] {
  const written: [string, string | undefined, FieldPath][] = [
    ...Object.entries(hosts).flatMap(([name, of]) => (typeof of === 'string' ? [[of, name, ['hosts', name]] as [string, string, FieldPath]] : of.map((address, i): [string, string, FieldPath] => [address, name, ['hosts', name, i]]))),
    ...addresses.map((address, i): [string, undefined, FieldPath] => [address, undefined, ['addresses', i]]),
  ];
  return written.flatMap(([text, hostname, path]) => {
    const parsed = parseAddress(text);
    return parsed ? [{ address: formatAddress(parsed), family: parsed.family, hostname, path }] : [];
  });
}

export const families = ['IPv4', 'IPv6'] as const;

/** One slice for each family: a slice holds addresses of one. */
export function endpointSlices(terms: Terms): [string, Draft<EndpointSlice>][] {
  const { service, ports } = terms;
  const all = externalAddresses(terms);
  return families.flatMap((family): [string, Draft<EndpointSlice>][] => {
    const endpoints = all.filter((address) => address.family === family);
    if (!endpoints.length) return [];
    const suffix = family.toLowerCase();
    const metadata = metadataOf(terms, `${service}-${suffix}`);
    const slice: Draft<EndpointSlice> = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...metadata,
        labels: {
          ...metadata.labels,
          'kubernetes.io/service-name': because('Ties the slice to its Service.', service),
          'endpointslice.kubernetes.io/managed-by': because("Not the controllers' own value: they would delete the slice.", 'headlint'),
        },
      },
      addressType: family,
      endpoints: endpoints.map(({ address, hostname, path }) => from(path, { addresses: [address], hostname, conditions: { ready: true } })),
      ports: ports.map(({ name, port, protocol, appProtocol }) => from(['ports', name], { name, port, protocol: protocol === 'TCP' ? undefined : protocol, appProtocol })),
    };
    return [[`endpointslice-${suffix}`, slice]];
  });
}
