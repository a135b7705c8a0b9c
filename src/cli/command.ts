import yargs, { type Argv } from 'yargs';
import { nearest } from '../spelling.ts';
import { docsRoot, version } from '../version.ts';
import { runDns } from './commands/dns.ts';
import { runLint } from './commands/lint.ts';
import { runResolve } from './commands/resolve.ts';
import { runExplain, runRules } from './commands/rules.ts';
import { exitUsage, UsageError, type Io } from './io.ts';
import type { InputFlags } from './input.ts';
import { dnsOptions, lintOptions, resolveOptions, type LintFlags, type Option } from './options.ts';

const commands = ['lint', 'dns', 'resolve', 'rules', 'explain'];
const common = {
  help: { type: 'boolean', short: 'h', describe: 'show help' },
  version: { type: 'boolean', short: 'v', describe: 'show the version' },
} as const satisfies Record<string, Option>;
const everyOption = { ...lintOptions, ...dnsOptions, ...resolveOptions, ...common };
const options = Object.keys(everyOption);
const shorts = shortsOf(everyOption);

/** Everything that `readLintArguments` leaves: the other commands, help, and what is wrong with a call. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const cli = build(argv[0] ?? '', io, (result) => {
    code = result;
  });
  if (!argv.length) {
    io.stderr(`${await cli.getHelp()}\n`);
    return exitUsage;
  }
  refuseUnknownOptions(argv);
  // yargs hands over what it would print: help and version.
  await cli.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output) io.stdout(`${output}\n`);
  });
  return code;
}

function build(command: string, io: Io, done: (code: number) => void): Argv {
  return yargs()
    .scriptName('headlint')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': false, 'duplicate-arguments-array': false })
    .usage('$0 <command>\n\nFinds why a Kubernetes headless Service, or the workload behind it, will not do what its author meant.')
    .command(
      'lint <paths..>',
      'lint manifests: files, folders, - for standard input',
      (y) => {
        y.positional('paths', { type: 'string', array: true, describe: 'files, folders, or - for standard input' });
        return withOptions(y, lintOptions);
      },
      (args) => done(runLint(args['paths'] as string[], args as unknown as LintFlags, io)),
    )
    .command(
      'dns <paths..>',
      'predict the names that the cluster will serve, and where they lead',
      (y) => {
        y.positional('paths', { type: 'string', array: true, describe: 'files, folders, or - for standard input' });
        return withOptions(y, dnsOptions);
      },
      (args) => done(runDns(args['paths'] as string[], args as InputFlags, io)),
    )
    .command(
      'resolve <name> <paths..>',
      'tell what a name leads to, or where it fails',
      (y) => {
        y.positional('name', { type: 'string', demandOption: true, describe: 'a host, a URL or _port._protocol name, as a Pod would write it' });
        y.positional('paths', { type: 'string', array: true, describe: 'files, folders, or - for standard input' });
        return withOptions(y, resolveOptions);
      },
      (args) => done(runResolve(args['name'] as string, args['paths'] as string[], args as InputFlags, io)),
    )
    .command(
      'rules',
      'list the rules',
      (y) => y.option('format', { alias: 'f', choices: ['text', 'json'] as const, default: 'text', describe: 'output format' }),
      (args) => done(runRules(args.format, io)),
    )
    .command(
      'explain <rule>',
      'print the page of a rule: what, why, examples, how to fix',
      (y) => y.positional('rule', { type: 'string', demandOption: true, describe: 'its name, as in brackets behind a finding' }),
      (args) => done(runExplain(args.rule, io)),
    )
    .demandCommand(1, 'say what to do: lint, dns, resolve, rules or explain')
    .strict()
    .alias('h', 'help')
    .version(version)
    .alias('v', 'version')
    .wrap(io.columns > 0 ? Math.min(100, io.columns) : 100)
    .example('$0 lint .', 'lint every manifest below this folder')
    .example('$0 resolve kafka-0.kafka .', 'does this name lead anywhere?')
    .example('helm template . | $0 lint -', 'lint what a chart renders to')
    .epilog(`Exit codes: 0 clean or only warnings, 1 errors, 2 wrong usage.\n${docsRoot}`)
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? new UsageError(explain(message ?? 'wrong usage', command));
    });
}

function withOptions(y: Argv, table: typeof lintOptions | typeof dnsOptions | typeof resolveOptions): Argv {
  for (const [name, { type, describe, ...rest }] of Object.entries(table)) y.option(name, { type, describe, ...('short' in rest && { alias: rest.short }) });
  return y;
}

const lacking: Readonly<Record<string, string>> = {
  explain: 'say which rule: headlint explain RULE',
  resolve: 'say which name, and say what to read: headlint resolve NAME PATH',
};

/** yargs names what it does not know; a person wants to know what was meant. */
function explain(message: string, command: string): string {
  const words = /^Unknown (?:arguments?|commands?): (.+)/s.exec(message)?.[1]?.split(', ') ?? [];
  // Without a command yargs counts options among what it does not know.
  const word = (words.find((each) => !options.includes(each) && !shorts.includes(each)) ?? words[0])?.trim();
  if (word === undefined) return message.startsWith('Not enough non-option') ? (lacking[command] ?? 'say what to read: files, folders, or - for standard input') : message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ');
  if (commands.includes(command)) return `${command} takes no "${word}"`;
  const meant = nearest(word, commands);
  if (meant) return `there is no command "${word}"; did you mean ${meant}?`;
  return `there is no command "${word}"; to lint a path, write headlint lint ${word}`;
}

/** yargs would take what follows an unknown option for its value, and then miss a path. */
function refuseUnknownOptions(argv: readonly string[]): void {
  const table = optionsOf(argv[0]!);
  for (const word of argv) {
    if (word === '--') return;
    const [, dashes, name] = /^(--?)([A-Za-z][\w-]*)/.exec(word) ?? [];
    if (!name || (dashes === '-' ? shortsOf(table).includes(name[0]!) : Object.hasOwn(table, name))) continue;
    const meant = dashes === '--' && nearest(name, Object.keys(table));
    throw new UsageError(`there is no option ${dashes}${name}${commands.includes(argv[0]!) ? ` of ${argv[0]}` : ''}${meant ? `; did you mean --${meant}?` : ''}`);
  }
}

function optionsOf(command: string): Readonly<Record<string, Option>> {
  switch (command) {
    case 'lint':
      return { ...lintOptions, ...common };
    case 'dns':
      return { ...dnsOptions, ...common };
    case 'resolve':
      return { ...resolveOptions, ...common };
    default:
      return everyOption;
  }
}

function shortsOf(table: Readonly<Record<string, Option>>): string[] {
  return Object.values(table).flatMap(({ short }) => short ?? []);
}
