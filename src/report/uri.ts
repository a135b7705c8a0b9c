/**
 * A path as a URI reference (RFC 3986): percent-encoded segments between forward slashes, relative where the path is.
 * What no file is called, such as standard input, is encoded likewise.
 */
export function uri(path: string): string {
  const [drive] = /^[A-Za-z]:(?=[\\/])/.exec(path) ?? [];
  const posix = drive ? path.slice(drive.length).replaceAll('\\', '/') : path;
  const encoded = posix.replace(/\p{Cs}/gu, '\ufffd').split('/').map(encodeURIComponent).join('/');
  if (drive) return `file:///${drive}${encoded}`;
  return posix.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
}
