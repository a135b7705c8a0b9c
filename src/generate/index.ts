import { formatPath, type Diagnostic, type FieldPath, type Severity } from '../diagnostic.ts';
import { defaultMinor, lint, parseKubernetesVersion, type LintOptions } from '../lint/lint.ts';
import { textLocation } from '../model/locate.ts';
import { Source } from '../parse/manifests.ts';
import { Positions, type On } from '../parse/positions.ts';
import { generatorUrl } from '../version.ts';
import { check } from './check.ts';
import { emit } from './emit.ts';
import type { Generated, Manifest } from './generated.ts';
import { guard } from './guard.ts';
import { plan } from './plan.ts';
import { readSpec } from './read.ts';
import { asWritten } from './written.ts';
import { termsOf, type SpecProblem } from './terms.ts';

export interface GenerateOptions extends Pick<LintOptions, 'namespace' | 'kubernetesVersion' | 'clusterDomain'> {
  /** What diagnostics call the spec's file. Default `spec.yaml`. */
  readonly path?: string;
  /** Whether comments in the output say why defaults are what they are. Default true. */
  readonly comments?: boolean;
}

/**
 * Manifests of a short spec (schemas/spec.schema.json). Pure: the same text and options give the same bytes. What is wrong
 * with the spec is told by `diagnostics`; with an error among them there are no objects. Options stand in where the spec is
 * silent; `namespace` only says where objects that name none land. Throws `RangeError` where `kubernetesVersion` is not one
 * that headlint knows.
 */
export function generate(specText: string, options: GenerateOptions = {}): Generated {
  const { path = 'spec.yaml', comments = true, namespace = 'default' } = options;
  const minor = options.kubernetesVersion === undefined ? defaultMinor : parseKubernetesVersion(options.kubernetesVersion);
  if (minor === undefined) throw new RangeError(`Kubernetes version "${options.kubernetesVersion}" is not known`);
  const source = new Source({ path, text: specText });
  const { spec: raw, chunk, problems: misread, syntax, duplicates } = readSpec(specText);
  const nothing = { objects: [], text: '', manifests: [], names: [], next: [] };
  if (syntax) return { ...nothing, diagnostics: [{ rule: 'invalid-spec', severity: 'error', message: syntax.message, help: 'Write one YAML document with the fields of a spec.', ...textLocation(source, oneLine(specText, syntax)), related: [], url: generatorUrl }] };
  const positions = new Positions(specText, chunk);
  const at = (field: FieldPath, on: On = 'value') => ({ ...textLocation(source, positions.find(field, on)), ...(field.length && { path: formatPath(field) }) });
  const diagnostics: Diagnostic[] = duplicates.map(({ key, path: field, start, end, firstStart, firstEnd }) => ({
    rule: 'duplicate-key',
    severity: 'error',
    message: `"${key}" stands twice in this map.`,
    help: 'Remove one of the two.',
    ...textLocation(source, { start, end }),
    path: formatPath(field),
    related: [{ message: `"${key}" is here first`, ...textLocation(source, { start: firstStart, end: firstEnd }) }],
    url: generatorUrl,
  }));
  const said = new Set<string>();
  const report = (problem: SpecProblem) => {
    // A text that is used in several places is filled in for each.
    const key = JSON.stringify([problem.path, problem.message]);
    if (!said.has(key)) diagnostics.push(diagnose(problem, at(problem.path, problem.on), path));
    said.add(key);
  };
  for (const problem of misread) report(problem);
  if (!raw) return { ...nothing, diagnostics: diagnostics.sort(byPlace) };
  const spec = asWritten(raw, positions);
  const clusterDomain = (spec.clusterDomain ?? options.clusterDomain ?? 'cluster.local').replace(/^\.+|\.+$/g, '');
  const target = spec.kubernetesVersion === undefined ? minor : parseKubernetesVersion(spec.kubernetesVersion);
  const terms = termsOf(spec, { minor: target ?? minor, clusterDomain }, report);
  check(terms);
  const shown = { shape: terms.shape, name: terms.name };
  if (diagnostics.some(isError)) return { ...nothing, ...shown, diagnostics: diagnostics.sort(byPlace) };
  const { objects, names, next } = plan(terms, namespace);
  if (diagnostics.some(isError)) return { ...nothing, ...shown, diagnostics: diagnostics.sort(byPlace) };
  const manifests = objects.map(({ object, file, traces }): Manifest => ({ object, file, text: emit(object, traces, comments) }));
  const text = manifests.map((manifest) => manifest.text).join('---\n');
  const lintOptions = { namespace, clusterDomain, kubernetesVersion: `1.${terms.minor}` };
  for (const finding of guard(lint([{ path: 'output.yaml', text }], lintOptions).results, objects)) {
    const { path: field, ...rest } = finding;
    diagnostics.push({ ...rest, ...at(field), related: [] });
  }
  diagnostics.sort(byPlace);
  if (diagnostics.some(isError)) return { ...nothing, ...shown, diagnostics };
  return { ...shown, objects: objects.map(({ object }) => object), text, manifests, diagnostics, names, next };
}

function diagnose({ severity = 'error', message, help, rename }: SpecProblem, location: ReturnType<typeof textLocation>, file: string): Diagnostic {
  const { start, end } = location;
  const fix = rename === undefined ? undefined : ({ title: `Rename it to "${rename}"`, safety: 'unsafe', edits: [{ file, start, end, text: rename }] } as const);
  return { rule: severity === 'error' ? 'invalid-spec' : 'doubtful-spec', severity, message, ...location, related: [], help, url: generatorUrl, ...(fix && { fix }) };
}

const isError = ({ severity }: { severity: Severity }) => severity === 'error';

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.start - b.start || a.end - b.end || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}

function oneLine(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const newline = text.indexOf('\n', start);
  return { start, end: Math.max(Math.min(end, newline < 0 ? text.length : newline), Math.min(start + 1, text.length)) };
}
