import { parseAddress } from '../model/addresses.ts';
import type { Service } from '../model/service.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { remove, set } from '../remedy.ts';
import { defineRule, type Problem } from '../rule.ts';

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields. */
export default defineRule({
  id: 'invalid-cluster-ip',
  subject: 'Service',
  severity: 'error',
  summary: '`clusterIP` or `clusterIPs` is neither `None` nor an address, or the two disagree',
  fixable: 'safe',
  check(service, { minor, report }) {
    const clusterIP = service.string('spec', 'clusterIP') ?? '';
    const clusterIPs = service.list('spec', 'clusterIPs').filter((ip): ip is string => typeof ip === 'string');
    // An ExternalName may have neither, and values that are no texts are other findings.
    if (service.isExternalName || clusterIPs.length < service.list('spec', 'clusterIPs').length) return;
    if ([clusterIP, ...clusterIPs].some(isPlaceholder)) return;
    const problem = singular(service, clusterIP, minor) ?? plural(service, clusterIP, clusterIPs, minor);
    if (problem) report(problem);
  },
});

function singular(service: Service, clusterIP: string, minor: number): Problem | undefined {
  const problem = clusterIP && clusterIP !== 'None' ? addressProblem(clusterIP, minor) : undefined;
  if (!problem) return undefined;
  const isCase = service.saysNone;
  return {
    at: service.at('spec', 'clusterIP'),
    message: `clusterIP "${clusterIP}" ${problem}${isCase ? ': the word is compared letter by letter' : ''}. The API server refuses the Service.`,
    help: isCase ? 'Write clusterIP: None.' : 'Write None for a headless Service, or leave the field out to have an address allocated.',
    fix: isCase ? { title: 'Write None', safety: 'safe', changes: [set(service.at('spec', 'clusterIP'), 'None')] } : undefined,
  };
}

function plural(service: Service, clusterIP: string, clusterIPs: readonly string[], minor: number): Problem | undefined {
  const [first, second] = clusterIPs;
  if (first === undefined) return undefined;
  const all = service.at('spec', 'clusterIPs');
  if (!clusterIP) {
    return {
      at: all,
      message: 'clusterIPs is set without clusterIP. The API server fills in the plural from the singular, never the other way, and refuses the Service.',
      fix: first === 'None' && !second ? { title: 'Set clusterIP to None', safety: 'safe', changes: [set(service.at('spec', 'clusterIP'), 'None')] } : undefined,
      help: first === 'None' ? 'Write clusterIP: None; clusterIPs can be left out.' : first ? `Write clusterIP: ${first} as well, or leave both out.` : 'Leave clusterIPs out.',
    };
  }
  if (first !== clusterIP) {
    return {
      at: service.at('spec', 'clusterIPs', 0),
      message: `clusterIPs starts with "${first}", but clusterIP is "${clusterIP}". The API server refuses the Service.`,
      help: 'Make the first entry the same as clusterIP, or leave clusterIPs out.',
      fix: { title: 'Remove clusterIPs', safety: 'unsafe', changes: [remove(all)] },
      related: [{ at: service.at('spec', 'clusterIP'), message: `clusterIP is "${clusterIP}"` }],
    };
  }
  if (second === undefined) return undefined;
  if (clusterIPs.includes('None')) return { at: all, message: 'None stands beside another value in clusterIPs. The API server refuses the Service.', help: 'None is the only value of a headless Service; leave clusterIPs out.', fix: { title: 'Remove clusterIPs', safety: clusterIP === 'None' ? 'safe' : 'unsafe', changes: [remove(all)] } };
  if (clusterIPs.length > 2) return { at: service.at('spec', 'clusterIPs', 2), message: 'clusterIPs holds more than two addresses. The API server refuses the Service.', help: 'Keep one address of each IP family.' };
  const problem = addressProblem(second, minor) ?? (parseAddress(first)?.family === parseAddress(second)?.family ? `is of the same IP family as "${first}"` : undefined);
  return problem === undefined ? undefined : { at: service.at('spec', 'clusterIPs', 1), message: `clusterIPs holds "${second}", which ${problem}. The API server refuses the Service.`, help: 'Write one address of each IP family.' };
}

function addressProblem(ip: string, minor: number): string | undefined {
  const address = parseAddress(ip);
  if (!address) return 'is neither None nor an IP address';
  return minor >= 36 ? address.legacy : undefined;
}
