import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './fixtures.ts';

/** What came of one commit in a repository that has the hooks. */
export interface Commit {
  readonly what: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** A commit that is tried, and what the hook should make of it: a text is what it says when it refuses. */
export interface Attempt {
  readonly what: string;
  readonly change: (repository: HookRepository) => void;
  readonly refused?: RegExp;
  /** What has to be so afterwards; returns what is not. */
  readonly after?: (repository: HookRepository) => string | undefined;
}

export const serviceOf = (name: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: ${name}
  ports:
    - name: client
      port: 9042
`;

export const statefulSetOf = (name: string, serviceName = name) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
spec:
  serviceName: ${serviceName}
  replicas: 3
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: example.com/${name}:1
          ports:
            - name: client
              containerPort: 9042
`;

/** A git repository of its own, which neither knows the user's configuration nor is known by the surrounding git. */
export class HookRepository {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #start: string | undefined;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    const clean = Object.fromEntries(Object.entries({ ...process.env, ...env }).filter(([name]) => !name.startsWith('GIT_')));
    this.#env = { ...clean, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', HOME: join(folder, '..', 'nobody'), FORCE_COLOR: undefined, NO_COLOR: '1' };
    mkdirSync(folder, { recursive: true });
    this.git('init', '-q');
    for (const [name, value] of [['user.name', 'a'], ['user.email', 'a@example.com'], ['commit.gpgsign', 'false']] as const) this.git('config', name, value);
  }

  put(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  git(...args: string[]): string {
    return this.run('git', args);
  }

  run(command: string, args: readonly string[]): string {
    const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, env: this.#env, encoding: 'utf8', timeout: 300_000 });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`);
    return stdout;
  }

  /** Makes a change and tries to commit it. */
  try({ what, change }: Attempt): Commit {
    change(this);
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync('git', ['commit', '-q', '-m', what], { cwd: this.folder, env: this.#env, encoding: 'utf8', timeout: 300_000 });
    return { what, passed: status === 0, output: stdout + stderr, seconds: (performance.now() - started) / 1000 };
  }

  /** An empty remote, and on `main` what is to be the first commit. */
  addRemote(): void {
    const remote = `../${basename(this.folder)}.git`;
    this.git('init', '-q', '--bare', remote);
    this.git('remote', 'add', 'origin', remote);
    this.git('checkout', '-qb', 'main');
    this.put('db.yaml', statefulSetOf('db'));
    this.put('db-service.yaml', serviceOf('db'));
  }

  /** Tries to push. */
  push(...args: string[]): Commit {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync('git', ['push', '-q', ...args], { cwd: this.folder, env: this.#env, encoding: 'utf8', timeout: 300_000 });
    return { what: `push ${args.join(' ')}`, passed: status === 0, output: stdout + stderr, seconds: (performance.now() - started) / 1000 };
  }

  /** Back to the first commit, so that the others do not build on each other. */
  reset(): void {
    this.#start ??= this.git('rev-parse', 'HEAD').trim();
    this.git('reset', '-q', '--hard', this.#start);
    this.git('clean', '-qfd');
  }
}

const clean: Attempt = {
  what: 'a clean commit',
  change: (r) => {
    r.put('db.yaml', statefulSetOf('db'));
    r.put('db-service.yaml', serviceOf('db'));
    r.put('values.yaml', 'replicas: 3\n');
    r.git('add', '.');
  },
};

/** What people do, in this order; the first has to pass for the rest to mean something. */
export const attempts: readonly Attempt[] = [
  clean,
  {
    what: 'a serviceName that names nothing',
    change: (r) => {
      r.put('db.yaml', statefulSetOf('db', 'dbx'));
      r.git('add', '.');
    },
    refused: /missing-governing-service/,
  },
  {
    what: 'a StatefulSet whose Service is not part of the commit',
    change: (r) => {
      r.put('db.yaml', statefulSetOf('db').replace('replicas: 3', 'replicas: 5'));
      r.git('add', '.');
    },
  },
  {
    what: 'the Service renamed, its StatefulSet not part of the commit',
    change: (r) => {
      r.put('db-service.yaml', serviceOf('db').replace('name: db', 'name: db-headless'));
      r.git('add', '.');
    },
    refused: /missing-governing-service/,
  },
  {
    what: 'the Service deleted, its StatefulSet changed',
    change: (r) => {
      r.git('rm', '-q', 'db-service.yaml');
      r.put('db.yaml', statefulSetOf('db').replace('replicas: 3', 'replicas: 7'));
      r.git('add', '.');
    },
    refused: /missing-governing-service/,
  },
  {
    what: 'the Service deleted, and nothing else',
    change: (r) => void r.git('rm', '-q', 'db-service.yaml'),
    refused: /missing-governing-service/,
  },
  {
    what: 'partially staged: the mistake is not staged',
    change: (r) => {
      r.put('db.yaml', `# note\n${statefulSetOf('db')}`);
      r.git('add', '.');
      r.put('db.yaml', `# note\n${statefulSetOf('db', 'dbx')}`);
    },
    after: (r) => (r.read('db.yaml').includes('dbx') ? undefined : 'what was not staged is lost'),
  },
  {
    what: 'partially staged: only the work tree is mended',
    change: (r) => {
      r.put('db.yaml', statefulSetOf('db', 'dbx'));
      r.git('add', '.');
      r.put('db.yaml', statefulSetOf('db'));
    },
    refused: /missing-governing-service/,
    after: (r) => (r.read('db.yaml').includes('dbx') ? 'what was not staged is lost' : undefined),
  },
  {
    what: 'an untracked file with a mistake',
    change: (r) => {
      r.put('draft.yaml', statefulSetOf('draft', 'nothing'));
      r.put('README.md', 'text\n');
      r.git('add', 'README.md');
    },
  },
  {
    what: 'a Service that was not added',
    change: (r) => {
      r.put('cache.yaml', statefulSetOf('cache'));
      r.put('cache-service.yaml', serviceOf('cache'));
      r.git('add', 'cache.yaml');
    },
    refused: /missing-governing-service/,
  },
];

const slip = serviceOf('db').replace('None', 'none  # by hand');

/** What people do who have mistakes mended. */
export const fixAttempts: readonly Attempt[] = [
  clean,
  {
    what: 'a slip that is mended',
    change: (r) => {
      r.put('db-service.yaml', slip);
      r.git('add', '.');
    },
    refused: /files were modified by this hook/,
    after: (r) => (r.read('db-service.yaml') === slip.replace('none', 'None') ? undefined : r.read('db-service.yaml')),
  },
  {
    what: 'a mistake that needs its author',
    change: (r) => {
      r.git('rm', '-q', 'db-service.yaml');
    },
    refused: /missing-governing-service/,
  },
  {
    what: 'a slip in a file that is not added',
    change: (r) => {
      r.put('draft.yaml', slip);
      r.git('rm', '-q', 'values.yaml');
    },
    after: (r) => (r.read('draft.yaml') === slip ? undefined : 'it was changed'),
  },
];

/** What people do who have updates compared, at each commit. */
export const diffAttempts: readonly Attempt[] = [
  clean,
  {
    what: 'a field that may not change',
    change: (r) => {
      r.put('db.yaml', statefulSetOf('db').replace('replicas', 'podManagementPolicy: Parallel\n  replicas'));
      r.git('add', '.');
    },
    refused: /immutable-field/,
  },
  {
    what: 'a field that may change',
    change: (r) => {
      r.put('db.yaml', statefulSetOf('db').replace('replicas: 3', 'replicas: 5'));
      r.git('add', '.');
    },
  },
  {
    what: 'the Service deleted, and what names it',
    change: (r) => void r.git('rm', '-q', 'db-service.yaml', 'db.yaml'),
  },
  {
    what: 'the Service deleted that a StatefulSet names',
    change: (r) => void r.git('rm', '-q', 'db-service.yaml'),
    refused: /name-gone/,
  },
  {
    what: 'a field that may not change, not staged',
    change: (r) => {
      r.put('values.yaml', 'replicas: 4\n');
      r.git('add', '.');
      r.put('db.yaml', statefulSetOf('db', 'dbx'));
    },
    after: (r) => (r.read('db.yaml').includes('dbx') ? undefined : 'what was not staged is lost'),
  },
];

/** What `headlint-generate` is told in the attempts below. */
export const generateArgs = ['db.headlint.yaml', '-o', 'generated.yaml'];

const specOf = (replicas: number) => `name: db\nimage: example.com/db:1\nreplicas: ${replicas}\nports: {client: 9042}\n`;
const generated = (r: HookRepository) => void r.run(process.execPath, [join(root, 'bin/headlint.js'), 'generate', ...generateArgs]);

/** What people do who keep specs beside what is generated from them. */
export const generateAttempts: readonly Attempt[] = [
  {
    what: 'a spec and its manifests',
    change: (r) => {
      r.put('db.headlint.yaml', specOf(3));
      generated(r);
      r.git('add', '.');
    },
  },
  {
    what: 'a spec without its manifests',
    change: (r) => {
      r.put('db.headlint.yaml', specOf(5));
      r.git('add', '.');
    },
    refused: /not as the specs say: 1 file changed/,
  },
  {
    what: 'a spec, its manifests not staged',
    change: (r) => {
      r.put('db.headlint.yaml', specOf(5));
      r.git('add', '.');
      generated(r);
    },
    refused: /not as the specs say: 1 file changed/,
  },
  {
    what: 'a manifest changed by hand',
    change: (r) => {
      r.put('generated.yaml', r.read('generated.yaml').replace('replicas: 3', 'replicas: 4'));
      r.git('add', '.');
    },
    refused: /-  replicas: 4/,
  },
];

/** One step with a remote, and what the hook should make of its push. */
export interface PushAttempt {
  readonly what: string;
  readonly change: (repository: HookRepository) => readonly string[];
  readonly refused?: RegExp;
}

const change = (r: HookRepository, text: string, message: string) => {
  r.put('db.yaml', text);
  r.git('commit', '-qam', message, '--no-verify');
};

/** What people push, in this order, from a repository with one commit on `main` to a remote `origin` that is empty. */
export const pushAttempts: readonly PushAttempt[] = [
  { what: 'the first branch of all', change: () => ['origin', 'main'] },
  {
    what: 'a branch with a field that may not change, for the first time',
    change: (r) => {
      r.git('remote', 'set-head', 'origin', 'main');
      r.git('checkout', '-qb', 'feature');
      change(r, statefulSetOf('db', 'dbx'), 'other governing Service');
      return ['origin', 'feature'];
    },
    refused: /immutable-field/,
  },
  {
    what: 'the same, mended by a second commit',
    change: (r) => {
      change(r, statefulSetOf('db').replace('replicas: 3', 'replicas: 5'), 'mended');
      return ['-u', 'origin', 'feature'];
    },
  },
  {
    what: 'one more commit',
    change: (r) => {
      change(r, statefulSetOf('db').replace('replicas: 3', 'podManagementPolicy: Parallel\n  replicas: 6'), 'parallel');
      return ['origin', 'feature'];
    },
    refused: /podManagementPolicy/,
  },
  {
    what: 'by force what was amended',
    change: (r) => {
      r.git('reset', '-q', '--hard', 'HEAD~2');
      change(r, statefulSetOf('db').replace('replicas: 3', 'replicas: 4'), 'anew');
      return ['--force', 'origin', 'feature'];
    },
  },
  {
    what: 'main with what may not change, all the same',
    change: (r) => {
      r.git('checkout', '-q', 'main');
      change(r, statefulSetOf('db', 'dbx').replace('replicas: 3', 'replicas: 1'), 'deleted and created by hand');
      return ['--no-verify', 'origin', 'main'];
    },
  },
  {
    what: 'by force what was rebased on that',
    change: (r) => {
      r.git('checkout', '-q', 'feature');
      r.git('reset', '-q', '--hard', 'main');
      change(r, statefulSetOf('db', 'dbx').replace('replicas: 3', 'replicas: 4'), 'anew');
      return ['--force', 'origin', 'feature'];
    },
  },
  {
    what: 'a branch that is not checked out',
    change: (r) => {
      r.git('checkout', '-qb', 'other');
      change(r, statefulSetOf('db', 'dby'), 'yet another');
      r.git('checkout', '-q', '--detach', 'main');
      return ['origin', 'other'];
    },
    refused: /dby/,
  },
  { what: 'that a branch is deleted', change: () => ['origin', '--delete', 'feature'] },
  { what: 'nothing new', change: () => ['origin', 'main'] },
];
