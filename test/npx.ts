import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './fixtures.ts';

/** Puts an npx into a folder that runs this checkout in the place of a version from npm, and notes its arguments in a file beside the folder. */
export function npxOf(folder: string): void {
  const bin = join(root, 'bin/headlint.js');
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\necho "$*" >> '${join(dirname(folder), 'npx')}'\nshift 2\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(folder, 'npx'), 0o755);
}
