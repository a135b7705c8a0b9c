import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { directoryOf } from '../model/folders.ts';
import { defineRule } from '../rule.ts';

/** For each object that another one comes before, that other one. Objects stand in the order of their files. */
const duplicates = (model: Model) => {
  const firsts = new Map<string, Resource>();
  const found = new Map<Resource, Resource>();
  for (const object of model.resources) {
    const { file, group, kind, namespace, name } = object;
    if (!name || kind === 'Namespace') continue;
    for (const place of model.kustomizations.rootsOf(file) ? [file, `${directoryOf(file)}/`] : [file]) {
      const key = [place, group, kind, namespace, name].join('\0');
      const first = firsts.get(key);
      if (!first) firsts.set(key, object);
      else if (!found.has(object) && model.scope.surelyTogether(first, object)) found.set(object, first);
    }
  }
  return found;
};

export default defineRule({
  id: 'duplicate-object',
  subject: 'Object',
  severity: 'warning',
  summary: 'two objects of the same kind, namespace and name',
  check(object, { model, report }) {
    const first = model.derived(duplicates).get(object);
    if (!first) return;
    const consequence = model.kustomizations.rootsOf(object.file)
      ? 'kustomize refuses to build two resources with one id'
      : 'kubectl apply takes both in turn, the last one wins, and no message says that the first is lost';
    report({
      at: object.at('metadata', 'name'),
      message: `${object} is defined twice in namespace "${object.namespace}": ${consequence}.`,
      help: 'Remove or rename one of the two.',
      related: [{ at: first.at('metadata', 'name'), message: `${first} is defined here first` }],
    });
  },
});
