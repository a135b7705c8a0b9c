import yargs, { type Argv } from 'yargs';
import { nearest } from '../spelling.ts';
import { docsRoot, version } from '../version.ts';
import { runLint } from './commands/lint.ts';
import { runExplain, runRules } from './commands/rules.ts';
import { exitUsage, UsageError, type Io } from './io.ts';

/** Runs the command line and returns the exit code: 0 clean, 1 findings, 2 usage. Never ends the process itself. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const cli = build(io, (result) => {
    code = result;
  });
  try {
    if (!argv.length) {
      io.stderr(`${await cli.getHelp()}\n`);
      return exitUsage;
    }
    // yargs hands over what it would print: help and version.
    await cli.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
      if (output) io.stdout(`${output}\n`);
    });
    return code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`headlint: ${error.message}\nhelp: headlint --help, ${docsRoot}\n`);
    return exitUsage;
  }
}

function build(io: Io, done: (code: number) => void): Argv {
  const cli = yargs()
    .scriptName('headlint')
    .locale('en')
    .usage('$0 <command>\n\nFinds why a Kubernetes headless Service, or the workload behind it, will not do what its author meant.')
    .command(
      ['lint <paths..>'],
      'lint manifests: files, folders, - for standard input',
      (y) => lintOptions(y),
      (args) =>
        done(
          runLint(
            {
              paths: args.paths as string[],
              format: args.format,
              namespace: args.namespace,
              kubernetesVersion: args['kubernetes-version'],
              clusterDomain: args['cluster-domain'],
              maxWarnings: args['max-warnings'],
              quiet: args.quiet,
              gitignore: args.gitignore,
              allowEmpty: args['allow-empty'],
              stdinFilename: args['stdin-filename'],
              color: args.color,
            },
            io,
          ),
        ),
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
      (y) => y.positional('rule', { type: 'string', demandOption: true }),
      (args) => done(runExplain(args.rule, io)),
    )
    .demandCommand(1, 'say what to do: lint, rules or explain')
    .strict()
    .recommendCommands()
    .alias('h', 'help')
    .version(version)
    .alias('v', 'version')
    .wrap(Math.min(100, io.columns || 100))
    .example('$0 lint .', 'lint every manifest below this folder')
    .example('helm template . | $0 lint -', 'lint what a chart renders to')
    .epilog(`Exit codes: 0 clean or only warnings, 1 errors, 2 wrong usage. ${docsRoot}`)
    .exitProcess(false);
  return cli.fail((message: string | undefined, error: Error | undefined) => {
    throw error ?? new UsageError(suggest(message ?? 'wrong usage'));
  });
}

function lintOptions(y: Argv) {
  return y
    .positional('paths', { type: 'string', array: true, demandOption: true, describe: 'files, folders, or - for standard input' })
    .option('format', { alias: 'f', type: 'string', default: 'text', describe: 'text, compact or json' })
    .option('namespace', { alias: 'n', type: 'string', describe: 'where objects land that name no namespace (default: default)' })
    .option('kubernetes-version', { alias: 'k', type: 'string', describe: 'version of the cluster, such as 1.33' })
    .option('cluster-domain', { type: 'string', describe: 'DNS domain of the cluster (default: cluster.local)' })
    .option('max-warnings', { type: 'number', describe: 'exit 1 if there are more warnings' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'report errors only' })
    .option('gitignore', { type: 'boolean', default: true, describe: 'leave out what .gitignore names (--no-gitignore)' })
    .option('allow-empty', { type: 'boolean', default: false, describe: 'exit 0 where there is no manifest' })
    .option('stdin-filename', { type: 'string', describe: 'name for standard input in findings' })
    .option('color', { type: 'string', describe: 'always, never or auto' });
}

const flags = ['format', 'namespace', 'kubernetes-version', 'cluster-domain', 'max-warnings', 'quiet', 'no-gitignore', 'allow-empty', 'stdin-filename', 'color', 'help', 'version'];
const commands = ['lint', 'rules', 'explain'];

/** yargs names what it does not know; a person wants to know what was meant. */
function suggest(message: string): string {
  const unknown = /^Unknown (argument|arguments|command): ([^,]+)/.exec(message);
  const word = unknown?.[2]?.trim();
  if (!word) return message.charAt(0).toLowerCase() + message.slice(1);
  const isCommand = commands.some((c) => c === nearest(word, commands));
  const near = isCommand ? nearest(word, commands) : nearest(word, flags);
  const said = unknown![1] === 'command' || isCommand ? `there is no command "${word}"` : `there is no option --${word}`;
  return near ? `${said}; did you mean ${isCommand ? near : `--${near}`}?` : said;
}
