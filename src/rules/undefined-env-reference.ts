import { envOf, expandedTexts, hasEnvFrom, serviceOfVariable, varReferences } from '../model/environment.ts';
import type { Model } from '../model/model.ts';
import type { Service } from '../model/service.ts';
import type { Workload } from '../model/workload.ts';
import { rewrite, type Remedy } from '../remedy.ts';
import type { Place } from '../model/resource.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

/** pkg/kubelet/kubelet_pods.go makeEnvironmentVariables: what no variable of the container defines is left as text. */
export default defineRule({
  id: 'undefined-env-reference',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a `$(VAR)` names a variable that the container does not have, so it stays literal text',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    if (!workload.isPlain) return;
    for (const container of workload.containers) {
      if (hasEnvFrom(container)) continue;
      const env = envOf(container);
      const names = new Set(env.map((variable) => variable.name));
      const said = new Set<string>();
      for (const { text, field, path } of expandedTexts(container)) {
        const name = varReferences(text).find((reference) => !names.has(reference.name) && !said.has(reference.name) && isMissing(reference.name, field, workload, model))?.name;
        if (name === undefined) continue;
        said.add(name);
        const service = serviceOfVariable(name);
        const own = field === 'value' ? env.find((variable) => variable.index === path.at(-2))?.name : undefined;
        const others = [...names].filter((other) => other !== own);
        const meant = service ? undefined : others.find((other) => other.endsWith(`_${name}`) || name.endsWith(`_${other}`)) ?? nearest(name, others);
        const definition = env.find((variable) => variable.name === meant);
        const why = service === undefined ? '' : workload.podSpec['enableServiceLinks'] === false ? ': enableServiceLinks is off' : `: Service "${service}" is headless, and only a cluster IP gives such variables`;
        report({
          at: workload.at(...path),
          message: `$(${name}) names no variable of container "${container.name}"${why}. ${
            field === 'subPathExpr' ? 'The container cannot start' : `${own ?? field} keeps the text "$(${name})", for variables of the image or the shell are not expanded here`
          }.`,
          help: service && /_HOST$/.test(name) ? `Write the name of the Service, "${service}", which DNS knows.` : meant ? `Write $(${meant}), if that is meant.` : `Define ${name} in env, or write $$(${name}) if the text is meant.`,
          fix: remedyFor(workload.at(...path), text, name, meant ?? undefined, service !== undefined && /_HOST$/.test(name) ? service : undefined),
          related: definition ? [{ at: workload.at(...definition.path, 'name'), message: `${meant} is defined here` }] : [],
        });
      }
    }
  },
});

/** Not so where kustomize puts a value, where a Service gives the variable, or where a shell is to run the command `$(hostname)`. */
function isMissing(name: string, field: string, workload: Workload, model: Model): boolean {
  const isVariable = field === 'subPathExpr' || (field === 'value' ? /[A-Z]/ : /^[A-Z][A-Z0-9_]*$/).test(name);
  if (!isVariable || model.kustomizations.replaces(workload.file, name)) return false;
  const service = serviceOfVariable(name);
  if (service === undefined) return true;
  if (service === 'kubernetes') return false;
  const link = model.find<Service>('Service', workload.namespace, service, workload);
  return workload.podSpec['enableServiceLinks'] === false || (link?.close === true && link.resource.isHeadless);
}

/** `$$(NAME)` is text, and cannot be told from a reference by its place. */
function remedyFor(at: Place, text: string, name: string, meant: string | undefined, service: string | undefined): Remedy | undefined {
  const to = service ?? (meant === undefined ? undefined : `$(${meant})`);
  if (to === undefined || text.includes('$$')) return undefined;
  return { title: `Write ${to} for $(${name})`, safety: 'unsafe', changes: [rewrite({ ...at, part: { text: `$(${name})`, nth: 0 } }, to)] };
}
