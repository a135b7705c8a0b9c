/** Writes schemas/kubernetes/*.schema.json. `--check` only compares and fails on a difference. */
import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  additions,
  base64Fields,
  closedSets,
  newDefinitions,
  newestMinor,
  oldestMinor,
  ranges,
  removals,
  required,
  type FieldType,
} from './kubernetes-additions.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const typesDir = join(root, 'node_modules/kubernetes-types');
const schemaDir = join(root, 'schemas/kubernetes');

const kinds: Record<string, {module: string; kinds: readonly string[]}> = {
  'apps/v1': {module: 'apps/v1', kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']},
  'autoscaling/v2': {module: 'autoscaling/v2', kinds: ['HorizontalPodAutoscaler']},
  'batch/v1': {module: 'batch/v1', kinds: ['CronJob', 'Job']},
  'discovery.k8s.io/v1': {module: 'discovery/v1', kinds: ['EndpointSlice']},
  'networking.k8s.io/v1': {module: 'networking/v1', kinds: ['Ingress', 'NetworkPolicy']},
  'policy/v1': {module: 'policy/v1', kinds: ['PodDisruptionBudget']},
  v1: {
    module: 'core/v1',
    kinds: ['ConfigMap', 'Endpoints', 'Pod', 'ReplicationController', 'Secret', 'Service'],
  },
};

/** Names that two API groups use for different things. */
const renamed: Record<string, Record<string, string>> = {
  'discovery/v1': {Endpoint: 'DiscoveryEndpoint', EndpointPort: 'DiscoveryEndpointPort'},
};

type Field = {type: FieldType; since?: number};
type Definition = {module: string; fields: Map<string, Field>};
type Json = string | number | boolean | null | Json[] | {[key: string]: Json};
type JsonObject = {[key: string]: Json};

const aliases: Record<string, FieldType> = {
  any: 'any',
  boolean: 'boolean',
  FieldsV1: 'any',
  MicroTime: 'time',
  number: 'integer',
  'number | string': 'int-or-string',
  Quantity: 'quantity',
  string: 'string',
  Time: 'time',
};

/** The interfaces of one .d.ts file: `name?: type;` lines, and map types over three lines. */
function parseModule(module: string): Map<string, Map<string, FieldType>> {
  const interfaces = new Map<string, Map<string, FieldType>>();
  let fields: Map<string, FieldType> | undefined;
  let mapField: string | undefined;
  for (const line of readFileSync(join(typesDir, `${module}.d.ts`), 'utf8').split('\n')) {
    const opening = /^export interface (\w+) \{$/.exec(line);
    const field = /^ {4}(?:readonly )?"?([\w$]+)"?\??: (.+);$/.exec(line);
    const mapStart = /^ {4}(?:readonly )?(\w+)\??: \{$/.exec(line);
    const mapItem = /^ {8}\[name: string\]: (.+);$/.exec(line);
    if (opening?.[1]) {
      fields = new Map();
      interfaces.set(opening[1], fields);
    } else if (field?.[1] && field[2]) {
      fields?.set(field[1], fieldType(module, field[2]));
    } else if (mapStart?.[1]) {
      mapField = mapStart[1];
    } else if (mapItem?.[1] && mapField) {
      fields?.set(mapField, `{}${fieldType(module, mapItem[1])}`);
    } else if (/^ {4}\S.*[:{;]$/.test(line) && !/^ {4}(\/?\*|\};)/.test(line)) {
      throw new Error(`${module}.d.ts: cannot read ${JSON.stringify(line)}`);
    }
  }
  return interfaces;
}

function fieldType(module: string, text: string): FieldType {
  const list = /^Array<(.+)>$/.exec(text);
  if (list?.[1]) return `[]${fieldType(module, list[1])}`;
  if (text.startsWith('"')) return 'string';
  const alias = aliases[text];
  if (alias) return alias;
  if (!/^[A-Z]\w*$/.test(text)) throw new Error(`${module}: unknown type ${text}`);
  return renamed[module]?.[text] ?? text;
}

const parsed = new Map<string, Map<string, Map<string, FieldType>>>();

function moduleOf(module: string): Map<string, Map<string, FieldType>> {
  const interfaces = parsed.get(module) ?? parseModule(module);
  parsed.set(module, interfaces);
  return interfaces;
}

/** The definition of a name, looked for in the module that mentions it, then in the shared ones. */
function define(name: string, mentionedIn: string): Definition {
  const added = newDefinitions[name];
  if (added) {
    const fields = Object.entries(added).map(([field, type]) => [field, {type}] as const);
    return extended(name, {module: 'core/v1', fields: new Map(fields)});
  }
  for (const module of [mentionedIn, 'core/v1', 'meta/v1']) {
    const original = Object.entries(renamed[module] ?? {}).find(([, to]) => to === name)?.[0];
    const found = moduleOf(module).get(original ?? name);
    if (!found || (!original && renamed[module]?.[name])) continue;
    const fields = [...found].map(([field, type]): [string, Field] => {
      if (field === 'status' && type.endsWith('Status')) return [field, {type: 'any'}];
      if (base64Fields[name]?.includes(field)) return [field, {type: '{}base64'}];
      return [field, {type}];
    });
    return extended(name, {module, fields: new Map(fields)});
  }
  throw new Error(`no definition of ${name}, mentioned in ${mentionedIn}`);
}

function extended(name: string, definition: Definition): Definition {
  for (const [field, {since, type}] of Object.entries(additions[name] ?? {})) {
    const known = definition.fields.get(field);
    if ((known === undefined) === (type === undefined)) {
      throw new Error(`${name}.${field} is ${known ? 'already' : 'not'} in kubernetes-types`);
    }
    if (since <= oldestMinor || since > newestMinor) throw new Error(`${name}.${field}: ${since}`);
    definition.fields.set(field, {type: type ?? known?.type ?? 'any', since});
  }
  for (const field of removals[name] ?? []) {
    if (!definition.fields.delete(field)) throw new Error(`${name}.${field} is gone already`);
  }
  return definition;
}

const elementType = (type: FieldType): string => type.replace(/^(\[\]|\{\})+/, '');
const isReference = (type: FieldType): boolean => /^[A-Z]/.test(elementType(type));

/** Every definition reachable from a name, that name included. */
function reachable(start: string, module: string, into: Map<string, Definition>): void {
  if (into.has(start)) return;
  const definition = define(start, module);
  into.set(start, definition);
  for (const {type} of definition.fields.values()) {
    if (isReference(type)) reachable(elementType(type), definition.module, into);
  }
}

const scalars: Record<string, {types: readonly string[]; pattern?: string}> = {
  any: {types: []},
  base64: {
    types: ['string'],
    pattern:
      '^[\\r\\n]*(([A-Za-z0-9+/][\\r\\n]*){4})*(([A-Za-z0-9+/][\\r\\n]*){2}=[\\r\\n]*=[\\r\\n]*|([A-Za-z0-9+/][\\r\\n]*){3}=[\\r\\n]*)?$',
  },
  boolean: {types: ['boolean']},
  'int-or-string': {types: ['integer', 'string']},
  integer: {types: ['integer']},
  quantity: {
    types: ['number', 'string'],
    pattern: '^\\s*(?=\\S)[-+]?[0-9]*\\.?[0-9]*([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?\\s*$',
  },
  string: {types: ['string']},
  time: {
    types: ['string'],
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?(Z|[-+]\\d\\d:\\d\\d)$',
  },
};

type Reference = (name: string) => string;

/** `nullable` is false for a field that must be there: null is then as bad as nothing. */
function schemaOf(type: FieldType, nullable: boolean, reference: Reference): JsonObject {
  const orNull = (...types: string[]): Json =>
    nullable || types.length > 1 ? [...types, ...(nullable ? ['null'] : [])] : (types[0] ?? null);
  if (type.startsWith('[]')) {
    return {type: orNull('array'), items: schemaOf(type.slice(2), true, reference)};
  }
  if (type.startsWith('{}')) {
    return {type: orNull('object'), additionalProperties: schemaOf(type.slice(2), true, reference)};
  }
  if (isReference(type)) return {$ref: reference(type), ...(nullable ? {} : {type: 'object'})};
  const scalar = scalars[type];
  if (!scalar) throw new Error(`unknown type ${type}`);
  return {
    ...(scalar.types.length > 0 ? {type: orNull(...scalar.types)} : {}),
    ...(scalar.pattern === undefined ? {} : {pattern: scalar.pattern}),
  };
}

function objectSchema(name: string, definition: Definition, reference: Reference): JsonObject {
  const properties: JsonObject = {};
  const needed = required[name] ?? [];
  for (const field of [...definition.fields.keys()].sort()) {
    const {type, since} = definition.fields.get(field) as Field;
    const nullable = !needed.includes(field);
    const schema = schemaOf(type, nullable, reference);
    const closed = closedSets[name]?.[field];
    if (closed) {
      const values: Json[] = [...closed.values];
      if (closed.blank) values.push('');
      if (closed.items || nullable) values.push(null);
      if (closed.items) (schema['items'] as JsonObject)['enum'] = values;
      else schema['enum'] = values;
    }
    Object.assign(schema, ranges[name]?.[field], since === undefined ? {} : {since});
    properties[field] = schema;
  }
  for (const table of [required[name] ?? [], Object.keys(closedSets[name] ?? {}), Object.keys(ranges[name] ?? {})]) {
    for (const field of table) {
      if (!(field in properties)) throw new Error(`${name} has no field ${field}`);
    }
  }
  return {
    type: ['object', 'null'],
    properties,
    ...(needed.length > 0 ? {required: [...needed].sort()} : {}),
    additionalProperties: false,
  };
}

/** JSON with what fits on one line kept on one line. */
function print(value: Json, indent = ''): string {
  const flat = JSON.stringify(value)
    .replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, text: string, mark: string) => text ?? `${mark} `);
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= 96) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function schemaFiles(): Map<string, string> {
  const all = new Map<string, Definition>();
  const usedBy = new Map<string, Set<string>>();
  const rootNames = new Set<string>();
  for (const {module, kinds: names} of Object.values(kinds)) {
    for (const name of names) {
      rootNames.add(name);
      const own = new Map<string, Definition>();
      reachable(name, module, own);
      for (const [used, definition] of own) {
        all.set(used, definition);
        usedBy.set(used, (usedBy.get(used) ?? new Set()).add(name));
      }
    }
  }
  for (const table of [additions, newDefinitions, removals, base64Fields, required, closedSets, ranges]) {
    for (const name of Object.keys(table)) {
      if (!all.has(name)) throw new Error(`nothing uses ${name}`);
    }
  }

  const volumes = new Map<string, Definition>();
  reachable('Volume', 'core/v1', volumes);
  const homeOf = (name: string): string => {
    const users = usedBy.get(name) as Set<string>;
    const only = users.size === 1 ? [...users][0] : undefined;
    if (only) return `${only.toLowerCase()}.schema.json`;
    const module = all.get(name)?.module;
    if (module === 'meta/v1') return 'meta.schema.json';
    if (module !== 'core/v1') return 'shared.schema.json';
    return volumes.has(name) ? 'volumes.schema.json' : 'containers.schema.json';
  };
  const definitionsIn = (file: string): JsonObject =>
    Object.fromEntries(
      [...all.keys()]
        .filter((name) => !rootNames.has(name) && homeOf(name) === file)
        .sort()
        .map((name) => {
          const reference = (to: string): string =>
            `${homeOf(to) === file ? '' : homeOf(to)}#/definitions/${to}`;
          return [name, objectSchema(name, all.get(name) as Definition, reference)];
        }),
    );

  const files = new Map<string, string>();
  const add = (file: string, schema: JsonObject): void => {
    if (files.has(file)) throw new Error(`two schemas for ${file}`);
    const head = {$schema: 'http://json-schema.org/draft-07/schema#', $id: file};
    files.set(file, `${print({...head, ...schema})}\n`);
  };
  for (const [apiVersion, {kinds: names}] of Object.entries(kinds)) {
    for (const name of names) {
      const file = `${name.toLowerCase()}.schema.json`;
      const reference = (to: string): string =>
        `${homeOf(to) === file ? '' : homeOf(to)}#/definitions/${to}`;
      const schema = objectSchema(name, all.get(name) as Definition, reference);
      const definitions = definitionsIn(file);
      Object.assign(schema['properties'] as JsonObject, {
        apiVersion: {const: apiVersion},
        kind: {const: name},
      });
      add(file, {
        title: `${name} ${apiVersion}`,
        description: `A ${name} as the API server of Kubernetes 1.${oldestMinor} to 1.${newestMinor} reads it. "since" is the minor version that brought a field.`,
        ...schema,
        type: 'object',
        required: ['apiVersion', 'kind', ...(required[name] ?? [])],
        ...(Object.keys(definitions).length > 0 ? {definitions} : {}),
      });
    }
  }
  const shared = {
    containers: 'Pod templates and containers.',
    meta: 'Object metadata and label selectors.',
    shared: 'What kinds of one API group share.',
    volumes: 'Volumes of a pod, and claims to them.',
  };
  for (const [name, description] of Object.entries(shared)) {
    const definitions = definitionsIn(`${name}.schema.json`);
    if (Object.keys(definitions).length === 0) continue;
    add(`${name}.schema.json`, {title: `Kubernetes: ${name}`, description, definitions});
  }
  return files;
}

const files = schemaFiles();
const present = new Map<string, string>();
mkdirSync(schemaDir, {recursive: true});
for (const name of readdirSync(schemaDir)) present.set(name, readFileSync(join(schemaDir, name), 'utf8'));
const stale = [...present.keys()].filter((name) => !files.has(name));
const changed = [...files].filter(([name, text]) => present.get(name) !== text).map(([name]) => name);
if (process.argv.includes('--check')) {
  if (stale.length + changed.length > 0) {
    console.error(`schemas/kubernetes is out of date: ${[...changed, ...stale].join(', ')}`);
    process.exitCode = 1;
  }
} else {
  for (const name of changed) writeFileSync(join(schemaDir, name), files.get(name) as string);
  for (const name of stale) rmSync(join(schemaDir, name));
}
