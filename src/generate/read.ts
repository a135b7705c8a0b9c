import { formatPath } from '../diagnostic.ts';
import type { Chunk } from '../parse/split.ts';
import { split } from '../parse/split.ts';
import { read, type DuplicateKey } from '../parse/yaml.ts';
import { pathOf } from '../schema/pointer.ts';
import { alternatives, listed, nearest, shorten } from '../spelling.ts';
import type { Spec } from './spec.ts';
import type { SpecProblem } from './terms.ts';
import validate, { type Failure } from './validate.gen.js';

export interface ReadSpec {
  /** Absent where the text is no spec. */
  readonly spec?: Spec;
  readonly chunk: Chunk;
  readonly problems: readonly SpecProblem[];
  readonly syntax?: { readonly message: string; readonly help: string; readonly start: number; readonly end: number };
  readonly duplicates: readonly DuplicateKey[];
}

/** Specs are short; what is longer by far is something else. */
const maxText = 1024 * 1024;
/** After aliases are expanded. */
const maxValues = 50_000;

export function readSpec(text: string): ReadSpec {
  const chunks = split(text);
  const chunk = chunks[0] ?? { start: 0, end: text.length };
  const failed = (message: string, help: string, { start, end } = chunk): ReadSpec => ({ chunk, problems: [], duplicates: [], syntax: { message, help, start, end } });
  const begin = 'Begin with name, image and ports.';
  if (text.length > maxText) return failed('The file has more than a million characters, and a spec a few dozen lines.', 'Take another file, or put long texts into ConfigMaps of your own.');
  if (!chunks.length) return failed('The file is empty.', begin);
  if (chunks[1]) return failed('A second document starts here, and a file holds one spec.', 'Put it into a file of its own.', { start: chunks[1].start + text.slice(chunks[1].start).search(/\S/), end: chunks[1].end });
  const result = read(text, chunk);
  if ('problem' in result) return failed(`The spec cannot be read: ${result.problem.message}.`, 'Mend the YAML here; what is wrong often starts on the line before.', result.problem);
  const { value, duplicates } = result;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return failed('A spec is a map of fields, such as name, image and ports.', begin);
  if (!isSmall(value)) return failed(`Aliases expand to more than ${maxValues} values.`, 'Write out what is meant, without anchors.');
  if ('apiVersion' in value && 'kind' in value) return failed('This is a Kubernetes object and no spec.', 'Write name, image and ports instead; the rest is generated.');
  const failures = validate(value) ? [] : (validate.errors ?? []);
  const problems = failures.flatMap((failure) => problemOf(failure, value));
  return { chunk, duplicates, problems, ...(problems.length === 0 && { spec: value as unknown as Spec }) };
}

function isSmall(root: object): boolean {
  let left = maxValues;
  const stack: unknown[] = [root];
  while (stack.length) {
    const value = stack.pop();
    if ((left -= 1) < 0) return false;
    if (value !== null && typeof value === 'object') for (const item of Object.values(value)) stack.push(item);
  }
  return true;
}

/** What Kubernetes or others call it, and what the spec does. */
const otherwise: Readonly<Record<string, string>> = {
  kind: 'shape',
  serviceName: 'service',
  completions: 'replicas',
  parallelism: 'replicas',
  volumeMounts: 'volumes',
  volumeClaimTemplates: 'volumes',
  configMap: 'files',
  podManagementPolicy: 'podManagement',
  ordinals: 'startOrdinal',
  updateStrategy: 'update',
  strategy: 'update',
  persistentVolumeClaimRetentionPolicy: 'retention',
  serviceAccountName: 'serviceAccount',
  podDisruptionBudget: 'disruptionBudget',
  pdb: 'disruptionBudget',
  readinessProbe: 'probes',
  livenessProbe: 'probes',
  startupProbe: 'probes',
  topologySpreadConstraints: 'spread',
  affinity: 'podSpec',
  nodeSelector: 'podSpec',
  tolerations: 'podSpec',
  initContainers: 'podSpec',
  annotations: 'overrides',
  imagePullPolicy: 'container',
  lifecycle: 'container',
  containerPort: 'port',
  targetPort: 'port',
  mountPath: 'path',
  storage: 'size',
  storageClassName: 'storageClass',
  claimName: 'claim',
  persistentVolumeClaim: 'claim',
  tcpSocket: 'tcp',
  httpGet: 'http',
  value: 'format',
  valueFrom: 'field',
  fieldRef: 'field',
  secretKeyRef: 'secret',
  configMapKeyRef: 'configMap',
};

function problemOf({ instancePath, keyword, params, parentSchema, data }: Failure, root: object): SpecProblem[] {
  const path = pathOf(instancePath, root);
  const where = path.length ? formatPath(path) : 'a spec';
  switch (keyword) {
    case 'additionalProperties': {
      const key = params.additionalProperty!;
      const known = Object.keys(parentSchema.properties ?? {}).filter((field) => field !== '$schema');
      const present = new Set(Object.keys(data as object));
      const other = Object.hasOwn(otherwise, key) ? otherwise[key]! : undefined;
      const renamed = nearest(key, known);
      const meant = other !== undefined && known.includes(other) ? other : renamed;
      const rename = renamed !== undefined && meant === renamed && !present.has(renamed) ? { rename: renamed } : {};
      return [{ path: [...path, key], on: 'key', message: `"${shorten(key)}" is no field of ${where}.`, help: meant ? (meant === renamed ? `Did you mean "${meant}"?` : `The spec calls it "${meant}".`) : path.length ? `There are ${listed(known)}.` : 'Remove it. Editors that know the schema list all fields; what only Kubernetes knows goes into container, podSpec or overrides.', ...rename }];
    }
    case 'required': {
      const field = params.missingProperty!;
      return [{ path, on: 'key', message: `${path.length ? `${where} has` : 'The spec has'} no "${field}".`, help: `Add ${field}${field === 'name' ? ': it names the workload and its Service' : ''}.` }];
    }
    case 'type': {
      const types = [params.type ?? []].flat();
      return [{ path, message: `${where} is ${described(data)}, and not ${alternatives(types.map((type) => typeNames[type] ?? type))}.`, help: `Write ${alternatives(types.map((type) => typeNames[type] ?? type))}.` }];
    }
    case 'enum': {
      const values = (params.allowedValues ?? []).map(String);
      const meant = typeof data === 'string' ? nearest(data, values) : undefined;
      return [{ path, message: `${where} is ${described(data)}, and not ${alternatives(values)}.`, help: meant ? `Did you mean ${meant}?` : `Write ${alternatives(values)}.` }];
    }
    case 'pattern':
      return [{ path, message: `${where} is ${described(data)}, and not a map or "any".`, help: 'Write any, or the labels of the clients.' }];
    case 'minimum':
      return [{ path, message: `${where} is ${String(data)}, and has to be ${params.limit} or more.`, help: path.at(-1) === 'replicas' ? 'Write the number of Pods; to stop them for a while, scale the workload to 0.' : `Write ${params.limit} or more.` }];
    case 'maximum':
      return [{ path, message: `${where} is ${String(data)}, and has to be ${params.limit} or less.`, help: `Write ${params.limit} or less.` }];
    default:
      // minItems and minProperties.
      return [{ path, message: `${where} is empty.`, help: 'Write an entry, or leave the field out.' }];
  }
}

const typeNames: Readonly<Record<string, string>> = { string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false', object: 'a map', array: 'a list', null: 'null' };

function described(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text ${JSON.stringify(shorten(value))}` : String(value);
}
