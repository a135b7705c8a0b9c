/** A host name as it stands in some text, perhaps with a port. Nothing is known yet of what it names. */
export interface Host {
  /** As written, without scheme, user and port; with a trailing dot where there is one. */
  readonly text: string;
  /** Of the host in the text, in UTF-16 code units. */
  readonly index: number;
  /** Lower-cased, references such as `$(POD_NAME)` and `${i}` kept. */
  readonly labels: readonly string[];
  readonly absolute: boolean;
  readonly port: number | undefined;
  /** Before `://`, or before a single `:` in gRPC's `dns:host`; lower-cased. */
  readonly scheme: string | undefined;
  /** True where the text around says that this is a host: a scheme, a user, a port, an option or a key that takes hosts. */
  readonly placed: boolean;
}

/** A DNS name has 253 characters at most; references to variables may be longer than what they stand for. */
const longest = 400;

const reference = String.raw`\$\([A-Za-z_][\w.-]*\)|\$\{[A-Za-z_]\w*\}|\$[A-Za-z_]\w*`;
const label = String.raw`(?:[A-Za-z0-9_-]|${reference})+`;
const candidate = new RegExp(String.raw`${label}(?:\.${label})*\.?`, 'g');

/** What a single word needs around it to be taken for a host. */
const hostBefore = /(?:@|(?:--?|\b)(?:[a-z_.-]*(?:hosts?|hostname|servers?|address|addresses|addr|endpoints?|master|primary|leader|peers?|nodes?|seeds?|join|brokers?|bootstrap|replicaof|slaveof|connect|url|uri|dns[._]query|nslookup|h))(?:["']?\s*[:=]\s*\[?\s*["']?|\s+|>)|<(?:host|hostname|server|address|node|member)>\s*)$/i;

/** `[ "$HOSTNAME" = redis-0 ]`: the two are compared. */
const comparedWith = /\$[({]?\w+[)}]?["']?\s*(?:\s[!=]?=|==|!=|=~)\s*["']?$|\$\(hostname[^)]*\)["']?\s*[!=]?=[=~]?\s*["']?$/i;

/** Variables, options and fields whose values are hosts, or lists of them. */
const hostKey = /(?:^|[_.-])(?:hosts?|hostname|servers?|addr|addrs|address|addresses|endpoints?|urls?|uri|uris|peers?|nodes?|seeds?|seed_hosts|join|brokers?|bootstrap|connect|master|primary|leader|contact_points?|members?|quorum|service|service_name|h)$/i;

/** gRPC's `dns://8.8.8.8/`, behind which the host stands. */
const dnsAuthority = /\bdns:\/\/[^/\s"']+\/$/i;

/**
 * The host names in a text: in URLs, `host:port` lists, `id@host:port`, `name=http://host:port`, `host:2888:3888`,
 * command lines. What has no dot, nothing around it and no `key` before it that says host is left out; what around a word
 * says is only looked at where the word itself may matter.
 */
export function hostsIn(text: string, key = '', mayMatter: (word: string) => boolean = () => true): Host[] {
  const hosts: Host[] = [];
  const isHostKey = hostKey.test(key) && !/[\n{}<>]/.test(text);
  candidate.lastIndex = 0;
  for (let match = candidate.exec(text); match; match = candidate.exec(text)) {
    const [found] = match;
    if (found.length > longest || !mayMatter(found)) continue;
    const start = match.index;
    const end = start + found.length;
    // Part of a path, a file name with a slash before it, an option's name, an upper-case variable.
    const before = text[start - 1];
    const isPath = before === '/' && text[start - 2] !== '/' && !dnsAuthority.test(text.slice(Math.max(0, start - 100), start));
    if (found.startsWith('-') || isPath || before === '\\' || before === '$') continue;
    // A scheme, a user or a password, the name before `=`, a number.
    const after = text.slice(end, end + 200);
    if (/^(?:\+|:\/\/|=)/.test(after) || /^(?::[^\s,/@]*)?@/.test(after) || /^[\d.]+$/.test(found)) continue;
    const scheme = schemeBefore(text, start);
    const port = /^:(\d{1,5})(?!\d)/.exec(after)?.[1];
    const dotted = found.slice(0, -1).includes('.');
    const placed = scheme !== undefined || port !== undefined || before === '@' || (isHostKey && /^(?:[\s,;["']|$)/.test(before ?? '')) || isNamedBefore(text.slice(Math.max(0, start - 60), start)) || isListed(text, start);
    if (!dotted && !placed) continue;
    const absolute = found.endsWith('.');
    const name = absolute ? found.slice(0, -1) : found;
    hosts.push({
      text: found,
      index: start,
      labels: name.split(/\.(?![^(]*\))/).map((part) => (part.includes('$') ? part : part.toLowerCase())),
      absolute,
      port: port === undefined ? undefined : Number(port),
      scheme,
      placed,
    });
  }
  return hosts;
}

/** True where an option, a field or a variable before it says that this is a host. */
function isNamedBefore(head: string): boolean {
  return hostBefore.test(head) && !comparedWith.test(head);
}

/** True for an item of a YAML list under a key that takes hosts. */
function isListed(text: string, start: number): boolean {
  const item = /^([ \t]*)- +["']?$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  if (!item || !text.includes('\n')) return false;
  const key = /(?:^|\n)[ \t]*["']?([\w.-]+)["']?:[ \t]*\n(?:[ \t]*- [^\n]*\n|[ \t]*\n)*$/.exec(text.slice(Math.max(0, start - 1000), start - item[0].length))?.[1];
  return key !== undefined && hostKey.test(key);
}

/** `mongodb+srv` of `mongodb+srv://user:password@a,b`, for each of the hosts in it. */
function schemeBefore(text: string, start: number): string | undefined {
  const head = text.slice(Math.max(0, start - 300), start);
  const mark = head.lastIndexOf('://');
  if (mark >= 0 && /^[^\s"'`<>()|/]*$/.test(head.slice(mark + 3))) return /[a-z][a-z0-9+.-]*$/i.exec(head.slice(0, mark))?.[0].toLowerCase();
  // gRPC: dns:///host, dns:host, dns://authority/host.
  const grpc = /\b(dns|dnssrv|dnssrvnoa|dns\+|dnssrv\+)(?::\/\/[^/\s]*\/|:)$/i.exec(head)?.[1];
  return grpc?.toLowerCase() ?? (/\b(?:dns|dnssrv|dnssrvnoa)\+$/i.test(head) ? /(\w+)\+$/.exec(head)![1]!.toLowerCase() : undefined);
}

/** The text with its comments blanked, so that offsets stay: whole lines of `#`, `;` and `//`, XML comments, ` # …`. */
export function withoutComments(text: string): string {
  if (!/[#;]|\/\/|<!--/.test(text)) return text;
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, blank)
    .replace(/^[ \t]*(?:#|;|\/\/).*$/gm, blank)
    .replace(/[ \t]#[ \t].*$/gm, blank);
}
