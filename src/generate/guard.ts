import type { Diagnostic, FieldPath } from '../diagnostic.ts';
import type { Planned } from './plan.ts';
import { pathSteps } from './path.ts';

/** A finding about the output, at the field of the spec that it comes from. */
export type Guarded = Omit<Diagnostic, 'path' | 'file' | 'line' | 'column' | 'endLine' | 'endColumn' | 'start' | 'end' | 'object' | 'related' | 'fix'> & { readonly path: FieldPath };

/** What `lint` says of the output, said of the spec: the nearest field that is known to be behind it, else the name. */
export function guard(findings: readonly Diagnostic[], objects: readonly Planned[]): Guarded[] {
  return findings.map(({ rule, severity, message, help, url, object, path }) => {
    const planned = objects.find(({ object: { kind, metadata } }) => kind === object?.kind && metadata!.name === object?.name);
    return { rule, severity, message, help, url, path: (planned && path !== undefined && originOf(pathSteps(path), planned)) || ['name'] };
  });
}

/** The longest field path with an origin; below a patch the rest of the path is the patch's own. */
function originOf(path: FieldPath, { traces }: Planned): FieldPath | undefined {
  let best: { readonly length: number; readonly from: FieldPath } | undefined;
  for (const trace of traces) {
    if (!trace.from || !trace.path.every((step, i) => step === path[i])) continue;
    if (!best || trace.path.length >= best.length) best = { length: trace.path.length, from: trace.from };
  }
  const isPatch = best && ['podSpec', 'container', 'overrides'].includes(String(best.from[0]));
  return best && (isPatch ? [...best.from, ...path.slice(best.length)] : best.from);
}
