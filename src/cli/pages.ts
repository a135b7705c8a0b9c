import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The page of a rule, from beside the bundle in a package and from beside the sources in a checkout. */
export function readPage(id: string): string | undefined {
  for (const path of [`../docs/rules/${id}.md`, `../../docs/rules/${id}.md`]) {
    const file = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(file)) return readFileSync(file, 'utf8');
  }
  return undefined;
}
