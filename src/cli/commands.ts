import { runLint } from './commands/lint.ts';
import type { Io } from './io.ts';
import { diffOptions, dnsOptions, generateOptions, initOptions, lintOptions, newOptions, resolveOptions, rulesOptions, shells, type Option, type Values } from './options.ts';

export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What was asked for on the command line. */
export interface Call {
  readonly flags: Flags;
  readonly positionals: readonly string[];
}

export interface Positional {
  readonly name: string;
  readonly describe: string;
  /** Default is exactly one; `many` is at least one, `any` may be none. */
  readonly takes?: 'many' | 'any' | 'optional';
  /** What it can be, for shells to offer; files where this is absent. */
  readonly values?: Values;
}

export interface Command {
  readonly describe: string;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Option>>;
  /** Its page of the documentation. */
  readonly page?: string;
  /** What to say where positionals are lacking. */
  readonly lacking: string;
  /** Returns the exit code. What only one command needs is loaded by that command. */
  readonly run: (call: Call, io: Io) => number | Promise<number>;
}

const paths: Positional = { name: 'paths', takes: 'many', describe: 'files, folders, or - for standard input' };

/** Every command, in the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = {
  lint: {
    describe: 'lint manifests: files, folders, - for standard input',
    positionals: [{ ...paths, takes: 'any', describe: `${paths.describe} (default: this folder)` }],
    options: lintOptions,
    page: 'lint',
    lacking: '',
    run: runLint,
  },
  dns: {
    describe: 'predict the names that the cluster will serve',
    positionals: [{ ...paths, takes: 'any' }],
    options: dnsOptions,
    page: 'dns',
    lacking: '',
    run: async (call, io) => (await import('./commands/dns.ts')).runDns(call, io),
  },
  resolve: {
    describe: 'tell what a name leads to, or where it fails',
    positionals: [{ name: 'name', describe: 'a host, a URL or _port._protocol name, as a Pod would write it' }, { ...paths, takes: 'any' }],
    options: resolveOptions,
    page: 'dns',
    lacking: 'say which name, and what to read: headlint resolve NAME PATH',
    run: async (call, io) => (await import('./commands/resolve.ts')).runResolve(call, io),
  },
  diff: {
    describe: 'tell what an update breaks: fixed fields, lost names',
    positionals: [{ name: 'paths', takes: 'any', describe: 'OLD and NEW; or, of a git repository, what to compare (default: .)' }],
    options: diffOptions,
    page: 'diff',
    lacking: '',
    run: async (call, io) => (await import('./commands/diff.ts')).runDiff(call, io),
  },
  new: {
    describe: 'write a spec and its manifests from a preset',
    positionals: [{ name: 'preset', takes: 'optional', values: async () => (await import('../presets/index.ts')).presets.map(({ name }) => name), describe: 'kafka, redis, grpc, …: headlint new --list has all' }],
    options: newOptions,
    page: 'generate',
    lacking: '',
    run: async (call, io) => (await import('./commands/new.ts')).runNew(call, io),
  },
  generate: {
    describe: 'write manifests from a short spec',
    positionals: [{ ...paths, describe: 'specs, folders of them, or -; manifests for --from and --for' }],
    options: generateOptions,
    page: 'generate',
    lacking: 'say which spec: headlint generate NAME.headlint.yaml; headlint new writes one. With --from or --for, say which manifests',
    run: async (call, io) => (await import('./commands/generate.ts')).runGenerate(call, io),
  },
  init: {
    describe: 'write a configuration with every key as a comment',
    positionals: [],
    options: initOptions,
    page: 'configuration',
    lacking: '',
    run: async (call, io) => (await import('./commands/init.ts')).runInit(call, io),
  },
  rules: {
    describe: 'list the rules',
    positionals: [],
    options: rulesOptions,
    lacking: '',
    run: async (call, io) => (await import('./commands/rules.ts')).runRules(call, io),
  },
  explain: {
    describe: 'print the page of a rule: why, examples, a fix',
    positionals: [{ name: 'rule', values: async () => (await import('../lint/metas.ts')).ruleMetas().map(({ id }) => id), describe: 'its name, as in brackets behind a finding' }],
    options: {},
    lacking: 'say which rule: headlint explain RULE',
    run: async (call, io) => (await import('./commands/rules.ts')).runExplain(call, io),
  },
  completion: {
    describe: 'print what has a shell complete all this',
    positionals: [{ name: 'shell', values: shells, describe: shells.join(', ') }],
    options: {},
    lacking: `say for which shell: ${shells.join(', ')}`,
    run: async (call, io) => (await import('./commands/completion.ts')).runCompletion(call, io),
  },
};
