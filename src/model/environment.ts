import type { FieldPath } from '../diagnostic.ts';
import { asList, asMap } from './resource.ts';
import type { Container } from './workload.ts';

export interface EnvVar {
  readonly index: number;
  readonly name: string;
  /** Undefined where the value comes from elsewhere (`valueFrom`). */
  readonly value: string | undefined;
  readonly path: FieldPath;
}

/** The variables of a container in order. */
export function envOf(container: Container): EnvVar[] {
  return asList(container.fields['env']).flatMap((item, index) => {
    const fields = asMap(item);
    const name = fields?.['name'];
    if (!fields || typeof name !== 'string') return [];
    const value = fields['value'];
    return [{ index, name, value: typeof value === 'string' ? value : undefined, path: [...container.path, 'env', index] }];
  });
}

/** True where variables come from ConfigMaps or Secrets as a whole: any name may be among them. */
export function hasEnvFrom(container: Container): boolean {
  return asList(container.fields['envFrom']).length > 0;
}

export interface VarReference {
  readonly name: string;
  /** Index of the `$` in the text. */
  readonly index: number;
}

/**
 * The `$(VAR)` references of a text as the kubelet expands them (third_party/forked/golang/expansion): `$$` is an escaped
 * dollar, and what is not closed is text. Only names that a variable may have in a manifest count.
 */
export function varReferences(text: string): VarReference[] {
  const found: VarReference[] = [];
  for (let at = text.indexOf('$'); at >= 0 && at < text.length - 1; at = text.indexOf('$', at + 1)) {
    if (text[at + 1] === '$') {
      at += 1;
    } else if (text[at + 1] === '(') {
      const close = text.indexOf(')', at + 2);
      if (close < 0) break;
      const name = text.slice(at + 2, close);
      if (/^[A-Za-z_][\w.-]*$/.test(name)) found.push({ name, index: at });
      at = close;
    }
  }
  return found;
}

const serviceVariable = /^([A-Z][A-Z0-9_]*?)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/** The name of the Service that such a variable would be of: the kubelet sets some for each that has a cluster IP (pkg/kubelet/envvars FromServices). */
export function serviceOfVariable(name: string): string | undefined {
  return serviceVariable.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-');
}

export function isServiceVariable(name: string): boolean {
  return serviceVariable.test(name);
}

/** Texts in which the kubelet replaces references: all that a container is started with. */
export function expandedTexts(container: Container): { readonly text: string; readonly path: FieldPath; readonly field: string }[] {
  const texts: { text: string; path: FieldPath; field: string }[] = [];
  const add = (text: unknown, field: string, path: FieldPath) => {
    if (typeof text === 'string' && text.includes('$(')) texts.push({ text, field, path: [...container.path, ...path] });
  };
  for (const [i, item] of asList(container.fields['env']).entries()) add(asMap(item)?.['value'], 'value', ['env', i, 'value']);
  for (const field of ['command', 'args']) for (const [i, text] of asList(container.fields[field]).entries()) add(text, field, [field, i]);
  for (const [i, item] of asList(container.fields['volumeMounts']).entries()) add(asMap(item)?.['subPathExpr'], 'subPathExpr', ['volumeMounts', i, 'subPathExpr']);
  return texts;
}
