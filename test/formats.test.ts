import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { lexer, type Tokens } from 'marked';
import { SaxesParser } from 'saxes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validateXML } from 'xmllint-wasm';
import type { Diagnostic, LintResult } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import type { Reporter } from '../src/report/context.ts';
import { fingerprints } from '../src/report/identity.ts';
import { formats } from '../src/report/index.ts';
import { uri } from '../src/report/uri.ts';
import { utf8Length } from '../src/report/utf8.ts';
import { entries, fixturesIn, root } from './fixtures.ts';
import { anyResult, context, hostile, textOf } from './hostile.ts';

const test = suite('formats');
fc.configureGlobal({ includeErrorInReport: true });
const runs = 50 * Number(process.env['FUZZ'] ?? 1);
const reporters = Object.fromEntries(await Promise.all(Object.entries(formats).map(async ([name, load]) => [name, await load()] as const)));
const report = (name: string, result: LintResult, more = {}): string => (reporters[name] as Reporter)(result, { ...context, ...more });
const schemaOf = (file: string) => JSON.parse(readFileSync(join(root, 'fixtures/report/schemas', file), 'utf8')) as Record<string, unknown>;

// The schema is draft 4, of which it uses nothing that changed since but the name of its id.
const { $schema: _draft, id: _id, ...sarifSchema } = schemaOf('sarif-2.1.0-rtm.5.json');
const isUri = (text: string) => URL.canParse(text);
const isReference = (text: string) => /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/.test(text) && URL.canParse(text, 'https://example.com/');
const validSarif = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats: { uri: isUri, 'uri-reference': isReference, 'date-time': true } }).compile(sarifSchema);

/** What a schema has checked. */
type Json = any;

function checkSarif(result: LintResult, more = {}): Json {
  const out = report('sarif', result, more);
  const log = JSON.parse(out) as Json;
  const valid: boolean = validSarif(log);
  assert.ok(valid, JSON.stringify(validSarif.errors?.slice(0, 3)));
  const [run] = log.runs;
  const { rules } = run.tool.driver;
  assert.equal(rules.map((rule: Json) => rule.id), ruleMetas().map(({ id }) => id), 'the rules, whatever was found');
  for (const rule of rules) {
    assert.ok(rule.help.text && rule.shortDescription.text && rule.fullDescription.text.length <= 1024, rule.id);
    assert.ok(isUri(rule.helpUri));
  }
  assert.is(run.results.length, result.results.length + result.suppressed.length);
  for (const each of run.results) {
    if (each.ruleIndex !== undefined) assert.is(rules[each.ruleIndex].id, each.ruleId);
    assert.is(each.locations.length, 1);
    const { artifactLocation, region } = each.locations[0].physicalLocation;
    assert.ok(isReference(artifactLocation.uri), artifactLocation.uri);
    assert.equal(Object.keys(region), ['startLine', 'startColumn', 'endLine', 'endColumn']);
    // Every link in the message leads to a related location.
    const links = [...each.message.text.matchAll(/\[((?:\\[^]|[^\\[\]])*)\]\((\d+)\)/g)];
    assert.equal(links.map(([, , id]) => Number(id)), (each.relatedLocations ?? []).map((related: Json) => related.id));
    assert.equal(links.map(([, text]) => text!.replace(/\\([^])/g, '$1').replaceAll('](', '] (')), (each.relatedLocations ?? []).map((related: Json) => related.message.text));
  }
  assert.is(new Set(run.results.map((each: Json) => each.partialFingerprints['headlint/identity/v1'])).size, run.results.length);
  return log;
}

test('sarif: valid, with all that code scanning asks for', () => {
  const log = checkSarif(hostile);
  const [run] = log.runs;
  assert.equal(run.results.map((each: Json) => each.locations[0].physicalLocation.artifactLocation.uri), [
    ...Array(3).fill('dir%20with%20space/%C3%A4%2541%23%3F.yaml'),
    'file:///C:/dir/win.yaml',
    '%3Cstdin%3E',
    ...Array(2).fill('file:///abs/x.yaml'),
  ]);
  assert.equal(run.results.map((each: Json) => each.suppressions), [[], [], [], [], [], [{ kind: 'inSource', justification: 'the operator [makes](it) it' }], [{ kind: 'external' }]]);
  assert.equal(run.results[0].fixes[0].artifactChanges[0].replacements[0], { deletedRegion: { startLine: 2, startColumn: 14, endLine: 2, endColumn: 19 }, insertedContent: { text: 'kafka-headless' } });
  assert.is(run.results[4].ruleIndex, undefined);
});

test('sarif: help comes from the pages where they are at hand', () => {
  const page = readFileSync(join(root, 'docs/rules/missing-governing-service.md'), 'utf8');
  const [run] = checkSarif(hostile, { rulePage: (id: string) => (id === 'missing-governing-service' ? page : undefined) }).runs;
  const { help, fullDescription } = run.tool.driver.rules.find((rule: Json) => rule.id === 'missing-governing-service');
  assert.is(help.markdown, page);
  assert.match(help.text, /^Write the name of the headless Service/);
  assert.match(fullDescription.text, /^A StatefulSet names its governing Service/);
});

test('sarif: valid for every finding of every fixture', () => {
  for (const id of entries(join(root, 'fixtures/rules'))) checkSarif(lint(fixturesIn(`fixtures/rules/${id}`).flatMap(({ files }, i) => files.map((file) => ({ ...file, path: `${i}/${file.path}` })))));
});

/** Reads annotations back as the runner does: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function readAnnotations(out: string): { command: string; properties: Record<string, string>; message: string }[] {
  const decode = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  return out.split('\n').slice(0, -1).map((line) => {
    const [, command, list, data] = /^::(\w+) ([^]*?)::([^]*)$/.exec(line) ?? [];
    assert.ok(command, line);
    const properties = Object.fromEntries(list!.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]));
    return { command: command!, properties, message: data!.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') };
  });
}

/** Line ends are kept, and what would steer a terminal is not. */
const seen = (text: string) => text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

const commandOf = { error: 'error', warning: 'warning', info: 'notice' } as const;

function checkGithub(result: LintResult): void {
  const sorted = (['error', 'warning', 'info'] as const).flatMap((severity) => result.results.filter((d) => d.severity === severity));
  const read = readAnnotations(report('github', result));
  assert.is(read.length, sorted.length);
  read.forEach(({ command, properties, message }, i) => {
    const d = sorted[i] as Diagnostic;
    assert.is(command, commandOf[d.severity]);
    assert.is(properties['file'], seen(d.file.replace(/^\.\//, '')));
    assert.is(properties['title'], `headlint (${d.rule})`);
    assert.is(message, seen(`${d.message} ${d.help}`));
    assert.is('col' in properties, d.line === d.endLine);
  });
}

test('github: what is written is what the runner reads', () => checkGithub(hostile));

test('github: ten of a kind, errors first, and a count of the rest', () => {
  const many = (severity: Diagnostic['severity'], n: number) => Array.from({ length: n }, (): Diagnostic => ({ ...hostile.results[0]!, severity }));
  const read = readAnnotations(report('github', { ...hostile, results: [...many('info', 12), ...many('warning', 3), ...many('error', 11)] }));
  const commands = read.map(({ command }) => command);
  assert.equal(commands, [...Array(10).fill('error'), ...Array(3).fill('warning'), ...Array(10).fill('notice')]);
  assert.match(read.at(-1)!.message, /^\+4 more: 1 error, 3 infos\./);
  assert.is(readAnnotations(report('github', { ...hostile, results: many('info', 10) })).length, 10, 'ten have room');
});

/** The cells of the table, as GitHub's flavour of Markdown reads them: text alone, breaks as line ends. */
function readTable(out: string): string[][] {
  const table = lexer(out, { gfm: true }).find((token): token is Tokens.Table => token.type === 'table');
  const textOf = (tokens: Json[]): string => tokens.map((token) => (token.type === 'html' && token.raw === '<br>' ? '\n' : token.tokens ? textOf(token.tokens) : token.type === 'escape' || token.type === 'text' ? token.text : `{${token.type} ${token.raw}}`)).join('');
  return table ? table.rows.map((row) => row.map((cell) => textOf(cell.tokens))) : [];
}

/** As it is to be read: one line, and signs in the place of controls. */
const shown = (text: string) => text.trim().replace(/\s+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

function checkMarkdown(result: LintResult): void {
  const rows = readTable(report('markdown', result));
  assert.is(rows.length, result.results.length);
  rows.forEach(([severity, where, what, rule], i) => {
    const d = result.results[i]!;
    const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
    assert.is(severity, d.severity);
    assert.is(unescaped(where!.split('\n')[0]!), shown(`${d.file.replace(/^\.\//, '')}:${d.line}:${d.column}`));
    assert.is(unescaped(what!.trim()), `${shown(d.message)}\n→ ${shown(d.help)}`.trim());
    assert.is(rule, d.rule);
  });
}

test('markdown: a table whose cells hold what was said', () => {
  checkMarkdown(hostile);
  assert.match(report('markdown', lint([])), /^### headlint: no findings in 0 objects in 0 files\n$/);
});

test('markdown: no longer than a job summary may be', () => {
  const out = report('markdown', { ...hostile, results: Array.from({ length: 20_000 }, () => hostile.results[0]!) });
  assert.ok(Buffer.byteLength(out) < 1024 * 1024);
  assert.match(out, /\n… and \d+ more\.\n$/);
});

/** The elements of a document, as a strict parser reads them. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => assert.unreachable(error.message));
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (each) => void (open.at(-1)!.text += each));
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root.children[0]!;
}

/** Halves of pairs cannot be written. */
const formed = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd');

/** What XML cannot hold is shown as U+FFFD. */
const written = (text: string) => formed(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

const byFile = (result: LintResult) => [...new Set(result.results.map((d) => d.file))].flatMap((file) => result.results.filter((d) => d.file === file));

function checkCheckstyle(result: LintResult): void {
  const errors = readXml(report('checkstyle', result)).children.flatMap((file) => file.children.map(({ attributes }) => ({ file: file.attributes['name'], ...attributes })));
  assert.equal(errors, byFile(result).map((d) => ({ file: written(d.file), line: String(d.line), column: String(d.column), severity: d.severity, message: written(`${d.message} ${d.help}`), source: `headlint.${d.rule}` })));
}

function checkJunit(result: LintResult): void {
  const root = readXml(report('junit', result));
  const cases = root.children.flatMap((suite) => {
    assert.is(suite.attributes['tests'], String(suite.children.length));
    return suite.children;
  });
  assert.is(Number(root.attributes['failures']), cases.filter((each) => each.children[0]?.name === 'failure').length);
  if (!result.results.length) return assert.is(cases.length, 1, 'one that passes');
  byFile(result).forEach((d, i) => {
    const { attributes, children } = cases[i]!;
    assert.is(attributes['classname'], written(d.file));
    assert.is(children[0]!.name, d.severity === 'info' ? 'skipped' : 'failure');
    assert.is(children[0]!.attributes['message'], written(d.message));
  });
  assert.is(new Set(cases.map(({ attributes: { classname, name } }) => `${classname}\n${name}`)).size, cases.length);
}

/** xmllint is slow to start: all documents of a schema at once. */
async function checkSchema(name: string, documents: readonly string[]): Promise<void> {
  const schema = readFileSync(join(root, 'fixtures/report/schemas', `${name}.xsd`), 'utf8');
  const { valid, errors } = await validateXML({ xml: documents.map((contents, i) => ({ fileName: `${i}.xml`, contents })), schema });
  assert.ok(valid, JSON.stringify(errors.slice(0, 3)));
}

for (const name of ['junit', 'checkstyle']) {
  test(`${name}: valid by its schema`, async () => {
    const some = fc.sample(anyResult, { numRuns: 30, seed: 5 });
    const fixtures = entries(join(root, 'fixtures/rules')).map((id) => lint(fixturesIn(`fixtures/rules/${id}`).flatMap(({ files }, i) => files.map((file) => ({ ...file, path: `${i}/${file.path}` })))));
    await checkSchema(name, [hostile, lint([]), ...some, ...fixtures].map((result) => report(name, result)));
    let refused = false;
    await checkSchema(name, [report(name, hostile).replaceAll('line="', 'line="-')]).catch(() => (refused = true));
    assert.ok(refused, 'the schema refuses what is wrong');
  });
}

const validRdjson = new Ajv({ strict: true, allErrors: true }).compile(schemaOf('rdjson.schema.json'));
const validGitlab = new Ajv({ strict: true, allErrors: true }).compile(schemaOf('gitlab.schema.json'));

function checkGitlab(result: LintResult): void {
  const issues: Json = JSON.parse(report('gitlab', result));
  const valid: boolean = validGitlab(issues);
  assert.ok(valid, JSON.stringify(validGitlab.errors));
  assert.is(issues.length, result.results.length);
  assert.is(new Set(issues.map((issue: Json) => issue.fingerprint)).size, issues.length, 'fingerprints are distinct');
  issues.forEach((issue: Json, i: number) => assert.is(issue.description, formed(`${result.results[i]!.rule}: ${result.results[i]!.message} ${result.results[i]!.help}`)));
}

/** The offset in the file's bytes that a position names. */
function byteOffset(bytes: Buffer, { line, column }: { line: number; column: number }): number {
  let at = 0;
  for (let n = 1; n < line; n += 1) at = bytes.indexOf('\n', at) + 1;
  return at + column - 1;
}

function checkRdjson(result: LintResult): void {
  const { diagnostics }: Json = JSON.parse(report('rdjson', result));
  const valid: boolean = validRdjson({ source: { name: 'x' }, diagnostics });
  assert.ok(valid, JSON.stringify(validRdjson.errors));
  diagnostics.forEach(({ message, location, suggestions }: Json, i: number) => {
    const d = result.results[i]!;
    assert.is(message, formed(`${d.message} ${d.help}`));
    const text = textOf(d.file);
    if (text === undefined) return assert.equal(location.range, { start: { line: d.line }, end: { line: d.endLine } });
    const bytes = Buffer.from(text);
    assert.is(byteOffset(bytes, location.range.start), Buffer.byteLength(text.slice(0, d.start)));
    assert.is(byteOffset(bytes, location.range.end), Buffer.byteLength(text.slice(0, d.end)));
    if (!suggestions) return;
    // The suggestion does to the bytes what the edits do to the text.
    const [{ range, text: replacement }] = suggestions;
    const suggested = bytes.toString('utf8', 0, byteOffset(bytes, range.start)) + replacement + bytes.toString('utf8', byteOffset(bytes, range.end));
    const edits = [...d.fix!.edits].sort((a, b) => b.start - a.start);
    assert.is(suggested, edits.reduce((so, { start, end, text: put }) => so.slice(0, start) + formed(put) + so.slice(end), text));
  });
}

test('gitlab: valid, and each finding has a fingerprint of its own', () => checkGitlab(hostile));

test('rdjson: columns and suggestions count bytes', () => {
  checkRdjson(hostile);
  const { diagnostics }: Json = JSON.parse(report('rdjson', hostile));
  assert.equal(diagnostics[0].suggestions, [{ range: { start: { line: 2, column: 14 }, end: { line: 2, column: 19 } }, text: 'kafka-headless' }]);
  assert.equal(diagnostics[2].location.range, { start: { line: 1, column: 8 }, end: { line: 1, column: 14 } }, 'behind a byte order mark');
  assert.is(diagnostics[2].suggestions, undefined, 'a fix that changes another file is no suggestion');
});

test('any result makes valid reports that read back', () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      checkSarif(result);
      checkGithub(result);
      checkMarkdown(result);
      checkGitlab(result);
      checkJunit(result);
      checkCheckstyle(result);
      checkRdjson(result);
    }),
    { numRuns: runs },
  );
});

test('fingerprints are distinct, and stay while lines move', () => {
  const moved = hostile.results.map((d) => ({ ...d, line: d.line + 7, start: d.start + 100, message: `${d.message}!` }));
  assert.equal(fingerprints(moved), fingerprints(hostile.results));
  assert.is(new Set(fingerprints(hostile.results)).size, hostile.results.length);
});

test('length in UTF-8 is what an encoder makes', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
    const text = String.fromCharCode(...units);
    assert.is(utf8Length(text), Buffer.byteLength(text, 'utf8'));
  }));
});

test('paths as URIs', () => {
  assert.is(uri('a b/c.yaml'), 'a%20b/c.yaml');
  assert.is(uri('../x:y.yaml'), '../x%3Ay.yaml');
  assert.is(uri('a\\b.yaml'), 'a%5Cb.yaml');
  assert.is(uri('d:/x y/é.yaml'), 'file:///d:/x%20y/%C3%A9.yaml');
  assert.is(uri('\ud800.yaml'), '%EF%BF%BD.yaml');
});

test.run();
