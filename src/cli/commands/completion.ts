import { didYouMean } from '../../spelling.ts';
import type { Call } from '../commands.ts';
import { bash } from '../completion/bash.ts';
import { fish } from '../completion/fish.ts';
import { powershell } from '../completion/powershell.ts';
import { vocabulary, type CommandWords } from '../completion/vocabulary.ts';
import { zsh } from '../completion/zsh.ts';
import { UsageError, type Io } from '../io.ts';
import { shells } from '../options.ts';

const scripts: Readonly<Record<(typeof shells)[number], (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish, powershell };

/** `headlint completion SHELL` */
export async function runCompletion({ positionals: [shell = ''] }: Call, io: Io): Promise<number> {
  const known = shells.find((name) => name === shell);
  if (!known) throw new UsageError(`there is no completion for "${shell}"${didYouMean(shell, shells) || `: ${shells.join(', ')}`}`);
  io.stdout(scripts[known](await vocabulary()));
  return 0;
}
