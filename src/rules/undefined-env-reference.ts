import { envOf, hasEnvFrom, isServiceVariable, varReferences } from '../model/environment.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** pkg/kubelet/kubelet_pods.go makeEnvironmentVariables: what no variable of the container defines is left as text. */
export default defineRule({
  id: 'undefined-env-reference',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a `$(VAR)` in an environment value names a variable that the container does not have',
  check(workload, { report }) {
    for (const container of workload.containers) {
      if (hasEnvFrom(container)) continue;
      const env = envOf(container);
      const names = new Set(env.map((variable) => variable.name));
      for (const variable of env) {
        const unknown = varReferences(variable.value ?? '').find(({ name }) => !names.has(name) && !isServiceVariable(name) && !isShellCommand(name));
        if (!unknown) continue;
        const { name } = unknown;
        const others = env.filter((v) => v !== variable);
        const meant = others.find((v) => v.name.endsWith(`_${name}`) || name.endsWith(`_${v.name}`))?.name ?? nearest(name, others.map((v) => v.name));
        const definition = env.find((v) => v.name === meant);
        report({
          at: workload.at(...variable.path, 'value'),
          message: `$(${name}) names no variable of container "${container.name}", so ${variable.name} keeps the text "$(${name})". Variables of the image or the shell are not expanded here.`,
          help: meant ? `Write $(${meant}), if that is meant.` : `Define ${name} above ${variable.name}, or write $$(${name}) if the text is meant.`,
          related: definition ? [{ at: workload.at(...definition.path, 'name'), message: `${meant} is defined here` }] : [],
        });
      }
    }
  },
});

/** `$(hostname)` is a shell's command substitution that some script is to run; variables are written in capitals. */
function isShellCommand(name: string): boolean {
  return !/[A-Z]/.test(name);
}
