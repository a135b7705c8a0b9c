import { parseArgs } from 'node:util';
import { commands, type Call, type Flags } from './commands.ts';

const whens: readonly (string | undefined)[] = ['always', 'never', 'auto'];

/** `--color` without a value is `always`, and `--no-color` is `never`. */
export function withColor(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return argv.map((word, i) => {
    if (i > end) return word;
    if (word === '--no-color') return '--color=never';
    return word === '--color' && !whens.includes(argv[i + 1]) ? '--color=always' : word;
  });
}

/**
 * Reads a command and its arguments with what Node has built in, because loading yargs takes longer than to lint a file.
 * Undefined where anything is out of the ordinary: then yargs reads them, and has the words for it.
 */
export function readCall(argv: readonly string[]): (Call & { readonly command: string }) | undefined {
  const [name = '', ...args] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name]! : undefined;
  if (!command) return undefined;
  try {
    const { values, positionals } = parseArgs({ args, options: command.options, allowPositionals: true, strict: true });
    const least = command.positionals.filter(({ takes }) => takes !== 'any' && takes !== 'optional').length;
    const most = command.positionals.some(({ takes }) => takes === 'many' || takes === 'any') ? Number.POSITIVE_INFINITY : command.positionals.length;
    return positionals.length >= least && positionals.length <= most ? { command: name, flags: values as Flags, positionals } : undefined;
  } catch {
    return undefined;
  }
}
