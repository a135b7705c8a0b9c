/**
 * Compiles schemas/kubernetes into src/schema/validators.gen.js, which runs without ajv.
 * `compileValidators()` returns the text for a build that wants to write it elsewhere.
 */
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv, Name, _, stringify, type CodeKeywordDefinition} from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const schemaDir = join(root, 'schemas/kubernetes');
const output = join(root, 'src/schema/validators.gen.js');

type Schema = {
  $ref?: string;
  type?: string | string[];
  pattern?: string;
  const?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: false | Schema;
  definitions?: Record<string, Schema>;
  [keyword: string]: unknown;
};

type Catalog = {definitions: Map<string, Schema>; roots: Map<string, string>};

/** All definitions under their bare names; the files do not repeat a name. */
function readSchemas(): Catalog {
  const definitions = new Map<string, Schema>();
  const roots = new Map<string, string>();
  const add = (name: string, schema: Schema): void => {
    if (definitions.has(name)) throw new Error(`two definitions of ${name}`);
    definitions.set(name, schema);
  };
  for (const file of readdirSync(schemaDir).sort()) {
    const schema = JSON.parse(readFileSync(join(schemaDir, file), 'utf8')) as Schema;
    for (const [name, definition] of Object.entries(schema.definitions ?? {})) add(name, definition);
    const {apiVersion, kind} = schema.properties ?? {};
    if (!apiVersion?.const || !kind?.const) continue;
    const {properties = {}, required = [], additionalProperties} = schema;
    add(kind.const, {type: 'object', properties, required, additionalProperties} as Schema);
    roots.set(`${apiVersion.const}/${kind.const}`, kind.const);
  }
  return {definitions, roots};
}

const referred = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** The schema with `$ref`s that name a definition of the catalog instead of a place in a file. */
function bareReferences<T>(value: T): T {
  if (Array.isArray(value)) return value.map(bareReferences) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? referred(item) : bareReferences(item),
    ]),
  ) as T;
}

/** A type in the notation of `src/schema/shape.ts`. */
function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return referred(schema.$ref);
  if (schema.const !== undefined) return 'string';
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (schema.items) return `[]${typeText(schema.items)}`;
  if (schema.additionalProperties) return `{}${typeText(schema.additionalProperties)}`;
  if (types.length === 0) return 'any';
  if (types.join() === 'integer,string') return 'int-or-string';
  if (types.join() === 'number,string') return 'quantity';
  if (types.length !== 1) throw new Error(`no name for the type ${types.join()}`);
  if (schema.pattern !== undefined) return schema.pattern.includes('A-Z') ? 'base64' : 'time';
  return types[0] as string;
}

/** One line per definition: its name, then `field:type` for each field. */
function shapeText({definitions}: Catalog): string {
  return [...definitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, {properties = {}}]) =>
      [name, ...Object.entries(properties).map(([field, schema]) => `${field}:${typeText(schema)}`)].join(' '),
    )
    .join('\n');
}

/** `since: 33` fails a property that is there while `this.minor`, the target version, is older. */
const since: CodeKeywordDefinition = {
  keyword: 'since',
  schemaType: 'number',
  error: {message: 'is newer', params: ({schemaCode}) => _`{since: ${schemaCode}}`},
  code(cxt) {
    cxt.fail(_`${new Name('this')}.minor < ${cxt.schema as number}`);
  },
};

/** ajv's `enum`, but with the values in the failure itself, so that no schema stays in the code. */
const closedSet: CodeKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  error: {message: 'is not in the set', params: ({schema}) => _`{allowedValues: ${stringify(schema)}}`},
  code(cxt) {
    const [first = null, ...rest] = cxt.schema as (string | null)[];
    cxt.fail(rest.reduce((all, value) => _`${all} && ${cxt.data} !== ${value}`, _`${cxt.data} !== ${first}`));
  },
};

/** ajv's `additionalProperties: false` beside `properties`, but without the schemas of those. */
const closed: CodeKeywordDefinition = {
  keyword: 'closed',
  type: 'object',
  schemaType: 'array',
  error: {message: 'is not known', params: ({params}) => _`{additionalProperty: ${params['key']}}`},
  code(cxt) {
    const code = _`new Set(${stringify(cxt.schema)})`;
    const names = cxt.gen.scopeValue('obj', {ref: cxt.schema, code});
    cxt.gen.forIn('key', cxt.data, (key) => {
      cxt.gen.if(_`!${names}.has(${key})`, () => {
        cxt.setParams({key});
        cxt.error();
      });
    });
  },
};

function withClosed(definition: Schema): Schema {
  const {additionalProperties, ...rest} = bareReferences(definition);
  if (additionalProperties !== false) throw new Error('a definition that is not closed');
  return {...rest, closed: Object.keys(rest.properties ?? {})};
}

/**
 * The same code without what `violations` does not read, a third as long. A failure is
 * made by a function instead of four statements; a call passes on the path and nothing else.
 */
function shorten(code: string): string {
  return code
    .replace(
      /const (err\d+) = \{instancePath(?::(.*?))?,schemaPath:"[^"]*",keyword:("\w+"),params:(.*?)\};if\(vErrors === null\)\{vErrors = \[\1\];\}\s*else \{vErrors\.push\(\1\);\}errors\+\+;/g,
      (_match, _name, path = 'instancePath', keyword: string, params: string) => {
        const read = keyword === '"type"' || keyword === '"pattern"' ? '{}' : params;
        return `vErrors = failed(vErrors, ${path}, ${keyword}, ${read});errors++;`;
      },
    )
    .replace(/,parentData(?::\w+)?,parentDataProperty(?::[^,]+)?,rootData(?=\})/g, '')
    .replace(/\{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, '{instancePath=""}={}');
}

const failed = `function failed(failures, instancePath, keyword, params) {
  const failure = {instancePath, keyword, params};
  if (failures === null) return [failure];
  failures.push(failure);
  return failures;
}`;

export function compileValidators(): string {
  const catalog = readSchemas();
  const exported = new Map([...catalog.roots].map(([type, name]) => [`validate${name}`, {type, name}]));
  const schemas = new Map([...catalog.definitions].map(([name, schema]) => [name, withClosed(schema)]));
  return [
    compile(schemas, Object.fromEntries([...exported].map(([as, {name}]) => [as, name]))),
    'export const validators = new Map([',
    ...[...exported].map(([as, {type}]) => `  [${JSON.stringify(type)}, ${as}],`),
    ']);',
    `export const shapes = ${JSON.stringify(shapeText(catalog))};`,
    '',
  ].join('\n');
}

/** Functions by name for some of the schemas, as a module without imports. */
export function compile(schemas: ReadonlyMap<string, object>, exported: Record<string, string>): string {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    code: {source: true, esm: true, lines: false, optimize: 2},
    inlineRefs: false,
    messages: false,
    passContext: true,
    strictTuples: false,
    strictTypes: false,
    unicodeRegExp: false,
    validateSchema: false,
    keywords: [closed, since],
  });
  ajv.removeKeyword('enum').addKeyword(closedSet);
  for (const [name, schema] of schemas) ajv.addSchema(schema, name);
  const code = (standalone as unknown as typeof standalone.default)(ajv, exported);
  const text = ['// Generated by npm run build; do not edit.', shorten(code.replace(/^"use strict";/, '')), failed].join('\n');
  if (/\brequire\(|\bimport\b/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'))) {
    throw new Error('the generated validators would need an import');
  }
  return text;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(output, compileValidators());
}
