/** IP addresses as the API server reads them (k8s.io/utils/net ParseIPSloppy): zeros may lead, and an IPv4-mapped IPv6 address is an IPv4 one. */
export interface Address {
  readonly family: 'IPv4' | 'IPv6';
  /** 4 or 16. */
  readonly bytes: readonly number[];
  /** Why the API server refuses it from 1.36 on (KEP-4858, StrictIPCIDRValidation), or undefined. */
  readonly legacy: string | undefined;
}

/** Undefined for what is no address; those with a zone are none. */
export function parseAddress(text: string): Address | undefined {
  // The longest is 45 characters, zeros in front aside.
  if (text.length > 64) return undefined;
  const four = bytes4(text);
  const bytes = four ?? bytes16(text);
  if (!bytes) return undefined;
  const mapped = bytes.length === 16 && bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  const zeros = /(?:^|[:.])0\d/.test(text.slice(text.lastIndexOf(':') + 1)) && text.includes('.');
  return {
    family: four || mapped ? 'IPv4' : 'IPv6',
    bytes: mapped ? bytes.slice(12) : bytes,
    legacy: mapped ? 'is an IPv4-mapped IPv6 address' : zeros ? 'has a number with leading zeros' : undefined,
  };
}

/** Undefined for what is no IP address. */
export function ipFamily(text: string): Address['family'] | undefined {
  return parseAddress(text)?.family;
}

/** As RFC 5952 and Go write it. */
export function formatAddress({ family, bytes }: Address): string {
  if (family === 'IPv4') return bytes.join('.');
  const text = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':');
  const zeros = [...text.matchAll(/\b0(?::0)+\b/g)];
  const first = zeros.find(([run]) => zeros.every(([other]) => other.length <= run.length));
  if (!first) return text;
  const [run] = first;
  return `${text.slice(0, first.index).replace(/:$/, '')}::${text.slice(first.index + run.length).replace(/^:/, '')}`;
}

function bytes4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

function bytes16(text: string): number[] | undefined {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) return undefined;
  const head = groups(halves[0]!, halves.length === 1);
  const tail = groups(halves[1] ?? '', true);
  if (!head || !tail) return undefined;
  const gap = 16 - head.length - tail.length;
  if (halves.length === 2 ? gap < 2 : gap !== 0) return undefined;
  return [...head, ...Array<number>(gap).fill(0), ...tail];
}

/** The bytes of one side of `::`; the last two groups may be written as an IPv4 address. */
function groups(half: string, isLast: boolean): number[] | undefined {
  const bytes: number[] = [];
  if (half === '') return bytes;
  const parts = half.split(':');
  for (const [i, part] of parts.entries()) {
    const four = isLast && i === parts.length - 1 ? bytes4(part) : undefined;
    if (four) bytes.push(...four);
    else if (/^0*[\da-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255);
    else return undefined;
  }
  return bytes;
}
