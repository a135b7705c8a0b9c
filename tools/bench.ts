/**
 * Prints how fast headlint is, as ratios to something else in the same run, so that machines can be compared.
 *   npm run bench            start-up, throughput, growth
 *   npm run bench -- PATH    also: that folder, against reading the same files and splitting them into documents
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lint } from '../src/lint/lint.ts';
import { discover } from '../src/node/discover.ts';
import { readFiles } from '../src/node/read.ts';
import { rules } from '../src/rules/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/headlint.js');
const scratch = mkdtempSync(join(tmpdir(), 'headlint-bench-'));

interface Run {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** The median of several runs of a process. */
function run(args: readonly string[], times: number): Run {
  const runs: Run[] = [];
  for (let i = 0; i < times; i += 1) {
    const started = performance.now();
    // The program's own peak, which Node knows at the end.
    const { stderr, status } = spawnSync(process.execPath, ['--import', peak, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const seconds = (performance.now() - started) / 1000;
    if (status === null || status > 1) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
    runs.push({ seconds, mebibytes: Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0) / 1024 });
  }
  runs.sort((a, b) => a.seconds - b.seconds);
  return runs[Math.floor(runs.length / 2)]!;
}

const peak = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`));")}`;

function manifest(name: string, namespace: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}-headless
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: tcp-client
      port: 9042
    - name: tcp-gossip
      port: 7000
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: tcp-client
      port: 9042
      targetPort: tcp-client
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  serviceName: ${name}-headless
  replicas: 3
  podManagementPolicy: Parallel
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      terminationGracePeriodSeconds: 120
      containers:
        - name: cassandra
          image: cassandra:4.1
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: SEEDS
              value: ${name}-0.${name}-headless.${namespace}.svc.cluster.local
          ports:
            - name: tcp-client
              containerPort: 9042
            - name: tcp-gossip
              containerPort: 7000
          readinessProbe:
            tcpSocket:
              port: tcp-client
          volumeMounts:
            - name: data
              mountPath: /var/lib/cassandra
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
`;
}

/** One cluster: a namespace for each of some teams. */
function write(objects: number): string {
  const folder = join(scratch, String(objects));
  for (let i = 0; i < objects / 3; i += 1) {
    const team = join(folder, `team-${i % 50}`);
    if (i < 50) mkdirSync(team, { recursive: true });
    writeFileSync(join(team, `shard-${i}.yaml`), manifest(`shard-${i}`, `data-${i % 7}`));
  }
  return folder;
}

/** Many deployments: a folder for each, with objects of the same names, as examples and environments have them. */
function writeAlike(objects: number): string {
  const folder = join(scratch, `alike-${objects}`);
  for (let i = 0; i < objects / 3; i += 1) {
    const deployment = join(folder, `app-${i}`);
    mkdirSync(deployment, { recursive: true });
    writeFileSync(join(deployment, 'web.yaml'), manifest('web', 'default'));
  }
  return folder;
}

const reader = join(scratch, 'reader.mjs');
writeFileSync(
  reader,
  `import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from ${JSON.stringify(join(root, 'node_modules/yaml/dist/index.js'))};
let objects = 0;
for (const name of readdirSync(process.argv[2], { recursive: true })) if (name.endsWith('.yaml')) objects += parseAllDocuments(readFileSync(join(process.argv[2], name), 'utf8')).length;
`,
);

try {
  console.log(`node ${process.version}`);
  const one = join(scratch, 'one.yaml');
  writeFileSync(one, manifest('shard-0', 'data-0'));
  const bare = run(['-e', '0'], 15);
  const start = run([bin, 'lint', one], 15);
  console.log(`start-up: lint one file ${ms(start)}, node -e 0 ${ms(bare)}: ratio ${ratio(start, bare)} (aim 2.0)`);

  const small = write(3000);
  const parsed = run([reader, small], 5);
  const linted = run([bin, 'lint', small], 5);
  console.log(`throughput: lint 3,000 objects ${ms(linted)}, yaml alone ${ms(parsed)}: ratio ${ratio(linted, parsed)} (aim 1.3)`);

  const large = run([bin, 'lint', write(30000)], 3);
  console.log(`growth: 30,000 objects ${ms(large)}: ratio ${ratio(large, linted)} to 3,000 (aim 11), peak ${Math.round(large.mebibytes)} MiB (aim 500)`);

  const alike = run([bin, 'lint', writeAlike(3000), '--exit-zero'], 3);
  const manyAlike = run([bin, 'lint', writeAlike(30000), '--exit-zero'], 1);
  console.log(`growth where all have one name: 30,000 objects in 10,000 folders ${ms(manyAlike)}: ratio ${ratio(manyAlike, alike)} to 3,000 (aim 11)`);

  for (const path of process.argv.slice(2)) {
    const split = run(['--import', join(root, 'node_modules/tsx/dist/esm/index.mjs'), join(root, 'tools/split.ts'), path], 3);
    const whole = run([bin, 'lint', path, '--format', 'compact'], 3);
    console.log(`${path}: lint ${ms(whole)}, reading and splitting ${ms(split)}: ratio ${ratio(whole, split)}, peak ${Math.round(whole.mebibytes)} MiB`);
    console.log(`${path}: rules about names in strings on and off: ratio ${namesCost(path).toFixed(2)} (aim 1.15)`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** How much longer a lint takes with the rules that read names out of strings: the median of pairs in one process. */
function namesCost(path: string): number {
  const { files } = readFiles(discover([path], { gitignore: true }));
  const time = (off: readonly string[]) => {
    const started = performance.now();
    lint(files, { rules: Object.fromEntries(off.map((id) => [id, 'off'])) });
    return performance.now() - started;
  };
  const off = rules.filter(({ id }) => /from '\.\.\/(?:names|policies)\//.test(readFileSync(join(root, 'src/rules', `${id}.ts`), 'utf8'))).map(({ id }) => id);
  time([]);
  const ratios = Array.from({ length: 5 }, () => time([]) / time(off)).sort((a, b) => a - b);
  return ratios[2]!;
}

function ms({ seconds }: Run): string {
  return `${Math.round(seconds * 1000)} ms`;
}

function ratio(a: Run, b: Run): string {
  return (a.seconds / b.seconds).toFixed(2);
}
