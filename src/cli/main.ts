import { runLint } from './commands/lint.ts';
import { exitUsage, UsageError, type Io } from './io.ts';
import { readLintArguments, readNamesArguments } from './options.ts';
import { docsRoot } from '../version.ts';

/** Runs the command line and returns the exit code: 0 clean, 1 findings, 2 usage. Never ends the process itself. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const lint = readLintArguments(argv);
    if (lint) return runLint(lint.paths, lint.flags, io);
    const names = readNamesArguments(argv);
    if (names) return await runNames(names, io);
    const { runCommand } = await import('./command.ts');
    return await runCommand(argv, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`headlint: ${error.message}\nSee headlint --help, or ${docsRoot}\n`);
    return exitUsage;
  }
}

async function runNames({ command, flags, positionals }: NonNullable<ReturnType<typeof readNamesArguments>>, io: Io): Promise<number> {
  if (command === 'dns') return (await import('./commands/dns.ts')).runDns(positionals, flags, io);
  const [name = '', ...paths] = positionals;
  return (await import('./commands/resolve.ts')).runResolve(name, paths, flags, io);
}
