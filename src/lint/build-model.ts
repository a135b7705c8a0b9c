import { Model, type ModelOptions } from '../model/model.ts';
import { parseManifests, Source, type Manifests, type SourceFile } from '../parse/manifests.ts';
import type { Origin } from '../render/origin.ts';
import { failuresOf, outputsOf } from './builds.ts';
import type { LintOptions } from './options.ts';
import { order } from './order.ts';
import { targetMinor } from './versions.ts';

/** Files that are known together, and what was read from them. */
export interface Known {
  readonly model: Model;
  readonly manifests: readonly Manifests[];
  /** Of the outputs of tools, by the names under which they are read. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Files that outputs are read in the place of. */
  readonly replaced: readonly Source[];
}

/** Reads a set of files that are known together. */
export function buildModel(files: readonly SourceFile[], options: LintOptions = {}): Known {
  const outputs = outputsOf(options.builds ?? []);
  const sources = [...files.filter(({ path }) => !outputs.replaced.has(path)), ...outputs.files].map((file) => new Source(file)).sort((a, b) => order(a.path, b.path));
  const manifests = sources.map((source, i) => {
    const read = parseManifests(source);
    options.onStep?.('parse', i + 1, sources.length);
    return read;
  });
  const paths = sources.map((source) => source.path);
  const model = new Model(manifests, paths, modelOptions(options, sources, outputs.units));
  options.onStep?.('relate', 1, 1);
  return { model, manifests, origins: outputs.origins, replaced: files.filter(({ path }) => outputs.replaced.has(path) && !outputs.origins.has(path)).map((file) => new Source(file)) };
}

function modelOptions({ namespace, kubernetesVersion, clusterDomain, knownServices, unitOf, builds = [], unbuilt = [] }: LintOptions, sources: readonly Source[], outputs: ReadonlyMap<string, string>): ModelOptions {
  const left = [...unbuilt, ...failuresOf(builds)];
  const places = new Map(left.length ? sources.map(({ path, shown }) => [shown, path]) : []);
  return {
    defaultNamespace: namespace || 'default',
    kubernetes: { minor: targetMinor(kubernetesVersion), assumed: kubernetesVersion === undefined },
    clusterDomain: (clusterDomain ?? 'cluster.local').replace(/^\.+|\.+$/g, ''),
    knownServices: knownServices ?? [],
    units: new Map(
      sources.flatMap(({ path, shown }) => {
        const unit = outputs.get(shown) ?? unitOf?.(shown);
        return unit === undefined ? [] : [[path, unit]];
      }),
    ),
    unbuilt: left.map(({ file, reason }) => ({ file: places.get(file) ?? file, reason })),
  };
}
