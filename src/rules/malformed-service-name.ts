import { governing } from '../model/governing.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'malformed-service-name',
  subject: 'StatefulSet',
  severity: 'error',
  summary: '`spec.serviceName` is not the plain name of a Service',
  check(statefulSet, { model, minor, report }) {
    const { name, malformed } = governing(statefulSet, model);
    if (name === undefined || !malformed) return;
    const first = name.split('.')[0]!;
    report({
      at: statefulSet.at('spec', 'serviceName'),
      message: `serviceName "${name}" ${malformed}. ${
        minor >= 33 ? 'The API server refuses the StatefulSet (from 1.33 on; before, no Pod could be created).' : 'The StatefulSet is accepted, but no Pod can be created: its subdomain is invalid (FailedCreate).'
      }`,
      help: name.includes('.') ? `Write the name of the Service alone: ${first}.` : 'Write the name of a Service: lower-case letters, digits and -.',
    });
  },
});
