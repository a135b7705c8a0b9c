import type { ZoneReporter } from './zone.ts';

/** The contract of schemas/dns.schema.json. */
export const zoneJson: ZoneReporter = ({ clusterDomain, records, notes }) => `${JSON.stringify({ version: 1, clusterDomain, records, notes }, undefined, 2)}\n`;
