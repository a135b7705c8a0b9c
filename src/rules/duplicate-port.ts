import type { ServicePort } from '../model/service.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation ValidateService: duplicate names, duplicate (protocol, port) pairs. */
export default defineRule({
  id: 'duplicate-port',
  subject: 'Service',
  severity: 'error',
  summary: 'two ports of a Service have the same name, or the same number and protocol',
  check(service, { report }) {
    const names = new Map<string, ServicePort>();
    const numbers = new Map<string, ServicePort>();
    for (const port of service.ports) {
      const number = port.port === undefined ? undefined : `${port.port}/${port.protocol}`;
      const namesake = port.name === undefined ? undefined : names.get(port.name);
      const same = number === undefined ? undefined : numbers.get(number);
      if (namesake) {
        report({
          at: service.portAt(port, 'name'),
          message: `Port name "${port.name}" stands twice. The API server refuses the Service.`,
          help: 'Give each port a name of its own.',
          related: [{ at: service.portAt(namesake, 'name'), message: 'first here' }],
        });
      } else if (same) {
        report({
          at: service.portAt(port, 'port'),
          message: `Port ${number} stands twice. The API server refuses the Service; one number may only be repeated with another protocol.`,
          help: 'Remove one of the two, or change its port or protocol.',
          related: [{ at: service.portAt(same, 'port'), message: 'first here' }],
        });
      }
      if (port.name !== undefined) names.set(port.name, namesake ?? port);
      if (number !== undefined) numbers.set(number, same ?? port);
    }
  },
});
