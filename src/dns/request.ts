/** What a name of the cluster asks for (plugin/kubernetes/parse.go parseRequest). */
export interface Request {
  readonly namespace: string | undefined;
  readonly service: string | undefined;
  readonly endpoint: string | undefined;
  readonly port: string | undefined;
  readonly protocol: string | undefined;
  readonly isPod: boolean;
}

/** The name without the cluster domain and the dot at its end, in lower case; undefined outside of the cluster. */
export function insideZone(name: string, clusterDomain: string): string | undefined {
  const plain = name.toLowerCase().replace(/\.$/, '');
  const domain = clusterDomain.toLowerCase();
  if (plain === domain) return '';
  return plain.endsWith(`.${domain}`) ? plain.slice(0, -domain.length - 1) : undefined;
}

/** Undefined for names that no request can have, which do not exist. */
export function parseRequest(inside: string): Request | undefined {
  const labels = inside === '' ? [] : inside.split('.').reverse();
  const [kind, namespace, service, first, second, ...more] = labels;
  if ((kind !== undefined && kind !== 'svc' && kind !== 'pod') || more.length) return undefined;
  const plain = (label: string) => label.replace(/^_/, '');
  const isPort = second !== undefined;
  return {
    namespace,
    service,
    endpoint: isPort ? undefined : first,
    port: isPort ? plain(second) : undefined,
    protocol: isPort ? plain(first!) : undefined,
    isPod: kind === 'pod',
  };
}
