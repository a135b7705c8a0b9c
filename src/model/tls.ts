import { envOf } from './environment.ts';
import type { Mention } from './mentions.ts';
import type { Model } from './model.ts';
import { asList } from './resource.ts';
import type { Workload } from './workload.ts';

const secure = /^(?:https|wss|tls|ssl|sasl_ssl|grpcs|amqps|rediss|ldaps|mqtts|ftps|nats\+tls|couchbases|(?:bolt|neo4j)\+s|pulsar\+ssl)$/;
const plain = /^(?:http|ws|tcp|udp|redis|amqp|ldap|mqtt|zk|plaintext|sasl_plaintext|h2c|dnssrv|dns\+.*)$/;

/** What turns TLS on, in options, files and variables. */
const on = /(?:^|[\s"'=,?&;[{-])(?:[\w.-]*[._-])?(?:tls|ssl)(?:[._-]?(?:mode|enabled?|required?|mutual|on|auth))?["']?\s*[:=\s]\s*["']?(?:true|yes|on|1|enabled|requir\w*|verify-full|always)\b|tlsMode[=:\s]+["']?(?:require|prefer)|--(?:tls|ssl)(?=\s|$)|protocol["']?\s*[=:]\s*["']?(?:SASL_)?SSL\b|sslmode=verify-full|--certs-dir|(?:tls|ssl|cert(?:ificate)?)[._-]?(?:file|path|key|crt|keystore|certificate)/i;

/** What keeps a client from comparing names, or gives it another name to compare. */
const unverified = /insecure|skip[\w.-]*verif|verif\w*[\s"'=:_.-]+["']?(?:none|false|no|off|0|certificate|ca)\b|sslmode=(?:require|prefer|allow|disable|verify-ca)|allow_?invalid|hostname_?verif\w*["']?\s*[=:]\s*["']?(?:false|none)|identification[._]algorithm["']?\s*[=:]\s*(?:["']{2}|\r?\n|$)|no-check-certificate|curl\s(?:[^\n|;]*\s)?-\w*k|tls_?server_?name|server-?name[=:\s]|check_?hostname|proxy_pass|-k\s+https:/i;

/** True where what is written says that a name is reached over TLS by a client that looks at names in certificates. */
export function speaksTls({ host, text, reader }: Mention, target: Workload, model: Model): boolean {
  const { scheme, port } = host;
  const around = [text.text, ...(text.container ? settings(text.container) : [])].join('\n');
  if (unverified.test(around) || (scheme && plain.test(scheme))) return false;
  if (scheme && secure.test(scheme)) return true;
  // Kafka's listeners have names, and a map from these to protocols.
  const listener = scheme && new RegExp(`[\\s=,"']${scheme.replace(/[^a-z0-9_]/g, '.')}:(?:SASL_)?(SSL|PLAINTEXT)\\b`, 'i').exec(around)?.[1];
  if (listener) return listener.toUpperCase() === 'SSL';
  if (port !== undefined && portName(port, target, model).some((name) => /(?:^|-)(?:https|tls|ssl)(?:$|-)|(?:grpc|amqp|mqtt|ldap)s$/.test(name))) return true;
  return on.test(reader === target || !text.container ? around : text.text);
}

function settings(container: NonNullable<Mention['text']['container']>): string[] {
  const words = [...asList(container.fields['command']), ...asList(container.fields['args'])].filter((word): word is string => typeof word === 'string');
  return [words.join(' '), ...envOf(container).map(({ name, value }) => `${name}=${value ?? ''}`)];
}

function portName(port: number, target: Workload, model: Model): string[] {
  const declared = target.servingPorts(model.options.kubernetes.minor).filter(({ number }) => number === port);
  return [...declared, ...model.servicesOf(target).flatMap((service) => service.ports.filter((p) => p.port === port))].flatMap(({ name }) => name ?? []);
}
