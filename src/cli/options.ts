export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times; its value is a list. */
  readonly multiple?: boolean;
  /** Heading that help lists it under. */
  readonly group?: Group;
  /** All that it takes, or what most take, for shells to offer. */
  readonly values?: Values;
  readonly describe: string;
}

/** Words that a shell may offer; worked out only when a shell asks. */
export type Values = readonly string[] | (() => readonly string[] | Promise<readonly string[]>);

/** The headings of help, in their order; what has none stands last, with --help. */
export const groups = ['Question', 'Input', 'Overlays and charts', 'Spec', 'Cluster', 'Configuration', 'Fixes', 'Baseline', 'Output'] as const;
export type Group = (typeof groups)[number];

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

const minors = async (): Promise<string[]> => {
  const { newestMinor, oldestMinor } = await import('../lint/versions.ts');
  return Array.from({ length: newestMinor - oldestMinor + 1 }, (_, i) => `1.${oldestMinor + i}`);
};

const ruleIds = async (): Promise<string[]> => (await import('../lint/metas.ts')).ruleMetas().map(({ id }) => id);

/** How what is met while files are read is built. */
const buildOptions = {
  kustomize: { type: 'string', group: 'Overlays and charts', values: ['auto', 'always', 'never'], describe: 'build overlays: auto (where a tool is), always, never' },
  'kustomize-command': { type: 'string', group: 'Overlays and charts', describe: 'what builds them (default: kustomize build)' },
  'kustomize-fetch': { type: 'boolean', group: 'Overlays and charts', describe: 'let it fetch what overlays draw in from elsewhere' },
  'no-helm': { type: 'boolean', group: 'Overlays and charts', describe: 'leave charts that are met as they are' },
} as const satisfies Record<string, Option>;

/** Charts that are named, and what `helm template` is to render them with. */
export const chartOptions = {
  helm: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'render a chart: its folder, or a .tgz' },
  values: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'file with values for --helm' },
  set: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'values for --helm, as helm --set takes them' },
  'set-string': { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'the same, for what is to be a string' },
  'api-versions': { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'what the cluster of --helm serves besides the usual' },
  release: { type: 'string', group: 'Overlays and charts', describe: 'name of the release for --helm (default: release-name)' },
} as const satisfies Record<string, Option>;

/** The options of `headlint lint`: one table for the quick reader and for yargs. */
export const lintOptions = {
  format: { type: 'string', short: 'f', multiple: true, group: 'Output', values: async () => Object.keys((await import('../report/index.ts')).formats), describe: 'NAME or NAME=FILE, several times: text (default), compact, json, sarif, github, gitlab, junit, checkstyle, rdjson, markdown' },
  'output-file': { type: 'string', short: 'o', group: 'Output', describe: 'file for the report' },
  namespace: { type: 'string', short: 'n', group: 'Cluster', describe: 'where objects land that name no namespace (default: default)' },
  'kubernetes-version': { type: 'string', short: 'k', group: 'Cluster', values: minors, describe: 'version of the cluster, such as 1.33' },
  'cluster-domain': { type: 'string', group: 'Cluster', describe: 'DNS domain of the cluster (default: cluster.local)' },
  config: { type: 'string', short: 'c', group: 'Configuration', describe: 'configuration (default: the nearest headlint.config.yaml from here up)' },
  'no-config': { type: 'boolean', group: 'Configuration', describe: 'use no configuration' },
  'no-inline-config': { type: 'boolean', group: 'Configuration', describe: 'report what comments and annotations suppress, too' },
  'print-config': { type: 'boolean', group: 'Configuration', describe: 'print what holds, for a file if one is named, and lint nothing' },
  'list-files': { type: 'boolean', group: 'Input', describe: 'print the files that would be linted, and lint nothing' },
  'suppress-all': { type: 'boolean', group: 'Baseline', describe: 'suppress what is found today, in headlint-suppressions.json' },
  'suppress-rule': { type: 'string', multiple: true, group: 'Baseline', values: ruleIds, describe: 'suppress what a rule finds today, in the same way' },
  'prune-suppressions': { type: 'boolean', group: 'Baseline', describe: 'take out of that file what is not found any more' },
  'suppressions-location': { type: 'string', group: 'Baseline', describe: 'another file for that' },
  'pass-on-unpruned-suppressions': { type: 'boolean', group: 'Baseline', describe: 'do not fail where the file has what is not found any more' },
  fix: { type: 'boolean', group: 'Fixes', describe: 'write what can be mended beyond doubt, and report what is left' },
  'unsafe-fixes': { type: 'boolean', group: 'Fixes', describe: 'with --fix or --fix-dry-run: also what guesses, or changes how things work' },
  'fix-dry-run': { type: 'boolean', group: 'Fixes', describe: 'print what --fix would change as a diff, and write nothing' },
  'max-warnings': { type: 'string', group: 'Output', describe: 'exit 1 if there are more warnings than this' },
  'exit-zero': { type: 'boolean', group: 'Output', describe: 'exit 0 in spite of findings' },
  quiet: { type: 'boolean', short: 'q', group: 'Output', describe: 'report errors only' },
  'no-gitignore': { type: 'boolean', group: 'Input', describe: 'lint what .gitignore leaves out, too' },
  'no-project': { type: 'boolean', group: 'Input', describe: 'know only what is named, not the rest of its project' },
  tracked: { type: 'boolean', group: 'Input', describe: 'of folders, take only files that git tracks' },
  'allow-empty': { type: 'boolean', group: 'Input', describe: 'exit 0 where there is no manifest' },
  'stdin-filename': { type: 'string', group: 'Input', describe: 'the file that standard input stands for' },
  ...buildOptions,
  ...chartOptions,
  stats: { type: 'boolean', group: 'Output', describe: 'tell on standard error where the time went' },
  color: { type: 'string', group: 'Output', values: ['always', 'never', 'auto'], describe: 'always, never or auto (default: auto); alone: always; --no-color: never' },
} as const satisfies Record<string, Option>;

/** What commands have in common that answer questions about what is read. */
export const namesOptions = {
  namespace: lintOptions.namespace,
  'kubernetes-version': lintOptions['kubernetes-version'],
  'cluster-domain': lintOptions['cluster-domain'],
  config: lintOptions.config,
  'no-config': lintOptions['no-config'],
  'no-gitignore': { type: 'boolean', group: 'Input', describe: 'read what .gitignore leaves out, too' },
  'stdin-filename': { type: 'string', group: 'Input', describe: 'name for standard input in what is said' },
  ...buildOptions,
  color: lintOptions.color,
} as const satisfies Record<string, Option>;

export const dnsOptions = {
  format: { type: 'string', short: 'f', group: 'Output', values: ['table', 'json', 'zone'], describe: 'table, json or zone (default: table)' },
  ...namesOptions,
  ...chartOptions,
} as const satisfies Record<string, Option>;

export const resolveOptions = {
  from: { type: 'string', group: 'Question', describe: 'who asks: NAMESPACE/POD, NAMESPACE/WORKLOAD or NAMESPACE/' },
  type: { type: 'string', short: 't', group: 'Question', values: ['A', 'AAAA', 'SRV'], describe: 'A (also AAAA) or SRV (default: SRV for _port._protocol names, else A)' },
  format: { type: 'string', short: 'f', group: 'Output', values: ['text', 'json'], describe: 'text or json (default: text)' },
  ...namesOptions,
  ...chartOptions,
} as const satisfies Record<string, Option>;

export const initOptions = {
  force: { type: 'boolean', describe: 'write over a file that is there' },
} as const satisfies Record<string, Option>;

export const rulesOptions = {
  format: { type: 'string', short: 'f', group: 'Output', values: ['text', 'json', 'markdown'], describe: 'text, json or markdown (default: text)' },
} as const satisfies Record<string, Option>;

export const generateOptions = {
  from: { type: 'boolean', group: 'Input', describe: 'derive a spec from manifests; --for says of which workload' },
  for: { type: 'string', group: 'Input', describe: 'write the missing governing Service of a workload: statefulset/NAME' },
  output: { type: 'string', short: 'o', group: 'Output', describe: 'file or folder to write (default: -, standard output)' },
  layout: { type: 'string', group: 'Output', values: ['single', 'files', 'kustomize'], describe: 'single, files or kustomize (default: single)' },
  'no-comments': { type: 'boolean', group: 'Output', describe: 'write no comments that explain' },
  check: { type: 'boolean', group: 'Output', describe: 'write nothing, exit 1 with a diff where files differ' },
  force: { type: 'boolean', group: 'Output', describe: 'write over a file of somebody else' },
  format: { ...lintOptions.format, describe: 'of findings in specs: text (default), compact, json, …' },
  namespace: lintOptions.namespace,
  'kubernetes-version': lintOptions['kubernetes-version'],
  'cluster-domain': lintOptions['cluster-domain'],
  config: lintOptions.config,
  'no-config': lintOptions['no-config'],
  'no-gitignore': namesOptions['no-gitignore'],
  'stdin-filename': namesOptions['stdin-filename'],
  ...buildOptions,
  color: lintOptions.color,
} as const satisfies Record<string, Option>;

export const newOptions = {
  list: { type: 'boolean', describe: 'list the presets' },
  yes: { type: 'boolean', short: 'y', describe: 'ask nothing, take what the preset says' },
  name: { type: 'string', group: 'Spec', describe: 'name of the workload and its headless Service' },
  namespace: { type: 'string', short: 'n', group: 'Spec', describe: 'namespace of all objects (default: none is written)' },
  replicas: { type: 'string', group: 'Spec', describe: 'number of Pods' },
  image: { type: 'string', group: 'Spec', describe: 'image of the container' },
  'cluster-domain': { type: 'string', group: 'Spec', describe: 'DNS domain of the cluster (default: cluster.local)' },
  'kubernetes-version': { type: 'string', short: 'k', group: 'Spec', values: minors, describe: 'version of the cluster, such as 1.33' },
  output: { type: 'string', short: 'o', group: 'Output', describe: 'folder to write to (default: this folder)' },
  layout: generateOptions.layout,
  'no-comments': generateOptions['no-comments'],
  force: { type: 'boolean', group: 'Output', describe: 'write over files that are there' },
  color: lintOptions.color,
} as const satisfies Record<string, Option>;

export const diffOptions = {
  'git-base': { type: 'string', group: 'Input', describe: 'compare with where this branch left this revision (default: HEAD)' },
  'git-head': { type: 'string', group: 'Input', describe: 'with --git-base: look at this revision, not at the working tree' },
  pushed: { type: 'boolean', group: 'Input', describe: 'in a hook for pre-push: compare what is pushed with what is there' },
  tracked: lintOptions.tracked,
  'allow-empty': lintOptions['allow-empty'],
  format: lintOptions.format,
  'output-file': lintOptions['output-file'],
  quiet: lintOptions.quiet,
  'max-warnings': lintOptions['max-warnings'],
  'exit-zero': lintOptions['exit-zero'],
  ...namesOptions,
  'no-inline-config': lintOptions['no-inline-config'],
} as const satisfies Record<string, Option>;
