import type { ZoneRecord } from '../dns/record.ts';
import { compareNames } from '../dns/order.ts';
import { groupBy } from './fold.ts';
import { printable } from './terminal.ts';
import type { ZoneReporter } from './zone.ts';

/** Seconds: what kubeadm sets in CoreDNS' `kubernetes` plugin. */
const ttl = 30;

/** A zone file (RFC 1035, section 5). What has an address or a name that only a running Pod has is a comment. */
export const zoneFile: ZoneReporter = ({ clusterDomain, services, records, notes }) => {
  const out = [`; ${printable(clusterDomain)} as CoreDNS serves it once all Pods are ready`, `$TTL ${ttl}`];
  const sizes = new Map<string, number>();
  for (const { name, type } of records) sizes.set(`${name} ${type}`, (sizes.get(`${name} ${type}`) ?? 0) + 1);
  const byService = groupBy(records, ({ service }) => `${service.namespace}/${service.name}`);
  for (const { namespace, name, type, clusterIP, ports } of services) {
    out.push('', printable(`; ${namespace}/${name}  ${type}  ${clusterIP}  ${ports}`));
    const own = byService.get(`${namespace}/${name}`) ?? [];
    for (const record of [...own].sort((a, b) => Number(a.type === 'PTR') - Number(b.type === 'PTR') || compareNames(a.name, b.name))) {
      out.push(printable(lineOf(record, sizes.get(`${record.name} ${record.type}`)!)));
    }
  }
  if (notes.length) out.push('', ...notes.map(({ file, line, message }) => printable(`; ${file === undefined ? '' : `${file}:${line}: `}${message}`)));
  return `${out.join('\n')}\n`;
};

function lineOf(record: ZoneRecord, size: number): string {
  const { name, type, target, port, pod, address } = record;
  const data = type === 'SRV' ? `0 ${Math.max(1, Math.floor(100 / size))} ${port} ${target}` : (target ?? address ?? (pod === undefined ? '<cluster-ip>' : '<pod-ip>'));
  const text = `${name} ${ttl} IN ${type} ${data}`;
  const isKnown = !text.includes('<');
  return `${isKnown ? '' : '; '}${text}${pod === undefined ? '' : ` ; ${pod}`}`;
}
