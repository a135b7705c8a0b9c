import { formatCommand } from './format.ts';
import type { NextStep } from './generated.ts';
import { clientLabel } from './protection.ts';
import type { StepSpec } from './spec.ts';
import { hostOf, podNames, secretOf, tcpPorts, type Terms } from './terms.ts';

type Step = Omit<NextStep, 'when'>;

/** What is left to do by hand, in this order; where the manifests were written is known to whoever wrote them. */
export function nextSteps(terms: Terms): NextStep[] {
  const before = [...ownSteps(terms, 'before'), ...secretSteps(terms), ...policySteps(terms)];
  const after = [...ownSteps(terms, 'running'), ...waitSteps(terms), ...ownSteps(terms, 'ready'), ...balanceSteps(terms), lookUp(terms)];
  return [...before.map((step) => ({ when: 'before' as const, ...step })), ...after.map((step) => ({ when: 'after' as const, ...step }))];
}

function kubectl({ namespace }: Terms, command = ''): string {
  return `kubectl${namespace === undefined ? '' : ` --namespace ${namespace}`}${command && ` ${command}`}`;
}

/** What the spec itself says. */
function ownSteps(terms: Terms, wanted: StepSpec['when']): Step[] {
  return (terms.spec.next ?? []).flatMap(({ what, command, when = 'ready' }, i) => {
    if (when !== wanted) return [];
    if (command === undefined) return [{ what }];
    return [{ what, command: typeof command === 'string' ? command : formatCommand(command.format, ['next', i, 'command', 'format'], terms, kubectl(terms)) }];
  });
}

/** Secrets are named by the spec and made by whoever knows what is in them. What a volume mounts are files. */
function secretSteps(terms: Terms): Step[] {
  const wanted = new Map<string, Set<string>>();
  const add = (secret: string | boolean, part: string) => {
    const name = secretOf(terms, secret);
    wanted.set(name, (wanted.get(name) ?? new Set()).add(part));
  };
  for (const { secret, keys = ['…'] } of Object.values(terms.spec.volumes ?? {})) if (secret !== undefined) for (const key of keys) add(secret, `--from-file=${key}`);
  for (const variable of Object.values(terms.spec.env ?? {})) {
    if (typeof variable === 'object' && variable.secret !== undefined && variable.key !== undefined && !variable.optional) add(variable.secret, `--from-literal=${variable.key}=…`);
  }
  return [...wanted].map(([secret, parts]) => ({ what: `Create the Secret "${secret}" before the Pods, with values of your own.`, command: kubectl(terms, ['create secret generic', secret, ...parts].join(' ')) }));
}

function policySteps(terms: Terms): Step[] {
  const { networkPolicy } = terms.spec;
  if (!networkPolicy || terms.shape === 'job' || (typeof networkPolicy === 'object' && networkPolicy.clients !== undefined)) return [];
  return [{ what: `Label the Pods of clients ${clientLabel(terms)}: "true"; the NetworkPolicy admits no others.` }];
}

function waitSteps(terms: Terms): Step[] {
  const { shape, name } = terms;
  if (shape === 'external') return [];
  if (shape === 'job') return [{ what: 'Wait until the job is done.', command: kubectl(terms, `wait --for=condition=complete --timeout=1h job/${name}`) }];
  return [{ what: 'Wait until all Pods are Ready.', command: kubectl(terms, `rollout status ${shape === 'stateful' ? 'statefulset' : 'deployment'}/${name}`) }];
}

/**
 * gRPC clients take the first address and keep it, unless they are told otherwise; and they look again only when a
 * connection ends (grpc-go service_config.go, dns_resolver.go; grpc/grpc doc/naming.md).
 */
function balanceSteps(terms: Terms): Step[] {
  const port = tcpPorts(terms)[0];
  if (terms.shape !== 'balanced' || !port) return [];
  return [
    { what: 'Have gRPC clients ask DNS for all Pods: this is their target.', command: `dns:///${hostOf(terms, terms.service)}:${port.port}` },
    { what: 'Have them use all addresses and not the first: this is their service config.', command: '{"loadBalancingConfig":[{"round_robin":{}}]}' },
    { what: 'Have the server end connections after some minutes (MaxConnectionAge; grpc.max_connection_age_ms): clients look for new Pods only when a connection ends.' },
  ];
}

function lookUp(terms: Terms): Step {
  const { shape, service, spec } = terms;
  const host = Object.keys(spec.hosts ?? {})[0];
  const labels = shape === 'stateful' || shape === 'job' ? [podNames(terms)[0]!] : host === undefined ? [] : [host];
  return { what: 'Look a name up from inside the cluster.', command: kubectl(terms, `run look-up --rm -i --restart=Never --image=busybox:1.37 -- nslookup ${hostOf(terms, ...labels, service)}`) };
}
