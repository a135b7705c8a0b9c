import type { Text } from './texts.ts';

/**
 * What a host in some text is the value of: `--join` in a command line, a variable, the key of a line or of the list around
 * it, the XML element. Empty where nothing says so.
 */
export function optionAt({ text, key, isFile }: Text, index: number): string {
  const head = text.slice(Math.max(0, index - 2000), index);
  const line = head.slice(head.lastIndexOf('\n') + 1);
  const flag = /(?:^|[\s"'[,])--?([A-Za-z][\w.-]*)(?:=|\s+|["'],\s*["'])["']?(?:\$\([^()\n]*\)|[^\s"'$]|\$(?!\())*$/.exec(line)?.[1];
  if (flag !== undefined) return flag.replace(/^[DE](?=[a-z])/, '');
  if ((!isFile || !text.trimEnd().includes('\n')) && key !== '' && !isCommand.test(key) && !isFileName.test(key)) return key.replace(/^-+/, '');
  return listAround(head) ?? attributeAround(line) ?? elementAround(line) ?? assignment(line) ?? above(head) ?? '';
}

const isCommand = /^-[eiluxo]*c[eiluxo]*$/;
const isFileName = /\.(?:conf|cfg|cnf|config|ya?ml|properties|json|xml|toml|hcl|sh|ini|js|txt|env|sql)$/i;

/** `routes` of `routes = [nats://a:6222, `. */
function listAround(head: string): string | undefined {
  const open = head.lastIndexOf('[');
  if (open < 0 || head.indexOf(']', open) >= 0) return undefined;
  return /([A-Za-z_][\w.-]*)["']?\s*(?::|=|=>)?\s*$/.exec(head.slice(Math.max(0, open - 100), open))?.[1];
}

/** `dns_query` of `<dns.DNS_PING dns_query="`. */
function attributeAround(line: string): string | undefined {
  return /<[^<>]*\s([A-Za-z_][\w.-]*)=["'][^"'=<>]*$/.exec(line)?.[1];
}

function elementAround(line: string): string | undefined {
  return /<([A-Za-z][\w.-]*)[^<>]*>[^<]*$/.exec(line)?.[1];
}

/** `server.1` of `server.1=zk-0.zk:2888:3888`. */
function assignment(line: string): string | undefined {
  return /^\s*(?:-\s+)?(?:export\s+|set\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*(?:=|:(?!\/\/|\d))/.exec(line)?.[1];
}

/** `seed_hosts` of a list that goes on for lines below it. */
function above(head: string): string | undefined {
  const lines = head.split('\n').slice(0, -1).reverse();
  for (const line of lines) {
    if (/^\s*$/.test(line) || /^\s*(?:-\s*)?["']?(?:[a-z+]+:\/\/)?[\w.$(){}@:/-]*[\w)}]["']?[\s,;\\]*$/.test(line)) continue;
    return /([A-Za-z_][\w.-]*)["']?\s*[:=]\s*["'[({|>-]*\s*\\?$/.exec(line)?.[1];
  }
  return undefined;
}

/** Lists in which every member has to stand, by the option or by what else the text says. */
const everyMember: readonly { option: RegExp; text?: RegExp; fate: string }[] = [
  { option: /^server(?:\.\d+)?$/i, text: /:\d{4,5}:\d{4,5}/, fate: 'ZooKeeper takes its ensemble from this list: a server that is not in it cannot join.' },
  { option: /(?:^|_)(?:zoo|zk|zookeeper)_(?:servers|nodes)$/i, text: /:\d{4,5}:\d{4,5}/, fate: 'ZooKeeper takes its ensemble from this list: a server that is not in it cannot join.' },
  { option: /(?:^|[_.-])initial[_.-]?cluster$/i, fate: 'etcd refuses to bootstrap a member that is not in this list.' },
  { option: /quorum[_.-]?voters$/i, fate: 'A Kafka controller that is not among the voters refuses to start.' },
  { option: /^(?:members|host)$/, text: /rs\.initiate|replSetInitiate/, fate: 'The replica set is made of these members: the others stay outside.' },
  { option: /^hostname$/, text: /<raft_configuration>/, fate: 'ClickHouse Keeper takes its members from this list: the others stay outside.' },
  { option: /^/, text: /--cluster create\b/, fate: 'The cluster is made of these nodes: the others stay outside.' },
  { option: /^/, text: /https?:\/\/\S*\{\d+\.\.\.\d+\}/, fate: 'A MinIO server that does not find itself in the list refuses to start.' },
];

/** What happens to a member that is not in the list of this option; undefined where it gets to know the others all the same. */
export function needsEveryMember(option: string, text: string): string | undefined {
  return everyMember.find((list) => list.option.test(option) && (list.text?.test(text) ?? true))?.fate;
}

/** Options by which software looks for all of its members, whether it is given their names or one name for all of them. */
const discovery =
  /(?<!^etcdctl)(?:seedhosts|unicasthosts|clusterhosts|discovery(?:hosts?|servers?|address|addresses|dns|seeds?)|(?:discovery|seed|peer|cluster|headless|k8s)service(?:name|host|dns|fqdn)?|discoconfig|nodesservice|hostnamesuffix|routes?|join(?:addrs?|address|addresses|members|peers)?|servicedns|dns(?:cluster)?query|dnspingservicename|jgroupsdiscoveryproperties|dnshostname|clusterdnsname|bootstrap(?:peers?|nodes?)?|wka|peers?(?:service|dns|list|hosts|addr|address|addresses)?|seeds?(?:nodes?|list|hosts)?|(?:cluster|initial|other)(?:members|nodes|servers)|clusteraddress|initialcluster|quorumvoters|contactpoints?|members|contactpointdiscoveryservicename)$/;

/** Options that hold the peers and nothing else: what a member listens on or what a client talks to is none. */
export function isPeerList(option: string): boolean {
  return /(?:initialcluster|quorumvoters|seedhosts|unicasthosts|retryjoin|^routes|clusterroutes|clusterpeers?|^join|^seeds|cassandraseeds|zooservers|zookeeperservers|^server\d+|wsrepclusteraddress|galeraclusteraddress)$/.test(normal(option));
}

export function isDiscovery(option: string, text: string): boolean {
  const name = normal(option);
  return discovery.test(name) || (name === 'servicename' && /contact-point-discovery|akka-dns/.test(text));
}

/** Options of software that starts alone where it finds nobody, and joins the others later; it takes a Pod's name, or a list of them, for a hint. */
export function startsAlone(option: string, isPod: boolean): boolean {
  const name = normal(option);
  return /jgroups|dnsquery|servicedns|memberlist|joinmembers|wka/.test(name) || (isPod && /seeds?(?:nodes?|list)?$/.test(name));
}

function normal(option: string): string {
  return option.toLowerCase().replace(/[^a-z0-9]/g, '');
}
