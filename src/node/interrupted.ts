import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const undoings = new Set<() => void>();

/** What is to be undone should somebody end headlint meanwhile, with Ctrl-C for one. Returns how to say that it is over. */
export function ifInterrupted(undo: () => void): () => void {
  if (!undoings.size) for (const signal of signals) process.on(signal, end);
  undoings.add(undo);
  return () => {
    if (undoings.delete(undo) && !undoings.size) for (const signal of signals) process.off(signal, end);
  };
}

/** Ends as if nobody had listened, so that who waits for headlint knows why it ended. */
function end(signal: NodeJS.Signals): void {
  for (const undo of undoings) undo();
  undoings.clear();
  for (const each of signals) process.off(each, end);
  process.kill(process.pid, signal);
}

/** A folder of our own that is gone afterwards, links in its path resolved. */
export function temporaryFolder(name: string): { readonly path: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `headlint-${name}-`)));
  const remove = () => rmSync(path, { recursive: true, force: true });
  const over = ifInterrupted(remove);
  return {
    path,
    remove: () => {
      remove();
      over();
    },
  };
}
