import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { entriesIn, isInside } from './paths.ts';
import { withSlashes } from './read.ts';

/** No chart has more; the rest is not trusted. */
const most = 100_000;

/** A symbolic link in a folder, or in one that it leads to, with its end outside of the boundary. Undefined where there is none. */
export function linkOutside(folder: string, boundary: string): string | undefined {
  const within = realpathSync(boundary);
  if (!isInside(realpathSync(folder), within)) return withSlashes(folder);
  const seen = new Set<string>();
  const stack = [folder];
  for (let entries = 0; stack.length; ) {
    const at = stack.pop()!;
    const real = realpathSync(at);
    if (seen.has(real)) continue;
    seen.add(real);
    for (const entry of entriesIn(at)) {
      const path = join(at, entry.name);
      if ((entries += 1) > most) return withSlashes(path);
      if (entry.isDirectory()) stack.push(path);
      if (!entry.isSymbolicLink()) continue;
      try {
        if (!isInside(realpathSync(path), within)) return withSlashes(path);
        if (statSync(path).isDirectory()) stack.push(path);
      } catch {
        // It leads nowhere.
      }
    }
  }
  return undefined;
}
