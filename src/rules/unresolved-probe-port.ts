import type { FieldPath } from '../diagnostic.ts';
import { portNameProblem } from '../model/name-formats.ts';
import { asList, asMap, fieldAt } from '../model/resource.ts';
import type { Container, Workload } from '../model/workload.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

const never = 'the probe never succeeds, so';
const users: readonly (readonly [FieldPath, string])[] = [
  [['readinessProbe'], `${never} the Pod is never ready, and DNS lists only ready Pods`],
  [['startupProbe'], `${never} the container never counts as started, and the Pod is never ready`],
  [['livenessProbe'], 'the probe has no result, so it never restarts the container'],
  [['lifecycle', 'postStart'], 'the hook fails, and the container is killed each time it starts'],
  [['lifecycle', 'preStop'], 'the hook fails, and the container is stopped without it'],
];

/** pkg/probe/util.go ResolveContainerPort: a named port is looked up in the own container; where it is not found there is no result. */
export default defineRule({
  id: 'unresolved-probe-port',
  subject: 'Workload',
  severity: 'error',
  summary: 'a probe or a lifecycle hook names a port that its container does not have',
  fixable: 'safe',
  check(workload, { minor, report }) {
    for (const container of workload.containers) {
      for (const { port, path, effect } of namedPorts(container)) {
        const at = workload.at(...container.path, ...path);
        const problem = portNameProblem(port);
        if (problem) {
          const isNumber = /^\d+$/.test(port);
          report({
            at,
            severity: workload.isBuiltIn ? 'error' : 'warning',
            message: `Port "${port}" ${isNumber ? 'is a number in quotes, and a string is the name of a container port' : problem}. ${workload.refusal(minor)}`,
            fix: isNumber ? { title: `Write ${port} without quotes`, safety: 'safe', changes: [set(at, Number(port))] } : undefined,
            help: isNumber ? `Write port: ${port} without quotes.` : 'Write the name of a port of this container, or its number.',
          });
          continue;
        }
        const near = nearest(port, container.ports.flatMap((p) => p.name ?? []));
        const elsewhere = ownerOf(port, workload);
        report({
          at,
          severity: 'warning',
          message: `Container "${container.name}" has no port named "${port}"${elsewhere ? `; container "${elsewhere.name}" has it, but only the own ports count` : ''}: ${effect}.`,
          fix: near === undefined ? undefined : { title: `Write ${near}`, safety: 'unsafe', changes: [set(at, near)] },
          help: near ? `Write ${near}, if that is meant.` : 'Declare the port in this container, or write its number.',
          related: container.ports.length ? [{ at: workload.keyAt(...container.path, 'ports'), message: `ports of container "${container.name}"` }] : [],
        });
      }
    }
  },
});

/** Names of ports in probes and hooks that are not declared in the container; numbers cannot be missing. */
function namedPorts(container: Container): { port: string; path: FieldPath; effect: string }[] {
  const declared = new Set(asList(container.fields['ports']).map((port) => asMap(port)?.['name']));
  return users.flatMap(([user, effect]) =>
    ['httpGet', 'tcpSocket'].flatMap((handler) => {
      const path = [...user, handler, 'port'];
      const port = fieldAt(container.fields, path);
      return typeof port === 'string' && port && !declared.has(port) && !isPlaceholder(port) ? [{ port, path, effect }] : [];
    }),
  );
}

function ownerOf(port: string, workload: Workload): Container | undefined {
  return workload.containers.find((container) => container.ports.some((p) => p.name === port));
}
