import type { SourceFile } from '../parse/manifests.ts';
import type { Build } from '../render/build.ts';
import { Templated, type Templates } from '../render/templated.ts';
import { ChartTemplates, chartIn } from './chart-templates.ts';

/** What somebody piped from `helm template` or `helm get manifest`: reported where it stands, with the template as the other end. */
export function pipedChart(file: SourceFile): Build | undefined {
  if (!/^# Source: [\w.-]+\//m.test(file.text)) return undefined;
  const text = manifestsIn(file.text);
  return { name: file.path, root: file.path, replaces: [file.path], as: file.path, outcome: { text, origin: new Templated(undefined, text, new NearCharts(), true) } };
}

/** `helm get all` and `helm install --dry-run` print manifests under two of their headings; all else becomes blank, so that places stay. */
function manifestsIn(text: string): string {
  if (!/^NAME: \S/m.test(text) || !/^MANIFEST:\r?$/m.test(text)) return text;
  let isManifest = false;
  let isOver = false;
  const isHeading = (line: string) => /^(?:USER-SUPPLIED VALUES|COMPUTED VALUES|HOOKS|MANIFEST|NOTES):\r?$/.test(line);
  return text
    .split('\n')
    .map((line) => {
      if (isHeading(line) && !isOver) isManifest = line.startsWith('HOOKS') || line.startsWith('MANIFEST');
      isOver ||= line.startsWith('NOTES:');
      return isManifest && !isHeading(line) ? line : line.replace(/[^\r]/g, ' ');
    })
    .join('\n');
}

/** Charts of the names that are in the pipe, where they are usually kept: here, or in a folder of that name, here or in `charts`. */
class NearCharts implements Templates {
  readonly #charts = new Map<string, ChartTemplates | undefined>();

  find(source: string): SourceFile | undefined {
    return this.#chart(source.split('/')[0]!)?.find(source);
  }

  all(): readonly SourceFile[] {
    return [...this.#charts.values()].flatMap((chart) => chart?.all() ?? []);
  }

  #chart(name: string): ChartTemplates | undefined {
    if (!/^[\w.-]+$/.test(name)) return undefined;
    if (!this.#charts.has(name)) {
      const folder = ['.', name, `charts/${name}`].find((each) => chartIn(each)?.['name'] === name);
      this.#charts.set(name, folder === undefined ? undefined : new ChartTemplates(folder, []));
    }
    return this.#charts.get(name);
  }
}
