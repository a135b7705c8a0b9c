import yargs, { type Argv } from 'yargs';
import { alternatives, didYouMean, nearest } from '../spelling.ts';
import { docsRoot, pageUrl, version } from '../version.ts';
import { commands, type Command, type Flags, type Positional } from './commands.ts';
import { exitUsage, UsageError, type Io } from './io.ts';
import { groups, type Option } from './options.ts';

declare module 'yargs' {
  // Not in @types/yargs: https://github.com/yargs/yargs/blob/main/docs/api.md
  interface Argv<T> {
    usageConfiguration(configuration: { readonly 'hide-types': boolean }): Argv<T>;
  }
}

const names = Object.keys(commands);
const common = {
  help: { type: 'boolean', short: 'h', describe: 'show help' },
  version: { type: 'boolean', short: 'v', describe: 'show the version' },
} as const satisfies Record<string, Option>;
const everyOption: Readonly<Record<string, Option>> = Object.assign({}, ...Object.values(commands).map(({ options }) => options), common);
const shorts = shortsOf(everyOption);

/** Everything that `readCall` leaves: help, and what is wrong with a call. */
export async function runYargs(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const cli = build(argv[0] ?? '', io, (result) => {
    code = result;
  });
  if (!argv.length) {
    io.stderr(`${await cli.getHelp()}\n`);
    return exitUsage;
  }
  refuseWrongOptions(argv);
  // yargs hands over what it would print: help and version.
  await cli.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output) io.stdout(`${output}\n`);
  });
  return code;
}

function build(command: string, io: Io, done: (code: number) => void): Argv {
  const cli = yargs()
    // Otherwise it would stand before every command in the list.
    .scriptName('')
    .locale('en')
    .updateStrings({ 'Positionals:': 'Arguments:' })
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': false, 'duplicate-arguments-array': false })
    .usageConfiguration({ 'hide-types': true })
    .usage('Finds why a Kubernetes headless Service, or the workload behind it, will not do what its author meant.');
  for (const [name, each] of Object.entries(commands)) {
    const usage = [name, ...each.positionals.map(placeholder)].join(' ');
    cli.command(usage, each.describe, (y) => describe(y, `headlint ${usage}`, each), async (args) => done(await each.run({ flags: args as unknown as Flags, positionals: each.positionals.flatMap((p) => (args[p.name] ?? []) as string | string[]) }, io)));
  }
  return cli
    .demandCommand(1, `say what to do: ${alternatives(names)}`)
    .strict()
    .alias('h', 'help')
    .version(version)
    .alias('v', 'version')
    .hide('h')
    .hide('v')
    .wrap(io.columns > 0 ? Math.min(100, io.columns) : 80)
    .example('headlint lint .', 'lint every manifest below this folder')
    .example('helm template . | headlint lint -', 'lint what a chart renders to')
    .epilog(`Options: headlint COMMAND --help. Exit codes: 0 clean, 1 errors, 2 wrong usage.\n${docsRoot}`)
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      // What a command throws comes without a message of yargs.
      throw message ? new UsageError(explain(message, command)) : error;
    });
}

function placeholder({ name, takes }: Positional): string {
  const words = `${name}${takes === 'many' || takes === 'any' ? '..' : ''}`;
  return takes === 'any' || takes === 'optional' ? `[${words}]` : `<${words}>`;
}

function describe(y: Argv, usage: string, { positionals, options, page, describe }: Command): Argv {
  y.usage(`${usage}\n\n${describe}`);
  if (page) y.epilog(pageUrl(page));
  for (const { name, describe, takes } of positionals) y.positional(name, { type: 'string', describe, demandOption: takes !== 'any' && takes !== 'optional', array: takes === 'many' || takes === 'any' });
  const all = Object.entries<Option>(options);
  for (const [name, { type, describe, short, multiple }] of all) y.option(name, { type, describe, array: multiple === true, ...(short && { alias: short }), ...(multiple && { nargs: 1 }) });
  for (const group of groups) y.group(all.flatMap(([name, option]) => (option.group === group ? [name] : [])), `${group}:`);
  return y;
}

/** yargs names what it does not know; a person wants to know what was meant. */
function explain(message: string, command: string): string {
  const words = /^Unknown (?:arguments?|commands?): (.+)/s.exec(message)?.[1]?.split(', ') ?? [];
  // Without a command yargs counts options among what it does not know.
  const word = (words.find((each) => !Object.hasOwn(everyOption, each) && !shorts.includes(each)) ?? words[0])?.trim();
  if (word === undefined) return message.startsWith('Not enough non-option') ? (commands[command]?.lacking ?? 'something is missing') : message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ');
  if (names.includes(command)) return `${command} takes no "${word}"`;
  const meant = didYouMean(word, names);
  if (meant) return `there is no command "${word}"${meant}`;
  if (Object.hasOwn(common, word)) return `there is no command "${word}"; did you mean --${word}?`;
  return `there is no command "${word}"; to lint a path, write headlint lint ${word}`;
}

/** yargs would take what follows an unknown option for its value, and then miss a path; and any text for a switch that is off. */
function refuseWrongOptions(argv: readonly string[]): void {
  const table = optionsOf(argv[0]!);
  const longOf = new Map(Object.entries(table).flatMap(([name, { short }]) => (short ? [[short, name]] : [])));
  const unknown = (option: string, meant?: string) =>
    new UsageError(`there is no option ${option}${names.includes(argv[0]!) ? ` of ${argv[0]}` : ''}${meant ? `; did you mean --${meant}?` : ''}`);
  for (const [i, word] of argv.entries()) {
    if (word === '--') return;
    const lacksValue = argv[i + 1] === undefined || /^-./s.test(argv[i + 1]!);
    const [, long, equals] = /^--([^=]*)(=)?/.exec(word) ?? [];
    if (long !== undefined) {
      if (!Object.hasOwn(table, long)) throw unknown(`--${long}`, nearest(long, Object.keys(table)));
      if (table[long]!.type === 'boolean' && equals) throw new UsageError(`--${long} takes no value`);
      if (table[long]!.type === 'string' && !equals && lacksValue) throw new UsageError(`--${long} takes a value`);
    } else if (word.startsWith('-')) {
      for (const [at, letter] of [...word].entries()) {
        if (at === 0) continue;
        const name = longOf.get(letter);
        if (name === undefined) throw unknown(`-${letter}`);
        if (table[name]!.type === 'boolean') continue;
        // The rest of the word, or the next one, is its value.
        if (at === word.length - 1 && lacksValue) throw new UsageError(`-${letter} takes a value`);
        break;
      }
    }
  }
}

function optionsOf(command: string): Readonly<Record<string, Option>> {
  return Object.hasOwn(commands, command) ? { ...commands[command]!.options, ...common } : everyOption;
}

function shortsOf(table: Readonly<Record<string, Option>>): string[] {
  return Object.values(table).flatMap(({ short }) => short ?? []);
}
