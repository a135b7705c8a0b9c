import { isatty } from 'node:tty';
import { readStandardInput } from '../node/read.ts';
import { reason } from '../node/write.ts';
import { exitUsage, UsageError, type Conversation } from './io.ts';
import { main } from './main.ts';

/** Runs headlint as a process. The exit code is set, never forced, so that pipes are drained. */
export async function run(): Promise<void> {
  let failure: string | undefined;
  // A reader such as head that goes away is no error of ours; a full disk is worth a sentence.
  const failed = ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || failure !== undefined) return;
    failure = message;
    process.stderr.write(`headlint: the output cannot be written: ${message}\n`);
    process.exitCode = exitUsage;
  };
  process.stdout.on('error', failed);
  const code = await main(process.argv.slice(2), {
    stdout: (text) => {
      // Files are written at once, and throw; pipes tell later.
      try {
        process.stdout.write(text);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    stderr: (text) => void process.stderr.write(text),
    stdin: standardInput,
    // To ask process.stdin would set a pipe not to wait.
    ...(isatty(0) && process.stdout.isTTY && { converse }),
    isTerminal: process.stdout.isTTY === true,
    isErrorTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? 0,
    env: process.env,
  });
  process.exitCode = failure === undefined ? code : exitUsage;
}

function standardInput(): Buffer {
  try {
    return readStandardInput();
  } catch (error) {
    throw new UsageError(`standard input cannot be read: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

/** Lines that are typed or pasted ahead wait for their question. */
async function converse(): Promise<Conversation> {
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const lines = terminal[Symbol.asyncIterator]();
  return {
    ask: async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const { value, done } = await lines.next();
      return done ? undefined : value;
    },
    end: () => terminal.close(),
  };
}
