import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { asList, asMap, type Fields } from '../model/resource.ts';
import { Source, type SourceFile } from '../parse/manifests.ts';
import { decode } from '../parse/text.ts';
import { readObjects } from '../render/sources.ts';
import type { Templates } from '../render/templated.ts';
import { entriesIn, isInside } from './paths.ts';
import { readRegular, withSlashes } from './read.ts';

/** What a package has of its chart on disk. */
export const noTemplates: Templates = { find: () => undefined, all: () => [] };

/** Helm's own limits are far above; who has more gets findings in the output. */
const most = 5000;
const largest = 4 * 1024 * 1024;

/** The templates of a chart in a folder, read when they are asked for. Helm follows links that lead out of it; this does not. */
export class ChartTemplates implements Templates {
  readonly #folder: string;
  readonly #known: ReadonlyMap<string, SourceFile>;
  readonly #read = new Map<string, SourceFile | undefined>();
  #real: string | undefined;

  constructor(folder: string, files: readonly SourceFile[]) {
    this.#folder = folder;
    this.#known = new Map(files.map((file) => [file.path, file]));
  }

  /** Helm names a template by the chart's name and the path inside; a subchart by its name or alias, whatever its folder is called. */
  find(source: string): SourceFile | undefined {
    let folder = this.#folder;
    let [, ...steps] = source.split('/');
    while (steps[0] === 'charts' && steps.length > 2) {
      const subchart = subchartOf(folder, steps[1]!);
      if (subchart === undefined) return undefined;
      folder = subchart;
      steps = steps.slice(2);
    }
    if (!/^(?:templates|crds)$/.test(steps[0] ?? '') || steps.includes('..')) return undefined;
    return this.#file(join(folder, ...steps));
  }

  /** As Helm reads them: what is deeper comes first, so that a chart may define anew what its subcharts have. */
  all(): readonly SourceFile[] {
    const paths = templatesBelow(this.#folder).slice(0, most);
    return paths.sort((a, b) => depth(b) - depth(a) || (a < b ? -1 : 1)).flatMap((path) => this.#file(path) ?? []);
  }

  #file(path: string): SourceFile | undefined {
    const shown = withSlashes(path);
    if (!this.#read.has(shown)) this.#read.set(shown, this.#known.get(shown) ?? this.#fromDisk(path, shown));
    return this.#read.get(shown);
  }

  #fromDisk(path: string, shown: string): SourceFile | undefined {
    try {
      this.#real ??= realpathSync(this.#folder);
      return isInside(realpathSync(path), this.#real) ? { path: shown, text: decode(readRegular(path, largest)).text } : undefined;
    } catch {
      // A subchart that is packed.
      return undefined;
    }
  }
}

function depth(path: string): number {
  return withSlashes(path).split('/').length;
}

function templatesBelow(folder: string): string[] {
  const inCharts = foldersIn(join(folder, 'charts')).flatMap((name) => templatesBelow(join(folder, 'charts', name)));
  return [...filesBelow(join(folder, 'templates')), ...inCharts];
}

function filesBelow(folder: string): string[] {
  return entriesIn(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function foldersIn(folder: string): string[] {
  return entriesIn(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** The folder of a subchart, by its name or the alias that its parent gives it. */
function subchartOf(folder: string, name: string): string | undefined {
  const charts = join(folder, 'charts');
  const folders = foldersIn(charts);
  if (folders.includes(name)) return join(charts, name);
  const alias = asList(chartIn(folder)?.['dependencies']).map(asMap).find((each) => each?.['alias'] === name)?.['name'];
  const wanted = typeof alias === 'string' ? alias : name;
  const found = folders.includes(wanted) ? wanted : folders.find((each) => chartIn(join(charts, each))?.['name'] === wanted);
  return found === undefined ? undefined : join(charts, found);
}

/** What `Chart.yaml` says. */
export function chartIn(folder: string): Fields | undefined {
  try {
    const path = join(folder, 'Chart.yaml');
    return readObjects(new Source({ path, text: readRegular(path, largest).toString('utf8') })).objects[0]?.value;
  } catch {
    return undefined;
  }
}
