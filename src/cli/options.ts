export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times; its value is a list. */
  readonly multiple?: boolean;
  readonly describe: string;
}

/** The options of `headlint lint`: one table for the quick reader and for yargs. */
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

export const rulesOptions = {
  format: { type: 'string', short: 'f', describe: 'text or json (default: text)' },
} as const satisfies Record<string, Option>;
