const pem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/;

/** The DNS names in the first certificate of a PEM text, which is the server's own (RFC 5280 4.2.1.6); undefined where there is none to read. */
export function subjectAltNames(text: string): string[] | undefined {
  const body = pem.exec(text)?.[1];
  if (body === undefined) return undefined;
  let der: string;
  try {
    der = atob(body.replace(/\s/g, ''));
  } catch {
    return undefined;
  }
  // The extension's object identifier, 2.5.29.17, and then an octet string with the sequence of names.
  const oid = der.indexOf('\x06\x03\x55\x1d\x11');
  if (oid < 0) return undefined;
  let at = oid + 5;
  if (der.charCodeAt(at) === 0x01) at += 3;
  const octets = element(der, at, 0x04);
  const names = octets && element(der, octets.start, 0x30);
  if (!names) return undefined;
  const found: string[] = [];
  for (at = names.start; at < names.end; ) {
    const name = element(der, at);
    if (!name || name.end > names.end) return undefined;
    if (name.tag === 0x82) found.push(der.slice(name.start, name.end));
    at = name.end;
  }
  return found;
}

/** An element of DER: its tag, and where its content is. */
function element(der: string, at: number, wanted?: number): { tag: number; start: number; end: number } | undefined {
  const tag = der.charCodeAt(at);
  const first = der.charCodeAt(at + 1);
  // The length itself, or how many bytes it takes.
  const bytes = first < 0x80 ? 0 : first - 0x80;
  if (Number.isNaN(first) || bytes > 2) return undefined;
  let length = bytes ? 0 : first;
  for (let i = 0; i < bytes; i += 1) length = length * 256 + der.charCodeAt(at + 2 + i);
  const start = at + 2 + bytes;
  const end = start + length;
  return end <= der.length && (wanted === undefined || tag === wanted) ? { tag, start, end } : undefined;
}
