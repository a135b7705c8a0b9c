import { execFileSync } from 'node:child_process';

/** Git did not answer; the message is for the user. */
export class GitError extends Error {}

/** What git has in its index below a folder, relative to it: files that were added, not those that merely lie there. */
export function trackedFiles(folder: string): string[] {
  // What a repository configures to run for its index is not run.
  const args = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--recurse-submodules'];
  try {
    const names = execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000, maxBuffer: 1 << 28, windowsHide: true });
    return [...new Set(names.split('\0'))].filter((name) => name !== '');
  } catch (error) {
    throw new GitError(`git cannot tell which files it tracks in ${folder}: ${reason(error as NodeJS.ErrnoException & { stderr?: string })}`);
  }
}

function reason({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): string {
  if (code === 'ENOENT') return 'it is not installed';
  if (code === 'ETIMEDOUT') return 'it took longer than 30 s';
  return (stderr || message).trim().split('\n')[0]!.replace(/^fatal: /, '');
}
