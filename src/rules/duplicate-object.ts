import type { Resource } from '../model/resource.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'duplicate-object',
  subject: 'Object',
  severity: 'warning',
  summary: 'two objects of the same kind, namespace and name',
  check(object, { model, report }) {
    if (!object.name || object.kind === 'Namespace' || model.fragments.has(object)) return;
    const same = model.sameName(object);
    if (same.length < 2) return;
    const first = same.find((other) => other !== object && other.group === object.group && isBefore(other, object) && !model.fragments.has(other) && model.scope.surelyTogether(object, other));
    if (!first) return;
    report({
      at: object.at('metadata', 'name'),
      message: `${object} is defined twice in namespace "${object.namespace}". kubectl applies both in turn: the last one wins, and nobody says so.`,
      help: 'Remove or rename one of the two.',
      related: [{ at: first.at('metadata', 'name'), message: `${first} is defined here first` }],
    });
  },
});

function isBefore(a: Resource, b: Resource): boolean {
  if (a.file !== b.file) return a.file < b.file;
  const documents = a.document.chunk.start - b.document.chunk.start;
  return documents < 0 || (documents === 0 && Number(a.prefix[1] ?? 0) < Number(b.prefix[1] ?? 0));
}
