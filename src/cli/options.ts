import { parseArgs } from 'node:util';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly describe: string;
}

/** The options of `headlint lint`: one table for the quick reader below and for yargs. */
export const lintOptions = {
  format: { type: 'string', short: 'f', describe: 'text, compact or json (default: text)' },
  namespace: { type: 'string', short: 'n', describe: 'where objects land that name no namespace (default: default)' },
  'kubernetes-version': { type: 'string', short: 'k', describe: 'version of the cluster, such as 1.33' },
  'cluster-domain': { type: 'string', describe: 'DNS domain of the cluster (default: cluster.local)' },
  'max-warnings': { type: 'string', describe: 'exit 1 if there are more warnings than this' },
  quiet: { type: 'boolean', short: 'q', describe: 'report errors only' },
  'no-gitignore': { type: 'boolean', describe: 'lint what .gitignore leaves out, too' },
  'allow-empty': { type: 'boolean', describe: 'exit 0 where there is no manifest' },
  'stdin-filename': { type: 'string', describe: 'name for standard input in findings' },
  color: { type: 'string', describe: 'always, never or auto (default: auto)' },
} as const satisfies Record<string, Option>;

/** The options of the commands that answer questions about names. */
export const namesOptions = {
  namespace: lintOptions.namespace,
  'kubernetes-version': lintOptions['kubernetes-version'],
  'cluster-domain': lintOptions['cluster-domain'],
  'no-gitignore': { type: 'boolean', describe: 'read what .gitignore leaves out, too' },
  'stdin-filename': { type: 'string', describe: 'name for standard input in what is said' },
  color: lintOptions.color,
} as const satisfies Record<string, Option>;

export const dnsOptions = {
  format: { type: 'string', short: 'f', describe: 'table, json or zone (default: table)' },
  ...namesOptions,
} as const satisfies Record<string, Option>;

export const resolveOptions = {
  from: { type: 'string', describe: 'who asks: NAMESPACE/POD, NAMESPACE/WORKLOAD or NAMESPACE/' },
  type: { type: 'string', short: 't', describe: 'A (also AAAA) or SRV (default: SRV for _port._protocol names, else A)' },
  format: { type: 'string', short: 'f', describe: 'text or json (default: text)' },
  ...namesOptions,
} as const satisfies Record<string, Option>;

export type LintOption = keyof typeof lintOptions;

export type LintFlags = Readonly<Partial<Record<LintOption, string | boolean | undefined>>>;

/**
 * Reads `lint` and its arguments with what Node has built in, because loading yargs takes longer than to lint a file.
 * Undefined where anything is out of the ordinary: then yargs reads them, and has the words for it.
 */
export function readLintArguments(argv: readonly string[]): { flags: LintFlags; paths: string[] } | undefined {
  const read = argv[0] === 'lint' ? readArguments(argv, lintOptions) : undefined;
  return read && { flags: read.flags, paths: read.positionals };
}

/** The same for the commands about names; yargs would take `-`, standard input, for an option. */
export function readNamesArguments(argv: readonly string[]): { command: 'dns' | 'resolve'; flags: Flags; positionals: string[] } | undefined {
  const [command] = argv;
  if (command !== 'dns' && command !== 'resolve') return undefined;
  const read = readArguments(argv, command === 'dns' ? dnsOptions : resolveOptions);
  return read && read.positionals.length > (command === 'dns' ? 0 : 1) ? { command, ...read } : undefined;
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function readArguments(argv: readonly string[], options: Readonly<Record<string, Option>>): { flags: Flags; positionals: string[] } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: argv.slice(1), options, allowPositionals: true, strict: true });
    return positionals.length ? { flags: values as Flags, positionals } : undefined;
  } catch {
    return undefined;
  }
}
