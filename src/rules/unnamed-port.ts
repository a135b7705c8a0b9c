import { setFirst } from '../remedy.ts';
import { nameForPort } from '../model/port-names.ts';
import { defineRule } from '../rule.ts';

/** pkg/apis/core/validation validateServicePort: `spec.ports[i].name: Required value`. */
export default defineRule({
  id: 'unnamed-port',
  subject: 'Service',
  severity: 'error',
  summary: 'a Service with several ports leaves one of them without a name',
  fixable: 'safe',
  check(service, { model, report }) {
    const { ports } = service;
    if (ports.length < 2) return;
    const unnamed = ports.filter((port) => port.name === undefined && !isOther(service.get('spec', 'ports', port.index, 'name')));
    const first = unnamed[0];
    if (!first) return;
    const taken = new Set(ports.flatMap(({ name }) => name ?? []));
    const named = unnamed.map((port) => {
      const given = nameForPort(service, port, model, taken);
      taken.add(given.name);
      return { port, ...given };
    });
    report({
      at: service.portAt(first, 'name'),
      fix: {
        title: `Set name${named.length > 1 ? 's' : ''} ${named.map(({ name }) => `"${name}"`).join(', ')}`,
        safety: named.every(({ isDeclared }) => isDeclared) ? 'safe' : 'unsafe',
        changes: named.map(({ port, name }) => setFirst(service.portAt(port, 'name'), name)),
      },
      message: `${unnamed.length === 1 ? `${first.port === undefined ? `ports[${first.index}]` : `Port ${first.port}`} has` : `${unnamed.length} of ${ports.length} ports have`} no name. With more than one port every port needs one: the API server refuses the Service.`,
      help: 'Name every port: lower-case letters, digits and -, unique in the Service.',
      related: unnamed.slice(1).map((port) => ({ at: service.portAt(port, 'name'), message: `${port.port === undefined ? `ports[${port.index}]` : `port ${port.port}`} has no name either` })),
    });
  },
});

/** A name of a wrong type is another finding. */
function isOther(name: unknown): boolean {
  return name !== undefined && name !== null && name !== '';
}
