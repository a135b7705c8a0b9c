import { asList, asMap, type Fields } from '../model/resource.ts';
import { split } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';

export interface Named {
  readonly path: string;
  /** Of what is `loose` it is no mistake not to be there, and a folder is not looked into. */
  readonly what: 'file' | 'source of a generator' | 'configuration' | 'chart' | 'fetched chart' | 'loose';
}

/** What matters here of a kustomization, or of a file with configurations of transformers and generators. */
export interface Entries {
  readonly isComponent: boolean;
  readonly inflates: boolean;
  readonly named: readonly Named[];
}

export function readEntries(text = ''): Entries {
  const documents = mapsIn(text);
  const [first = {}] = documents;
  const own = first['kind'] === undefined || first['kind'] === 'Kustomization' || first['kind'] === 'Component' ? first : {};
  const configured = [...documents, ...inlineIn(own)].flatMap((each): Fields[] => [built[String(each['kind'])]?.(each) ?? {}]);
  const loose = configured.flatMap(pathsIn).map(({ path }): Named => ({ path, what: 'loose' }));
  return { isComponent: own['kind'] === 'Component', inflates: [own, ...configured].some((fields) => chartsOf(fields).length > 0), named: [...pathsIn(own), ...loose] };
}

function mapsIn(text: string): Fields[] {
  return split(text).flatMap((chunk) => {
    const result = read(text, chunk);
    return 'value' in result ? [asMap(result.value) ?? {}] : [];
  });
}

/** Configurations that are written in the kustomization itself. */
function inlineIn(kustomization: Fields): Fields[] {
  return ['generators', 'transformers', 'validators'].flatMap((name) => asList(kustomization[name]).flatMap((text) => (typeof text === 'string' && text.includes('\n') ? mapsIn(text) : [])));
}

/** The configurations that kustomize itself understands, as the fields of a kustomization that do the same. */
const built: Readonly<Record<string, (configuration: Fields) => Fields>> = {
  ConfigMapGenerator: (configuration) => ({ configMapGenerator: [configuration] }),
  SecretGenerator: (configuration) => ({ secretGenerator: [configuration] }),
  PatchTransformer: (configuration) => ({ patches: [configuration] }),
  PatchJson6902Transformer: (configuration) => ({ patches: [configuration] }),
  PatchStrategicMergeTransformer: ({ paths }) => ({ patchesStrategicMerge: paths }),
  ReplacementTransformer: ({ replacements }) => ({ replacements }),
  HelmChartInflationGenerator: (configuration) => ({ helmCharts: [configuration] }),
};

function chartsOf(fields: Fields): readonly unknown[] {
  return [...asList(fields['helmCharts']), ...asList(fields['helmChartInflationGenerator'])];
}

/** Every path that a kustomization names (kustomize api/types/kustomization.go). */
function pathsIn(fields: Fields): Named[] {
  const listed = ['resources', 'bases', 'components', 'crds', 'configurations', 'patchesStrategicMerge'].flatMap((name) => asList(fields[name]));
  const patches = ['patches', 'patchesJson6902', 'replacements'].flatMap((name) => asList(fields[name]).map((item) => asMap(item)?.['path']));
  const configurations = ['generators', 'transformers', 'validators'].flatMap((name) => asList(fields[name]));
  const sources = ['configMapGenerator', 'secretGenerator'].flatMap((name) =>
    asList(fields[name]).flatMap((item) => {
      const { files, envs, env } = asMap(item) ?? {};
      return [...asList(files).map((entry) => (typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry)), ...asList(envs), env];
    }),
  );
  const charts = chartsOf(fields).map((chart) => asMap(chart) ?? {});
  const values = charts.flatMap((chart) => [chart['valuesFile'], ...asList(chart['additionalValuesFiles'])]);
  const home = asMap(fields['helmGlobals'])?.['chartHome'];
  const homes = [home, ...charts.map((chart) => chart['chartHome'])];
  const inflated = (isFetched: boolean) => charts.flatMap((chart) => (isFetchable(chart) === isFetched ? folderOf(chart, home) : []));
  // Inline patches and resources are texts of several lines.
  const paths = (all: readonly unknown[], what: Named['what']) => all.flatMap((path) => (typeof path === 'string' && path !== '' && !path.includes('\n') ? [{ path, what }] : []));
  return [...paths([...listed, ...patches, asMap(fields['openapi'])?.['path'], ...values], 'file'), ...paths(sources, 'source of a generator'), ...paths(configurations, 'configuration'), ...paths(inflated(false), 'chart'), ...paths(inflated(true), 'fetched chart'), ...paths(homes, 'loose')];
}

function isFetchable(chart: Fields): boolean {
  return (chart['repo'] ?? chart['chartRepoUrl']) !== undefined;
}

/** Where kustomize looks for a chart before it fetches it (kustomize api/internal/builtins/HelmChartInflationGenerator.go). */
function folderOf(chart: Fields, globalHome: unknown): string[] {
  const [name, version, home = globalHome ?? 'charts'] = [chart['name'] ?? chart['chartName'], chart['version'] ?? chart['chartVersion'], chart['chartHome']];
  if (typeof name !== 'string' || !name || typeof home !== 'string') return [];
  return [isFetchable(chart) && version !== undefined ? `${home}/${name}-${String(version)}/${name}` : `${home}/${name}`];
}
