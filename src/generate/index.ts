import { lint } from '../lint/lint.ts';
import type { LintOptions } from '../lint/options.ts';
import { parseKubernetesVersion, targetMinor } from '../lint/versions.ts';
import { Source } from '../parse/manifests.ts';
import { check } from './check.ts';
import { emit } from './emit.ts';
import { Findings, unreadable } from './findings.ts';
import type { Generated, Manifest } from './generated.ts';
import { guard } from './guard.ts';
import { plan } from './plan.ts';
import { readSpec } from './read.ts';
import { termsOf } from './terms.ts';
import { asWritten } from './written.ts';

/** What stands in where the spec is silent, and how to write. */
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
  const minor = targetMinor(options.kubernetesVersion);
  const source = new Source({ path, text: specText });
  const read = readSpec(specText);
  const nothing = { objects: [], text: '', manifests: [], names: [], next: [] };
  if (read.syntax) return { ...nothing, diagnostics: [unreadable(source, read.syntax)] };
  const findings = new Findings(source, read);
  if (!read.spec) return { ...nothing, diagnostics: findings.sorted() };
  const spec = asWritten(read.spec, findings.positions);
  const clusterDomain = (spec.clusterDomain ?? options.clusterDomain ?? 'cluster.local').replace(/^\.+|\.+$/g, '');
  const target = spec.kubernetesVersion === undefined ? minor : (parseKubernetesVersion(spec.kubernetesVersion) ?? minor);
  const terms = termsOf(spec, { minor: target, clusterDomain }, (problem) => findings.report(problem));
  const { shape, name } = terms;
  check(terms);
  // What is planned of a wrong spec would be wrong as well.
  if (findings.hasErrors) return { ...nothing, shape, name, diagnostics: findings.sorted() };
  const { objects, names, next } = plan(terms, namespace);
  if (findings.hasErrors) return { ...nothing, shape, name, diagnostics: findings.sorted() };
  const manifests = objects.map(({ object, file, traces }): Manifest => ({ object, file, text: emit(object, traces, comments) }));
  const text = manifests.map((manifest) => manifest.text).join('---\n');
  const { results } = lint([{ path: 'output.yaml', text }], { namespace, clusterDomain, kubernetesVersion: `1.${target}` });
  for (const finding of guard(results, objects)) findings.add(finding);
  const diagnostics = findings.sorted();
  return findings.hasErrors ? { ...nothing, shape, name, diagnostics } : { shape, name, objects: objects.map(({ object }) => object), text, manifests, diagnostics, names, next };
}
