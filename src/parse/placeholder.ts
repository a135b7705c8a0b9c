/** Text that a template engine, envsubst, sed or a person is to replace. */
export function isPlaceholder(text: string): boolean {
  return /\{\{|\{%|\$\{|\$\(|^\$[A-Za-z_]|<[^<>]*>|^__?[A-Z][A-Z0-9_]*__?$|^%[\w-]+%$|^@[\w-]+@$|\[\[|^#\{/.test(text);
}
