import { asMap } from '../model/resource.ts';
import type { ServicePort } from '../model/service.ts';
import { remove, type Remedy } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validateService: duplicate names, (protocol, port) pairs and (protocol, nodePort) pairs. */
export default defineRule({
  id: 'duplicate-port',
  subject: 'Service',
  severity: 'error',
  summary: 'two ports of a Service have the same name, or the same number and protocol',
  fixable: 'safe',
  check(service, { report }) {
    const names = new Map<string, ServicePort>();
    const numbers = new Map<string, ServicePort>();
    const nodePorts = new Map<string, ServicePort>();
    for (const port of service.ports) {
      const nodePort = asMap(service.get('spec', 'ports', port.index))?.['nodePort'];
      const namesake = first(names, port.name, port);
      const same = first(numbers, port.port && `${port.port}/${port.protocol}`, port);
      const node = first(nodePorts, typeof nodePort === 'number' && nodePort ? `${nodePort}/${port.protocol}` : undefined, port);
      const say = (field: string, other: ServicePort, message: string, help: string) => {
        const isSame = JSON.stringify(service.get('spec', 'ports', port.index)) === JSON.stringify(service.get('spec', 'ports', other.index));
        const fix: Remedy | undefined = isSame
          ? { title: 'Remove the second of the two', safety: 'safe', changes: [remove(service.portAt(port))] }
          : field === 'nodePort'
            ? { title: 'Remove the second nodePort', safety: 'unsafe', changes: [remove(service.portAt(port, field))] }
            : undefined;
        report({ at: service.portAt(port, field), message: `${message} The API server refuses the Service.`, help, fix, related: [{ at: service.portAt(other, field), message: 'first here' }] });
      };
      // One port written twice is one mistake.
      if (namesake) say('name', namesake, `Port name "${port.name}" stands twice.`, same ? 'Remove one of the two.' : 'Give each port a name of its own.');
      else if (same) say('port', same, `Port ${port.port}/${port.protocol} stands twice; a number may only be repeated with another protocol.`, 'Remove one of the two, or change its port or protocol.');
      // Where node ports are not allowed at all, that is another finding.
      else if (node && service.type !== 'ClusterIP') say('nodePort', node, `nodePort ${String(nodePort)}/${port.protocol} stands twice.`, 'Give each port a nodePort of its own, or leave them out to have them allocated.');
    }
  },
});

/** What was there under a key before, if anything. */
function first(seen: Map<string, ServicePort>, key: string | 0 | undefined, port: ServicePort): ServicePort | undefined {
  if (!key) return undefined;
  const before = seen.get(key);
  if (!before) seen.set(key, port);
  return before;
}
