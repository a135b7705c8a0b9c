import { existsSync, realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { SourceFile } from '../parse/manifests.ts';
import type { Build, Unbuilt } from '../render/build.ts';
import { readObjects } from '../render/sources.ts';
import { Templated } from '../render/templated.ts';
import { Source } from '../parse/manifests.ts';
import { ChartTemplates, noTemplates } from './chart-templates.ts';
import { temporaryFolder } from './interrupted.ts';
import { withSlashes } from './read.ts';
import { inTurns, isInstalled, run, RunError } from './run.ts';

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
  /** Such as `1.33`. */
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
}

/**
 * Renders the charts that are named, and those among the files that are part of no other one, these with their own
 * values: one that needs others is left as it is, with the reason.
 */
export async function buildCharts(files: readonly SourceFile[], { named, options, only }: ChartOptions): Promise<{ builds: Build[]; unbuilt: Unbuilt[] }> {
  const wanted = named.map(chartAt);
  const isNamed = (chart: Chart) => wanted.includes(chart);
  const met = chartsAmong(files).filter(({ folder }) => !wanted.some((each) => resolve(each.folder) === resolve(folder)) && (!only || [...only].some((path) => isIn(path, folder))));
  const charts = [...wanted, ...met];
  if (!charts.length) return { builds: [], unbuilt: [] };
  if (!isInstalled('helm')) {
    if (wanted.length) throw new RunError('helm is not installed, which renders charts');
    return { builds: [], unbuilt: [] };
  }
  const { namespace, kubernetesVersion, timeout } = options;
  const plain = { ...(namespace !== undefined && { namespace }), ...(kubernetesVersion !== undefined && { kubernetesVersion }), ...(timeout !== undefined && { timeout }) };
  const all = await inTurns(charts, availableParallelism(), async (chart) => ({ chart, build: await renderChart(chart, files, isNamed(chart) ? options : plain) }));
  const isLeft = ({ chart, build }: (typeof all)[number]) => 'problem' in build.outcome && !isNamed(chart);
  const unbuilt = all.filter(isLeft).map(({ build: { root, outcome } }) => ({ file: root, reason: `helm does not render it with its own values (${'problem' in outcome ? outcome.problem : ''})` }));
  return { builds: all.filter((each) => !isLeft(each)).map(({ build }) => build), unbuilt };
}

function chartAt(path: string): Chart {
  const isFolder = !statSync(path).isFile();
  return { folder: path, root: withSlashes(isFolder ? join(path, 'Chart.yaml') : path), isFolder };
}

function isIn(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${withSlashes(folder)}/`);
}

/** What every cluster of a supported version serves; charts ask for it to choose a version, and without a cluster Helm knows groups alone. */
const served = ['apps/v1/StatefulSet', 'apps/v1/Deployment', 'apps/v1/DaemonSet', 'batch/v1/CronJob', 'batch/v1/Job', 'policy/v1/PodDisruptionBudget', 'networking.k8s.io/v1/Ingress', 'networking.k8s.io/v1/NetworkPolicy', 'autoscaling/v2/HorizontalPodAutoscaler', 'discovery.k8s.io/v1/EndpointSlice'];

interface Chart {
  readonly folder: string;
  /** What findings about the chart as a whole point at. */
  readonly root: string;
  readonly isFolder: boolean;
}

const chartFile = /(?:^|\/)Chart\.yaml$/;

function chartsAmong(files: readonly SourceFile[]): Chart[] {
  const found = files.filter(({ path, text }) => chartFile.test(path) && isApplication(path, text)).map(({ path }) => path);
  const folders = found.map((path) => dirname(path));
  // Those in the charts folder of another one come with it.
  const isPart = (folder: string) => folders.some((other) => other !== folder && folder.startsWith(other === '.' ? 'charts/' : `${other}/charts/`));
  return found.filter((path) => !isPart(dirname(path))).map((root) => ({ folder: dirname(root), root, isFolder: true }));
}

/** Libraries render to nothing (helm.sh/docs/topics/library_charts). */
function isApplication(path: string, text: string): boolean {
  const [chart] = readObjects(new Source({ path, text })).objects;
  const { apiVersion, name, type } = chart?.value ?? {};
  return (apiVersion === 'v1' || apiVersion === 'v2') && typeof name === 'string' && type !== 'library' && existsSync(join(dirname(path), 'templates'));
}

async function renderChart({ folder, root, isFolder }: Chart, files: readonly SourceFile[], { values = [], set = [], setString = [], apiVersions = [], release, namespace, kubernetesVersion, timeout = 60_000 }: HelmOptions): Promise<Build> {
  const name = folder === '.' ? basename(realpathSync('.')) : withSlashes(folder);
  const inside = folder === '.' ? '' : `${withSlashes(folder)}/`;
  const replaces = isFolder ? files.map(({ path }) => path).filter((path) => path.startsWith(inside) && /^(?:templates|charts|crds)\//.test(path.slice(inside.length))) : [];
  const base = { name, root, replaces };
  // Helm's own folders: no plugin of the user is loaded, nothing is left behind.
  const { path: home, remove } = temporaryFolder('helm');
  try {
    const env = { ...process.env, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home, HELM_PLUGINS: join(home, 'plugins'), KUBECONFIG: join(home, 'none') };
    const version = kubernetesVersion === undefined ? [] : ['--kube-version', kubernetesVersion];
    const flags = [...values.flatMap((file) => ['--values', file]), ...set.flatMap((value) => ['--set', value]), ...setString.flatMap((value) => ['--set-string', value]), ...(namespace === undefined ? [] : ['--namespace', namespace]), ...version];
    const { code, stdout, stderr } = await run('helm', ['template', ...(release === undefined ? [] : [release]), isFolder ? `./${relative('', resolve(folder)) || '.'}` : folder, '--skip-tests', ...[...served, ...apiVersions].flatMap((kind) => ['--api-versions', kind]), ...flags], { env, timeout, most: 64 * 1024 * 1024 });
    if (code !== 0) return { ...base, outcome: { problem: wordsOf(stderr) } };
    return { ...base, outcome: { text: stdout, origin: new Templated(name, stdout, isFolder ? new ChartTemplates(folder, files) : noTemplates) } };
  } catch (error) {
    if (error instanceof RunError) return { ...base, outcome: { problem: error.message } };
    throw error;
  } finally {
    remove();
  }
}

function wordsOf(stderr: string): string {
  const words = /(?:^|\n)Error: (.*?)(?:\n\nUse --debug|$)/s.exec(stderr.trim())?.[1] ?? stderr;
  const plain = words.replace(/\s+/g, ' ').trim();
  return plain.length > 400 ? `${plain.slice(0, 400)}…` : plain || 'it failed without a word';
}
