import { routesIn } from '../model/backends.ts';
import type { Model } from '../model/model.ts';
import type { Resource } from '../model/resource.ts';
import { Service } from '../model/service.ts';
import { Workload } from '../model/workload.ts';
import { certificates, type Certificate } from '../names/certificates.ts';
import { mentions, type Mention } from '../names/mentions.ts';
import type { SubjectKind, Subjects } from '../rule.ts';

/** What a rule of a kind of subject looks at. */
export function subjects<K extends SubjectKind>(model: Model, kind: K): readonly Subjects[K][] {
  return select(model, kind) as readonly Subjects[K][];
}

function select(model: Model, kind: SubjectKind): readonly (Resource | Mention | Certificate)[] {
  switch (kind) {
    case 'Service':
      return model.services;
    case 'Workload':
      return model.workloads;
    case 'StatefulSet':
      return model.byKind('StatefulSet').filter((r) => r instanceof Workload && r.isStatefulSet);
    case 'Route':
      return routesIn(model);
    case 'Object':
      return [...model.resources, ...model.fragments];
    case 'Mention':
      return mentions(model);
    case 'Certificate':
      return certificates(model);
    default:
      return model.byKind(kind).filter((r) => !(r instanceof Service) && !(r instanceof Workload));
  }
}
