import { envOf, hasEnvFrom, isServiceVariable, varReferences } from '../model/environment.ts';
import { advance } from '../remedy.ts';
import { defineRule } from '../rule.ts';

/** pkg/kubelet/kubelet_pods.go makeEnvironmentVariables: a reference sees only the variables before it. */
export default defineRule({
  id: 'env-used-before-definition',
  subject: 'Workload',
  severity: 'error',
  summary: 'a `$(VAR)` in an environment value stands before the variable is defined, so it stays literal text',
  fixable: 'safe',
  check(workload, { model, report }) {
    for (const container of workload.containers) {
      // What comes as a whole from a ConfigMap is there before, and may have any name.
      if (hasEnvFrom(container)) continue;
      const env = envOf(container);
      const last = new Map(env.map((variable) => [variable.name, variable]));
      const seen = new Set<string>();
      for (const variable of env) {
        for (const { name, index } of varReferences(variable.value ?? '')) {
          const definition = last.get(name);
          if (!definition || definition.index <= variable.index || seen.has(name) || isServiceVariable(name) || model.kustomizations.replaces(workload.file, name)) continue;
          const isHost = isHostPart(variable.value!, index, name, workload.subdomain);
          // All that this one waits for goes before it, in the order in which it stands, and what that refers to stays before.
          const late = env.filter((other) => other.index > variable.index && last.get(other.name) === other && varReferences(variable.value!).some((reference) => reference.name === other.name));
          const isStranded = late.some((other) => varReferences(other.value ?? '').some((reference) => (last.get(reference.name)?.index ?? -1) >= variable.index && !late.some((moved) => moved.name === reference.name)));
          report({
            at: workload.at(...variable.path, 'value'),
            severity: isHost ? 'error' : 'warning',
            message: `$(${name}) is used before ${name} is defined. The kubelet expands variables in order, so ${variable.name} keeps the text "$(${name})"${isHost ? ', and the host name it is part of never resolves' : ''}.`,
            help: `Move ${name} above ${variable.name}.`,
            fix: isStranded
              ? undefined
              : { title: `Move ${late.map((other) => other.name).join(' and ')} above ${variable.name}`, safety: 'safe', changes: late.map((other) => advance(workload.at(...other.path), variable.index)) },
            related: [{ at: workload.at(...definition.path, 'name'), message: `${name} is defined here` }],
          });
          break;
        }
        seen.add(variable.name);
      }
    }
  },
});

/** True where the reference is a label of a host name, and not of a file name: `https://$(POD_NAME).web:8200`, `$(POD_NAME).db.prod.svc`. */
function isHostPart(value: string, index: number, name: string, subdomain: string | undefined): boolean {
  const before = value.slice(0, index);
  const after = value.slice(index + name.length + 3);
  const label = /^\.([a-z0-9][-a-z0-9]*)/.exec(after)?.[1];
  if (label === undefined && !after.startsWith('.$(')) return false;
  if (/:\/\/(?:[^/\s]*[@,])?$/.test(before)) return true;
  if (!/(?:^|[/@,=\s"'])$/.test(before)) return false;
  return (label !== undefined && label === subdomain) || /^(?:\.[-a-z0-9]+|\.\$\(\w+\))+?(?:\.svc(?![-\w])|:\d)/.test(after);
}
