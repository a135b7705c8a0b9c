import type { Positions } from '../parse/positions.ts';
import type { Spec, Variable } from './spec.ts';

/** Numbers and booleans of variables as they are written: 1.10 and 0755 are text to whoever reads them. */
export function asWritten(spec: Spec, positions: Positions): Spec {
  if (!spec.env) return spec;
  const env = Object.entries(spec.env).map(([name, value]): [string, Variable] => [name, typeof value === 'number' || typeof value === 'boolean' ? (positions.source(['env', name]) ?? value) : value]);
  return { ...spec, env: Object.fromEntries(env) };
}
