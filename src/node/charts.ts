import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { readObjects } from '../render/sources.ts';
import { entriesIn } from './paths.ts';
import { withSlashes } from './read.ts';

export interface Chart {
  readonly folder: string;
  /** What findings about the chart as a whole point at. */
  readonly root: string;
  /** False for a package (`.tgz`). */
  readonly isFolder: boolean;
}

/** The chart that somebody named. */
export function chartAt(path: string): Chart {
  const isFolder = !statSync(path).isFile();
  return { folder: path, root: withSlashes(isFolder ? join(path, 'Chart.yaml') : path), isFolder };
}

const chartFile = /(?:^|\/)Chart\.yaml$/;

/** The charts among files that are to be rendered by themselves. */
export function chartsAmong(files: readonly SourceFile[]): Chart[] {
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

/** Values that chart-testing installs a chart with, where its own do not do. */
export function testValues({ folder, isFolder }: Chart): string[] {
  if (!isFolder) return [];
  return entriesIn(join(folder, 'ci')).flatMap(({ name }) => (name.endsWith('-values.yaml') ? [join(folder, 'ci', name)] : [])).sort();
}
