/** Text that a template engine, envsubst, sed or a person is to replace. */
export function isPlaceholder(text: string): boolean {
  return /\{\{|\{%|\$\{|\$\(|\$[A-Za-z_]|<[^<>]*>|__[A-Z][A-Z0-9_]*__|^_[A-Z][A-Z0-9_]*_$|%[A-Za-z_][\w-]*%|^@[\w-]+@$|\[\[|#\{|\bYOUR_[A-Z]/.test(text);
}
