import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { Source, type SourceFile } from '../parse/manifests.ts';
import type { Build, Failure, Unbuilt } from '../render/build.ts';
import { Templated, type Templates } from '../render/templated.ts';
import { ChartTemplates, noTemplates } from './chart-templates.ts';
import { chartAt, chartsAmong, testValues, type Chart } from './charts.ts';
import { cutOff, environmentFor } from './environment.ts';
import { temporaryFolder } from './interrupted.ts';
import { linkOutside } from './links.ts';
import { repositoryOf } from './project.ts';
import { withSlashes } from './read.ts';
import { findProgram } from './program.ts';
import { inTurns, run, RunError } from './run.ts';

export interface HelmOptions {
  /** Files with values, and values, as `helm template` takes them. */
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  /** What the cluster serves besides what every cluster does, such as `monitoring.coreos.com/v1`. */
  readonly apiVersions?: readonly string[];
  /** Default is Helm's own, `release-name`. */
  readonly release?: string;
  readonly namespace?: string;
  /** In full, such as `1.33.0`. */
  readonly kubernetesVersion?: string;
  /** Milliseconds; default a minute. */
  readonly timeout?: number;
}

export interface ChartOptions {
  /** Folders and packages that somebody named: what the other options say is for these, and a failure is a mistake. */
  readonly named: readonly string[];
  readonly options: HelmOptions;
  /** Only what is made of one of these files matters, as findings show them. Default: all. */
  readonly only?: ReadonlySet<string>;
  /** Files that are read as what was built of them: a chart with its `Chart.yaml` among them is a part of that. */
  readonly replaced?: ReadonlySet<string>;
  /** Told after each chart. */
  readonly onBuilt?: (done: number, total: number) => void;
}

/**
 * Renders the charts that are named, and those among the files that are part of no other one, these with their own
 * values: one that needs others is left as it is, with the reason.
 */
export async function buildCharts(files: readonly SourceFile[], { named, options, only, replaced, onBuilt }: ChartOptions): Promise<{ builds: Build[]; unbuilt: Unbuilt[] }> {
  const wanted = named.map(chartAt);
  const isNamed = (chart: Chart) => wanted.includes(chart);
  const met = chartsAmong(files).filter(({ folder, root }) => !replaced?.has(root) && !wanted.some((each) => resolve(each.folder) === resolve(folder)) && (!only || [...only].some((path) => isIn(path, folder))));
  const charts = [...wanted, ...met];
  if (!charts.length) return { builds: [], unbuilt: [] };
  if (!findProgram('helm')) {
    if (wanted.length) throw new RunError('helm is not installed, which renders charts');
    return { builds: [], unbuilt: met.map(({ root: file }) => ({ file, reason: 'helm is not installed' })) };
  }
  const { namespace, kubernetesVersion, timeout } = options;
  const plain = { ...(namespace !== undefined && { namespace }), ...(kubernetesVersion !== undefined && { kubernetesVersion }), ...(timeout !== undefined && { timeout }) };
  let done = 0;
  const all = await inTurns(charts, availableParallelism(), async (chart) => {
    const build = isNamed(chart) ? await renderChart(chart, files, options) : await renderMet(chart, files, plain);
    onBuilt?.((done += 1), charts.length);
    return { chart, build };
  });
  const isLeft = ({ chart, build }: (typeof all)[number]) => 'problem' in build.outcome && !isNamed(chart);
  const unbuilt = all.filter(isLeft).map(({ build: { root, outcome } }) => ({ file: root, reason: `helm does not render it as it stands (${'problem' in outcome ? outcome.problem : ''})` }));
  return { builds: all.filter((each) => !isLeft(each)).map(({ build }) => build), unbuilt };
}

function isIn(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${withSlashes(folder)}/`);
}

/** What every cluster of a supported version serves; charts ask for it to choose a version, and without a cluster Helm knows groups alone. */
const served = ['apps/v1/StatefulSet', 'apps/v1/Deployment', 'apps/v1/DaemonSet', 'batch/v1/CronJob', 'batch/v1/Job', 'policy/v1/PodDisruptionBudget', 'networking.k8s.io/v1/Ingress', 'networking.k8s.io/v1/NetworkPolicy', 'autoscaling/v2/HorizontalPodAutoscaler', 'discovery.k8s.io/v1/EndpointSlice'];

/** Renders a chart with its own values, or else with some that it is tested with. */
async function renderMet(chart: Chart, files: readonly SourceFile[], options: HelmOptions): Promise<Build> {
  const own = await renderChart(chart, files, options);
  if (!('problem' in own.outcome)) return own;
  for (const values of testValues(chart)) {
    const tested = await renderChart(chart, files, { ...options, values: [values] });
    if (!('problem' in tested.outcome)) return tested;
  }
  return own;
}

const templateOfHelm = /\{\{[^}\n]*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|\b(?:include|tpl|define|toYaml)\b)/;

/** True for files of a chart that are seen in what it renders to: some keep templates elsewhere, and draw them in with `tpl`. */
function isPart(path: string, text: string): boolean {
  return /^(?:templates|charts|crds)\//.test(path) || templateOfHelm.test(text);
}

async function renderChart({ folder, root, isFolder }: Chart, files: readonly SourceFile[], { values = [], set = [], setString = [], apiVersions = [], release, namespace, kubernetesVersion, timeout = 60_000 }: HelmOptions): Promise<Build> {
  const name = nameOf(folder, values);
  const inside = folder === '.' ? '' : `${withSlashes(folder)}/`;
  const replaces = isFolder ? files.filter(({ path, text }) => path.startsWith(inside) && isPart(path.slice(inside.length), text)).map(({ path }) => path) : [];
  const base = { name, root, replaces, ...(isFolder ? {} : { as: root }) };
  const link = isFolder ? linkOutside(folder, repositoryOf(folder) ?? folder) : undefined;
  if (link !== undefined) return { ...base, outcome: { problem: `${link} is a link that leads out of the repository` } };
  const templates = isFolder ? new ChartTemplates(folder, files) : noTemplates;
  // Helm's own folders: no plugin of the user is loaded, nothing is left behind.
  const { path: home, remove } = temporaryFolder('helm');
  try {
    const env = { ...environmentFor(), ...cutOff, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home, HELM_PLUGINS: join(home, 'plugins'), KUBECONFIG: join(home, 'none') };
    const version = kubernetesVersion === undefined ? [] : ['--kube-version', kubernetesVersion];
    const flags = [...values.flatMap((file) => ['--values', file]), ...set.flatMap((value) => ['--set', value]), ...setString.flatMap((value) => ['--set-string', value]), ...(namespace === undefined ? [] : ['--namespace', namespace]), ...version];
    const { code, stdout, stderr } = await run('helm', ['template', ...(release === undefined ? [] : [release]), isFolder ? `./${relative('', resolve(folder)) || '.'}` : folder, '--skip-tests', ...[...served, ...apiVersions].flatMap((kind) => ['--api-versions', kind]), ...flags], { env, timeout, most: 64 * 1024 * 1024 });
    if (code !== 0) return { ...base, outcome: failureOf(stderr, templates) };
    return { ...base, outcome: { text: stdout, origin: new Templated(name, stdout, templates) } };
  } catch (error) {
    if (error instanceof RunError) return { ...base, outcome: { problem: error.message } };
    throw error;
  } finally {
    remove();
  }
}

/** As people call it; which values made it, where there are any. */
function nameOf(folder: string, values: readonly string[]): string {
  const name = folder === '.' ? basename(realpathSync('.')) : withSlashes(folder);
  const shown = values.map((path) => withSlashes(isIn(path, folder) && folder !== '.' ? relative(folder, path) : path));
  return shown.length ? `${name} with ${shown.join(', ')}` : name;
}

/** What Helm says, at the line of the template that it names. */
function failureOf(stderr: string, templates: Templates): Failure {
  const problem = wordsOf(stderr);
  const [, source, line] = /(?:at \(|template: |^)([^\s():]+\/[^\s():]+):(\d+)/.exec(problem) ?? [];
  const file = source === undefined ? undefined : templates.find(source);
  if (!file) return { problem };
  return { problem, at: { file: file.path, text: new Source(file).lines.text(Number(line)).trim(), line: Number(line) } };
}

function wordsOf(stderr: string): string {
  const words = /(?:^|\n)Error: (.*?)(?:\n\nUse --debug|$)/s.exec(stderr.trim())?.[1] ?? stderr;
  const plain = words.replace(/\s+/g, ' ').trim();
  return plain.length > 400 ? `${plain.slice(0, 400)}…` : plain || 'it failed without a word';
}
