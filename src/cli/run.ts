import { readFileSync } from 'node:fs';
import { main } from './main.ts';

/** Runs headlint as a process. The exit code is set, never forced, so that pipes are drained. */
export async function run(): Promise<void> {
  // A reader such as head that goes away is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await main(process.argv.slice(2), {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: () => readFileSync(0),
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 0,
    env: process.env,
  });
}
