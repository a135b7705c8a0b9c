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
export const groups = ['Question', 'Revisions', 'Fixes', 'Spec', 'Input', 'Overlays and charts', 'Cluster', 'Configuration', 'Baseline', 'Output'] as const;
export type Group = (typeof groups)[number];

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

const minors = async (): Promise<string[]> => {
  const { newestMinor, oldestMinor } = await import('../lint/versions.ts');
  return Array.from({ length: newestMinor - oldestMinor + 1 }, (_, i) => `1.${oldestMinor + i}`);
};

const ruleIds = async (): Promise<string[]> => (await import('../lint/metas.ts')).ruleMetas().map(({ id }) => id);

/** How what is met while files are read is built. */
export const buildOptions = {
  kustomize: { type: 'string', group: 'Overlays and charts', values: ['auto', 'always', 'never'], describe: 'build overlays: auto (where a tool is), always, never' },
  'kustomize-command': { type: 'string', group: 'Overlays and charts', describe: 'what builds them (default: kustomize build)' },
  'kustomize-fetch': { type: 'boolean', group: 'Overlays and charts', describe: 'let it fetch what they draw in from elsewhere' },
  'no-helm': { type: 'boolean', group: 'Overlays and charts', describe: 'leave charts that are met as they are' },
} as const satisfies Record<string, Option>;

/** Charts that are named, and what `helm template` is to render them with. */
export const chartOptions = {
  helm: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'render this chart, too: a folder, or a .tgz' },
  values: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'file with values for --helm' },
  set: { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'values for --helm, as helm --set takes them' },
  'set-string': { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'the same, for what is to be a string' },
  'api-versions': { type: 'string', group: 'Overlays and charts', multiple: true, describe: 'what the cluster serves besides the usual' },
  release: { type: 'string', group: 'Overlays and charts', describe: 'name of the release (default: release-name)' },
} as const satisfies Record<string, Option>;

/** What every command takes that reads manifests. */
const inputOptions = {
  'no-gitignore': { type: 'boolean', group: 'Input', describe: 'read what .gitignore leaves out, too' },
  'stdin-filename': { type: 'string', group: 'Input', describe: 'the file that standard input stands for' },
  ...buildOptions,
  namespace: { type: 'string', short: 'n', group: 'Cluster', describe: 'where objects land that name none (default: default)' },
  'kubernetes-version': { type: 'string', short: 'k', group: 'Cluster', values: minors, describe: 'version of the cluster, such as 1.33' },
  'cluster-domain': { type: 'string', group: 'Cluster', describe: 'DNS domain of the cluster (default: cluster.local)' },
  config: { type: 'string', short: 'c', group: 'Configuration', describe: 'configuration (default: the nearest from here up)' },
  'no-config': { type: 'boolean', group: 'Configuration', describe: 'use no configuration' },
  color: { type: 'string', group: 'Output', values: ['always', 'never', 'auto'], describe: 'always, never or auto (default); or --no-color' },
} as const satisfies Record<string, Option>;

/** What every command takes that reports findings of manifests. */
const findingsOptions = {
  tracked: { type: 'boolean', group: 'Input', describe: 'of folders, take only files that git tracks' },
  'allow-empty': { type: 'boolean', group: 'Input', describe: 'exit 0 where there is no manifest' },
  'no-inline-config': { type: 'boolean', group: 'Configuration', describe: 'report what comments and annotations suppress' },
  format: { type: 'string', short: 'f', multiple: true, group: 'Output', values: async () => Object.keys((await import('../report/index.ts')).formats), describe: 'NAME or NAME=FILE, several times: text (default), compact, json, sarif, github, gitlab, junit, checkstyle, rdjson, markdown' },
  'output-file': { type: 'string', short: 'o', group: 'Output', describe: 'file for the report' },
  quiet: { type: 'boolean', short: 'q', group: 'Output', describe: 'report errors only' },
  'max-warnings': { type: 'string', group: 'Output', describe: 'exit 1 if there are more warnings than this' },
  'exit-zero': { type: 'boolean', group: 'Output', describe: 'exit 0 in spite of findings' },
} as const satisfies Record<string, Option>;

/** The options of `headlint lint`: one table for the quick reader and for yargs. */
export const lintOptions = {
  fix: { type: 'boolean', group: 'Fixes', describe: 'mend what is beyond doubt, and report what is left' },
  'fix-dry-run': { type: 'boolean', group: 'Fixes', describe: 'print what would be mended as a diff' },
  'unsafe-fixes': { type: 'boolean', group: 'Fixes', describe: 'with either, also what guesses or changes how things work' },
  'list-files': { type: 'boolean', group: 'Input', describe: 'print the files to be linted, and lint nothing' },
  'no-project': { type: 'boolean', group: 'Input', describe: 'know what is named, and nothing else of its project' },
  'print-config': { type: 'boolean', group: 'Configuration', describe: 'print what holds, for a file if one is named' },
  'suppress-all': { type: 'boolean', group: 'Baseline', describe: 'suppress all that is found today' },
  'suppress-rule': { type: 'string', multiple: true, group: 'Baseline', values: ruleIds, describe: 'suppress what a rule finds today' },
  'prune-suppressions': { type: 'boolean', group: 'Baseline', describe: 'take out what is not found any more' },
  'pass-on-unpruned-suppressions': { type: 'boolean', group: 'Baseline', describe: 'do not fail over what is found no more' },
  'suppressions-location': { type: 'string', group: 'Baseline', describe: 'another file for the baseline' },
  ...findingsOptions,
  stats: { type: 'boolean', group: 'Output', describe: 'tell on standard error where the time went' },
  ...inputOptions,
  ...chartOptions,
} as const satisfies Record<string, Option>;

export const dnsOptions = {
  format: { type: 'string', short: 'f', group: 'Output', values: ['table', 'json', 'zone'], describe: 'table, json or zone (default: table)' },
  ...inputOptions,
  ...chartOptions,
} as const satisfies Record<string, Option>;

export const resolveOptions = {
  from: { type: 'string', group: 'Question', describe: 'who asks: NAMESPACE/POD, NAMESPACE/WORKLOAD or NAMESPACE/' },
  type: { type: 'string', short: 't', group: 'Question', values: ['A', 'AAAA', 'SRV'], describe: 'A, AAAA or SRV (default: SRV for _port._protocol, else A)' },
  format: { type: 'string', short: 'f', group: 'Output', values: ['text', 'json'], describe: 'text or json (default: text)' },
  ...inputOptions,
  ...chartOptions,
} as const satisfies Record<string, Option>;

export const initOptions = {
  force: { type: 'boolean', describe: 'write over a file that is there' },
} as const satisfies Record<string, Option>;

export const rulesOptions = {
  format: { type: 'string', short: 'f', group: 'Output', values: ['text', 'json', 'markdown'], describe: 'text, json or markdown (default: text)' },
} as const satisfies Record<string, Option>;

export const generateOptions = {
  from: { type: 'boolean', group: 'Input', describe: 'derive a spec from manifests; --for says of which' },
  for: { type: 'string', group: 'Input', describe: 'KIND/NAME: write its missing governing Service' },
  output: { type: 'string', short: 'o', group: 'Output', describe: 'file or folder to write (default: -, standard output)' },
  layout: { type: 'string', group: 'Output', values: ['single', 'files', 'kustomize'], describe: 'single, files or kustomize (default: single)' },
  'no-comments': { type: 'boolean', group: 'Output', describe: 'write no comments that explain' },
  check: { type: 'boolean', group: 'Output', describe: 'write nothing, exit 1 with a diff where files differ' },
  force: { type: 'boolean', group: 'Output', describe: 'write over a file of somebody else' },
  format: { ...findingsOptions.format, describe: 'of findings in specs: text (default), compact, json, …' },
  ...inputOptions,
} as const satisfies Record<string, Option>;

export const newOptions = {
  list: { type: 'boolean', describe: 'list the presets' },
  yes: { type: 'boolean', short: 'y', describe: 'ask nothing, take what the preset says' },
  name: { type: 'string', group: 'Spec', describe: 'name of the workload and its headless Service' },
  namespace: { type: 'string', short: 'n', group: 'Spec', describe: 'namespace of all objects (default: none is written)' },
  replicas: { type: 'string', group: 'Spec', describe: 'number of Pods' },
  image: { type: 'string', group: 'Spec', describe: 'image of the container' },
  'cluster-domain': { ...inputOptions['cluster-domain'], group: 'Spec' },
  'kubernetes-version': { ...inputOptions['kubernetes-version'], group: 'Spec' },
  output: { type: 'string', short: 'o', group: 'Output', describe: 'folder to write to (default: this folder)' },
  layout: generateOptions.layout,
  'no-comments': generateOptions['no-comments'],
  force: { type: 'boolean', group: 'Output', describe: 'write over files that are there' },
  color: inputOptions.color,
} as const satisfies Record<string, Option>;

export const diffOptions = {
  'git-base': { type: 'string', group: 'Revisions', describe: 'compare with where this branch left it (default: HEAD)' },
  'git-head': { type: 'string', group: 'Revisions', describe: 'look at this revision, not at the working tree' },
  pushed: { type: 'boolean', group: 'Revisions', describe: 'in a pre-push hook: what is pushed with what is there' },
  ...findingsOptions,
  ...inputOptions,
} as const satisfies Record<string, Option>;
