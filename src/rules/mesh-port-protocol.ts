import { isMeshed, saysProtocol } from '../model/mesh.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** Istio takes the protocol from appProtocol or from the port name up to the first dash (pkg/config/kube/conversion.go). */
export default defineRule({
  id: 'mesh-port-protocol',
  subject: 'Service',
  severity: 'info',
  summary: 'in an Istio namespace, a port of a headless Service does not say its protocol',
  fixable: 'unsafe',
  options: {
    namespaces: { type: 'array', items: { type: 'string' }, default: [], description: 'Namespaces with Istio sidecars, where the Namespace object that says so is not among the files. ["*"] is all of them.' },
  },
  check(service, { model, options: { namespaces }, report }) {
    if (!service.isHeadless || !(namespaces.includes(service.namespace) || namespaces.includes('*') || isMeshed(service, model))) return;
    for (const port of service.ports) {
      const { name } = port;
      if (name === undefined || port.protocol !== 'TCP' || saysProtocol({ name, port: port.port })) continue;
      if (service.string('spec', 'ports', port.index, 'appProtocol')) continue;
      report({
        at: service.portAt(port, 'name'),
        message: `Istio takes the protocol from the start of a port's name, and "${name}" says none: it guesses by the first bytes, which breaks protocols where the server speaks first.`,
        help: `Call it tcp-${name}, or set appProtocol.`,
        fix: { title: 'Set appProtocol: tcp', safety: 'unsafe', changes: [set(service.portAt(port, 'appProtocol'), 'tcp')] },
      });
    }
  },
});
