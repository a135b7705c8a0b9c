import { readCall, withColor } from './call.ts';
import { commands } from './commands.ts';
import { exitUsage, UsageError, type Io } from './io.ts';
import { printableLines } from '../report/terminal.ts';
import { docsRoot } from '../version.ts';

/** Runs the command line and returns the exit code: 0 clean, 1 findings, 2 usage. Never ends the process itself. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  try {
    const argv = withColor(words);
    const call = readCall(argv);
    if (call) return await commands[call.command]!.run(call, io);
    const { runYargs } = await import('./yargs.ts');
    return await runYargs(argv, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const command = Object.hasOwn(commands, words[0] ?? '') ? `${words[0]} ` : '';
    io.stderr(`headlint: ${printableLines(error.message)}\nSee headlint ${command}--help, or ${docsRoot}\n`);
    return exitUsage;
  }
}
