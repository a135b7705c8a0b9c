import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { asList, asMap, type Fields } from '../model/resource.ts';
import { split } from '../parse/split.ts';
import { read } from '../parse/yaml.ts';

/** A kustomization that no other one draws in, and all that it is made of. Paths are absolute. */
export interface Root {
  readonly file: string;
  /** Files that it reads: kustomizations, resources, patches, what generators take. */
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

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** A URL, a git remote, or what go-getter takes for one (kustomize api/internal/git/repospec.go). */
const remote = /:\/\/|^[\w.-]+@[\w.-]+:|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|\.git(?:$|\/\/|\?)|[?&]ref=|^s3::|^gcs::/;

/**
 * The roots among kustomizations: those that none of the others draws in, followed to all that they name, as far as that
 * is within their boundary.
 */
export function findRoots(kustomizations: readonly string[], boundaryOf: (file: string) => string): Root[] {
  const trees = kustomizations.map((file) => follow(file, boundaryOf(file)));
  const drawnIn = new Set(trees.flatMap(({ children }) => children));
  return trees.filter(({ file, isComponent }) => !isComponent && !drawnIn.has(file)).map(({ file, reads, obstacle, missing }) => ({ file, reads, obstacle, missing }));
}

interface Tree extends Root {
  readonly isComponent: boolean;
  /** Other kustomizations that it draws in, directly or not. */
  readonly children: readonly string[];
}

function follow(file: string, boundary: string): Tree {
  const reads = new Set<string>();
  let obstacle: string | undefined;
  let missing: Root['missing'];
  const top = fieldsOf(file);
  const stack = [file];
  while (stack.length) {
    const at = stack.pop()!;
    if (reads.has(at)) continue;
    reads.add(at);
    const fields = at === file ? top : fieldsOf(at);
    if (!fields) continue;
    if (asList(fields['helmCharts']).length || asList(fields['helmChartInflationGenerator']).length) obstacle ??= 'it inflates Helm charts, which kustomize does with --enable-helm only';
    for (const { path, isSource } of pathsIn(fields)) {
      if (remote.test(path)) {
        obstacle ??= `it draws in ${path}, and nothing is fetched`;
        continue;
      }
      const target = resolve(dirname(at), path);
      const real = realpath(target);
      if (real === undefined) {
        missing ??= { file: at, path, what: isSource ? 'source of a generator' : 'file' };
        continue;
      }
      if (!isInside(real, boundary)) obstacle ??= `it draws in ${path}, which is outside of ${boundary}`;
      else if (!statSync(real).isDirectory()) reads.add(target);
      else {
        const inner = names.map((name) => join(target, name)).find((each) => existsSync(each));
        if (inner !== undefined) stack.push(inner);
        else missing ??= { file: at, path, what: 'kustomization' };
      }
    }
  }
  return { file, reads, obstacle, missing, isComponent: top?.['kind'] === 'Component', children: [...reads].filter((each) => each !== file && names.includes(each.slice(each.lastIndexOf(sep) + 1))) };
}

function fieldsOf(file: string): Fields | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const [chunk] = split(text);
    const result = chunk && read(text, chunk);
    return result && 'value' in result ? asMap(result.value) : undefined;
  } catch {
    return undefined;
  }
}

/** Every path that a kustomization names (kustomize api/types/kustomization.go). */
function pathsIn(fields: Fields): { readonly path: string; readonly isSource: boolean }[] {
  const named: unknown[] = [];
  for (const name of ['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators', 'patchesStrategicMerge']) named.push(...asList(fields[name]));
  for (const name of ['patches', 'patchesJson6902', 'replacements']) named.push(...asList(fields[name]).map((item) => asMap(item)?.['path']));
  named.push(asMap(fields['openapi'])?.['path']);
  const sources = ['configMapGenerator', 'secretGenerator'].flatMap((name) =>
    asList(fields[name]).flatMap((item) => {
      const { files, envs, env } = asMap(item) ?? {};
      return [...asList(files).map((entry) => (typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry)), ...asList(envs), env];
    }),
  );
  // Inline patches and resources are texts of several lines.
  const paths = (all: readonly unknown[], isSource: boolean) => all.flatMap((path) => (typeof path === 'string' && path !== '' && !path.includes('\n') ? [{ path, isSource }] : []));
  return [...paths(named, false), ...paths(sources, true)];
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}
