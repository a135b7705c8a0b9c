import { governing } from '../model/governing.ts';
import { dns1123LabelProblem } from '../model/name-formats.ts';
import { isPlaceholder } from '../parse/placeholder.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { shorten } from '../spelling.ts';

/** pkg/apis/apps/validation ValidateStatefulSetSpec (kubernetes#130233); before, spec.subdomain of every Pod failed. */
export default defineRule({
  id: 'malformed-service-name',
  subject: 'StatefulSet',
  severity: 'error',
  summary: '`spec.serviceName` is not the plain name of a Service',
  fixable: 'safe',
  check(statefulSet, { model, minor, report }) {
    const { name, malformed } = governing(statefulSet, model);
    if (name === undefined || !malformed || isPlaceholder(name)) return;
    const first = name.split('.')[0]!;
    report({
      at: statefulSet.at('spec', 'serviceName'),
      message: `serviceName "${shorten(name)}" ${malformed}. ${
        minor >= 33 ? 'The API server refuses the StatefulSet (before 1.33 it took it, but no Pod could be created).' : 'The StatefulSet is accepted, but no Pod can be created: its subdomain is invalid (FailedCreate).'
      }`,
      // Where the Service is there, the rest says where.
      fix:
        first === name || dns1123LabelProblem(first)
          ? undefined
          : { title: `Set serviceName to "${first}"`, safety: model.find('Service', statefulSet.namespace, first, statefulSet)?.close ? 'safe' : 'unsafe', changes: [set(statefulSet.at('spec', 'serviceName'), first)] },
      help: first !== name && !dns1123LabelProblem(first) ? `Write the name of the Service alone: ${first}.` : 'Write the name of a Service: lower-case letters, digits and -.',
    });
  },
});
