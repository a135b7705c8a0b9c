import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { asList, asMap, type Fields } from '../model/resource.ts';
import { split } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';
import { isInside } from './paths.ts';

/** A kustomization that no other one draws in, and all that it is made of. Paths are absolute. */
export interface Root {
  readonly file: string;
  /** Files that it reads: kustomizations, resources, patches, what generators take. The root is the first. */
  readonly reads: ReadonlySet<string>;
  /** Why it is not to be built. */
  readonly obstacle: string | undefined;
  /** What one of them names that is not there. */
  readonly missing: Missing | undefined;
}

export interface Missing {
  /** The kustomization that names it. */
  readonly file: string;
  readonly path: string;
  readonly what: 'file' | 'source of a generator' | 'kustomization';
}

/** What roots are looked for in. */
export interface Ground {
  readonly textOf: (path: string) => string | undefined;
  /** The folder that a kustomization must not lead out of, links resolved. */
  readonly boundaryOf: (file: string) => string;
  /** Whether what is on other machines may be drawn in. */
  readonly remote: boolean;
  /** Whether charts may be inflated. */
  readonly helm: boolean;
}

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** A URL, a git remote, or what go-getter takes for one (kustomize api/internal/git/repospec.go). */
const remote = /:\/\/|^[\w.-]+@[\w.-]+:|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|^gh:|\.git(?:$|\/\/|\?)|\/_git\/|[?&](?:ref|version|timeout|submodules)=|^s3::|^gcs::/;

/**
 * The roots among kustomizations: those that none of the others draws in, followed to all that they name, as far as that
 * is within their boundary. Of a circle it is the first; a folder has one.
 */
export function findRoots(kustomizations: readonly string[], ground: Ground): Root[] {
  const entries = new Map<string, Entries>();
  const entriesOf = (file: string) => entries.get(file) ?? entries.set(file, readEntries(ground.textOf(file))).get(file)!;
  const trees = kustomizations.map((file) => follow(file, entriesOf, ground));
  const rank = new Map(kustomizations.map((file, i) => [file, i]));
  const drawnIn = new Set(trees.flatMap(({ file, reads }, i) => [...reads].filter((each) => each !== file && !(trees[rank.get(each) ?? -1]?.reads.has(file) && rank.get(each)! < i))));
  const folders = new Set<string>();
  const isFirst = (file: string) => !folders.has(dirname(file)) && folders.add(dirname(file));
  return trees.filter(({ file }) => !drawnIn.has(file) && isFirst(file));
}

function follow(file: string, entriesOf: (file: string) => Entries, { boundaryOf, remote: mayFetch, helm }: Ground): Root {
  const boundary = boundaryOf(file);
  const reads = new Set<string>();
  let obstacle: string | undefined;
  let missing: Missing | undefined;
  const stack = [file];
  while (stack.length) {
    const at = stack.pop()!;
    if (reads.has(at)) continue;
    reads.add(at);
    const { isComponent, inflates, named } = entriesOf(at);
    if (isComponent && at === file) obstacle ??= 'it is a component, and nothing here draws it in';
    if (inflates && !helm) obstacle ??= 'it inflates Helm charts, which kustomize does with --enable-helm only';
    for (const { path, what } of named) {
      if (remote.test(path)) {
        if (!mayFetch) obstacle ??= `it draws in ${path}, and nothing is fetched`;
        continue;
      }
      const named = resolve(dirname(at), path);
      const inner = what === 'loose' ? undefined : names.map((name) => join(named, name)).find((each) => existsSync(each));
      const target = inner ?? named;
      const real = realpath(target);
      if (real === undefined) {
        if (what !== 'loose') missing ??= { file: at, path, what: what === 'configuration' ? 'file' : what };
        continue;
      }
      const stat = statSync(real);
      if (!isInside(real, boundary) || !isInside(realpathSync(named), boundary)) obstacle ??= `it draws in ${path}, which is outside of ${boundary}`;
      else if (stat.isFile()) {
        if (inner !== undefined || what === 'configuration') stack.push(target);
        else reads.add(target);
      } else if (!stat.isDirectory()) obstacle ??= `it draws in ${path}, which is neither a file nor a folder`;
      else if (what !== 'loose') missing ??= { file: at, path, what: 'kustomization' };
    }
  }
  return { file, reads, obstacle, missing };
}

interface Named {
  readonly path: string;
  /** Of what is `loose` it is no mistake not to be there, and a folder is not looked into. */
  readonly what: 'file' | 'source of a generator' | 'configuration' | 'loose';
}

/** What matters here of a kustomization, or of a file with configurations of transformers and generators. */
interface Entries {
  readonly isComponent: boolean;
  readonly inflates: boolean;
  readonly named: readonly Named[];
}

function readEntries(text = ''): Entries {
  const documents = split(text).flatMap((chunk) => {
    const result = read(text, chunk);
    return 'value' in result ? [asMap(result.value) ?? {}] : [];
  });
  const [first = {}] = documents;
  const own = first['kind'] === undefined || first['kind'] === 'Kustomization' || first['kind'] === 'Component' ? first : {};
  const configured = [...documents, ...inlineIn(own)].flatMap((each): Fields[] => [built[String(each['kind'])]?.(each) ?? {}]);
  const loose = configured.flatMap(pathsIn).map(({ path }): Named => ({ path, what: 'loose' }));
  return { isComponent: own['kind'] === 'Component', inflates: [own, ...configured].some((fields) => chartsOf(fields).length > 0), named: [...pathsIn(own), ...loose] };
}

/** Configurations that are written in the kustomization itself. */
function inlineIn(kustomization: Fields): Fields[] {
  return ['generators', 'transformers', 'validators'].flatMap((name) =>
    asList(kustomization[name]).flatMap((text): Fields[] => {
      const [chunk] = typeof text === 'string' && text.includes('\n') ? split(text) : [];
      const result = chunk && read(text as string, chunk);
      return result && 'value' in result ? [asMap(result.value) ?? {}] : [];
    }),
  );
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
  const homes = [asMap(fields['helmGlobals'])?.['chartHome'], ...charts.map((chart) => chart['chartHome'])];
  // Inline patches and resources are texts of several lines.
  const paths = (all: readonly unknown[], what: Named['what']) => all.flatMap((path) => (typeof path === 'string' && path !== '' && !path.includes('\n') ? [{ path, what }] : []));
  return [...paths([...listed, ...patches, asMap(fields['openapi'])?.['path'], ...values], 'file'), ...paths(sources, 'source of a generator'), ...paths(configurations, 'configuration'), ...paths(homes, 'loose')];
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
