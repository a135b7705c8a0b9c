import { formatPath } from '../diagnostic.ts';
import { endpointPorts, endpointSlicesOf, endpointsOf, type EndpointPort } from '../model/endpoints.ts';
import { push } from '../model/keys.ts';
import { isServed, srvLookupsOf } from '../names/srv.ts';
import type { Service, ServicePort } from '../model/service.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** CoreDNS takes SRV names from the slice's ports, kube-proxy joins the ports of Service and slice by name. */
export default defineRule({
  id: 'endpoint-port-name-mismatch',
  subject: 'Service',
  severity: 'error',
  summary: 'a port of hand-written endpoints is called otherwise than the port of its Service',
  fixable: 'unsafe',
  check(service, { model, report }) {
    if (service.hasSelector || service.isExternalName || !service.ports.length) return;
    const endpoints = endpointsOf(service, model);
    const manual = [...endpointSlicesOf(service, model), ...(endpoints ? [endpoints] : [])].filter((m) => model.scope.near(service, m) && !model.fragments.has(m));
    const names = new Set(service.ports.map((port) => port.name ?? ''));
    for (const resource of manual) {
      for (const ports of bySubset(endpointPorts(resource))) {
        const given = new Set(ports.map((port) => port.name));
        const unmet = service.ports.filter((port) => !given.has(port.name ?? ''));
        for (const port of ports) {
          if (names.has(port.name)) continue;
          const meant = unmet.find((p) => port.port !== undefined && (p.port === port.port || p.targetPort === port.port)) ?? unmet[0];
          // Endpoints may have more ports than the Service, and an unnamed port of a headless Service asks for no name.
          if (!meant || (service.isHeadless && !meant.name)) continue;
          const lookup = service.isHeadless ? srvLookupsOf(service, model).find((l) => isServed(l, meant) && !model.isPatched(l.mention.resource)) : undefined;
          report({
            at: resource.at(...port.path, 'name'),
            severity: lookup && model.scope.together(service, lookup.mention.resource) ? 'error' : 'warning',
            message: `${port.name ? `This port is called "${port.name}"` : 'This port has no name'}, but the port of Service "${service.name}" ${meant.name ? `is called "${meant.name}"` : 'has no name'}: ${consequence(service, meant)}.`,
            fix: meant.name ? { title: `Set name: ${meant.name}`, safety: 'unsafe', changes: [set(resource.at(...port.path, 'name'), meant.name)] } : undefined,
            help: meant.name ? `Set name: ${meant.name} here.` : 'Remove the name here, or give the Service port the same.',
            related: [{ at: service.portAt(meant, 'name'), message: `port of Service "${service.name}"` }, ...(lookup ? [{ at: lookup.mention.at, message: 'the SRV record is looked up here' }] : [])],
          });
        }
      }
    }
  },
});

function consequence(service: Service, { name, port, protocol }: ServicePort): string {
  if (!service.isHeadless) return `kube-proxy joins the two by name, and connections to port ${port ?? `"${name}"`} of the Service do not reach these addresses`;
  return `SRV records are called after the name here, and a query for _${name}._${protocol.toLowerCase()}.${service.name} does not find these addresses`;
}

/** The subsets of an Endpoints object have their addresses and ports each for themselves. */
function bySubset(ports: readonly EndpointPort[]): Iterable<EndpointPort[]> {
  const subsets = new Map<string, EndpointPort[]>();
  for (const port of ports) {
    push(subsets, formatPath(port.path.slice(0, -1)), port);
  }
  return subsets.values();
}
