import { envOf } from '../model/environment.ts';
import type { Mention } from './mentions.ts';
import type { Model } from '../model/model.ts';
import { asList } from '../model/resource.ts';
import type { Workload } from '../model/workload.ts';

const secure = /^(?:https|wss|tls|ssl|sasl_ssl|grpcs|amqps|rediss|ldaps|mqtts|ftps|nats\+tls|couchbases|(?:bolt|neo4j)\+s|pulsar\+ssl)$/;
const plain = /^(?:http|ws|tcp|udp|redis|amqp|ldap|mqtt|zk|plaintext|sasl_plaintext|h2c|dnssrv|dns\+.*)$/;

/** What turns TLS on, in options, files and variables. */
const on = /(?:^|[\s"'=,?&;[{-])(?:[\w.-]{0,60}[._-])?(?:tls|ssl)(?:[._-]?(?:mode|enabled?|required?|mutual|on|auth|replication|cluster|peer))?["']?\s{0,9}[:=\s]\s{0,9}["']?(?:true|yes|on|1|enabled|requir\w*|verify-full|always)\b|tlsMode[=:\s]+["']?(?:require|prefer)|--(?:tls|ssl)(?=\s|$)|protocol["']?\s*[=:]\s*["']?(?:SASL_)?SSL\b|sslmode=verify-full|--certs-dir/i;

/** Files for TLS: a hint about what stands beside them. */
const files = /(?:tls|ssl|cert(?:ificate)?)[._-]?(?:file|path|key|crt|keystore|certificate)/i;

/** Settings of listeners that are not for peers. */
const others = /(?<![a-z])(?:webhooks?|metrics?|admin|ldap|smtp|ingress|dashboard|ui|http)[\w.-]{0,30}?(?:tls|ssl|cert)[\w.-]*/gi;

/** What keeps a client from comparing names, or gives it another name to compare. */
const unverified = /insecure|skip[\w.-]{0,20}verif|verif\w{0,20}[\s"'=:_.-]{1,9}["']?(?:none|false|no|off|0|certificate|ca)\b|sslmode=(?:require|prefer|allow|disable|verify-ca)|allow_?invalid|hostname_?verif\w{0,20}["']?\s{0,9}[=:]\s*["']?(?:false|none)|identification[._]algorithm["']?\s*[=:]\s*(?:["']{2}|\r?\n|$)|no-check-certificate|curl\s(?:[^\n|;]{0,200}\s)?-\w*k|tls_?server_?name|server-?name[=:\s]|check_?hostname|proxy_pass|-k\s+https:/i;

/** True where what is written says that a name is reached over TLS by a client that looks at names in certificates. */
export function speaksTls({ host, name, text, reader }: Mention, target: Workload, model: Model): boolean {
  const { scheme, port } = host;
  const around = [text.text, ...(text.container ? settings(text.container) : [])].join('\n');
  if (unverified.test(around) || (scheme && plain.test(scheme))) return false;
  if (scheme && secure.test(scheme)) return true;
  // Kafka's listeners have names, and a map from these to protocols.
  const listener = scheme && new RegExp(`[\\s=,"']${scheme.replace(/[^a-z0-9_]/g, '.')}:(?:SASL_)?(SSL|PLAINTEXT)\\b`, 'i').exec(around)?.[1];
  if (listener) return listener.toUpperCase() === 'SSL';
  // ZooKeeper's ensemble has a switch of its own.
  if (/^:\d+:\d+/.test(text.text.slice(host.index + host.text.length))) return /sslQuorum["']?\s*[=:]\s*["']?true/i.test(around);
  if (port !== undefined && portName(port, target, model).some((one) => /(?:^|-)(?:https|tls|ssl)(?:$|-)|(?:grpc|amqp|mqtt|ldap)s$/.test(one))) return true;
  // A Service's name alone is for discovery more often than for a connection.
  if (!name.pod && scheme === undefined) return false;
  const said = (reader === target || !text.container ? around : text.text).replace(others, '');
  return on.test(said) || ((port !== undefined || scheme !== undefined) && files.test(text.text.replace(others, '')));
}

function settings(container: NonNullable<Mention['text']['container']>): string[] {
  const words = [...asList(container.fields['command']), ...asList(container.fields['args'])].filter((word): word is string => typeof word === 'string');
  return [words.join(' '), ...envOf(container).map(({ name, value }) => `${name}=${value ?? ''}`)];
}

function portName(port: number, target: Workload, model: Model): string[] {
  const declared = target.servingPorts(model.options.kubernetes.minor).filter(({ number }) => number === port);
  return [...declared, ...model.servicesOf(target).flatMap((service) => service.ports.filter((p) => p.port === port))].flatMap(({ name }) => name ?? []);
}
