import { formatPath, type Location } from '../../diagnostic.ts';
import { textLocation } from '../../model/locate.ts';
import { asList, asMap, fieldAt, type Fields, type Place } from '../../model/resource.ts';
import { hasKustomizationName } from '../../parse/manifests.ts';
import { split } from '../../parse/split.ts';
import { read } from '../../parse/yaml.ts';
import type { Build } from '../build.ts';
import type { Origin } from '../origin.ts';
import { best, sharedLeaves } from '../paths.ts';
import { likeness, type SourceObject, type Sources } from '../sources.ts';
import { configurationsIn } from './configurations.ts';
import { chartIn, entryIn, entryOf, generatorIn, headOf } from './generators.ts';
import { setBy, setByOwn } from './transformers.ts';
import { pathFrom, says, spanAt, spanIn, type Wanted, type Written } from './written.ts';

/** Annotations of buildMetadata (kustomize api/types/kustomization.go). */
const originAnnotation = 'config.kubernetes.io/origin';
const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';

/** A transformer or a generator that had a hand in an object, and the file that says so. */
interface Step {
  readonly file: string;
  /** Undefined where it may be any. */
  readonly kind?: string;
  /** Of its configuration, if it is no field of a kustomization. */
  readonly name?: string;
}

/** What is known of how an object came to be. */
interface History {
  /** The object in the file that it is from; undefined for what is generated. */
  readonly own: SourceObject | undefined;
  readonly generator: Step | undefined;
  /** The entry of a kustomization that draws the object in from elsewhere. */
  readonly remote: Written | undefined;
  /** The last first. */
  readonly transformers: readonly Step[];
}

/**
 * What `kustomize build` made of a kustomization, with origin and transformer annotations. A field is looked for in the
 * file that its object is from; where it is not like that there, in the patches and the fields of the kustomizations
 * that had a hand in it, the last first.
 */
export class Kustomized implements Origin {
  readonly build: string;
  readonly #root: string;
  readonly #reads: readonly string[];
  readonly #sources: Sources;
  readonly #pathOf: (annotation: string) => string | undefined;
  readonly #histories = new WeakMap<Fields, History>();

  /** `pathOf` turns paths as the annotations have them into paths of the sources. */
  constructor({ name, root, replaces }: Pick<Build, 'name' | 'root' | 'replaces'>, sources: Sources, pathOf: (annotation: string) => string | undefined) {
    this.build = name;
    this.#root = root;
    this.#reads = replaces;
    this.#sources = sources;
    this.#pathOf = pathOf;
  }

  traceField(place: Place): Location | undefined {
    const written = this.#writerOf(place);
    return written && { ...textLocation(written.source, written), object: place.resource.ref, path: formatPath(place.path) };
  }

  /** What nobody here wrote is there because of the root. */
  trace({ object, path }: Location): Location | undefined {
    const written = this.#start(this.#root);
    return written && { ...textLocation(written.source, written), ...(object && { object }), ...(path !== undefined && { path }) };
  }

  textOf(file: string): string | undefined {
    return this.#sources.known(file)?.text;
  }

  #writerOf(place: Place): Written | undefined {
    const object = place.resource.value;
    const { own, generator, remote, transformers } = this.#historyOf(object);
    const wanted: Wanted = { object, own: own?.value, path: place.path, value: fieldAt(object, place.path), place };
    if (own && says(own, wanted)) return spanIn(own, wanted);
    for (const step of transformers) {
      const written = this.#writtenBy(step, wanted);
      if (written) return written;
    }
    if (own) return spanIn(own, wanted);
    return (generator && this.#generatedBy(generator, wanted)) ?? remote;
  }

  #historyOf(object: Fields): History {
    let history = this.#histories.get(object);
    if (!history) this.#histories.set(object, (history = this.#readHistory(object)));
    return history;
  }

  #readHistory(object: Fields): History {
    const origin = asMap(annotation(object, originAnnotation));
    const maker = this.#stepOf(origin);
    const generator = maker?.kind?.endsWith('Generator') ? maker : undefined;
    const { path, repo } = origin ?? {};
    const from = typeof path === 'string' && repo === undefined ? this.#pathOf(path) : undefined;
    // A patch that replaces all annotations takes these with it, and is said to have made the object; or somebody wrote others.
    if (!generator && from === undefined && repo === undefined) return { own: this.#bestOf(this.#reads, object), generator, remote: undefined, transformers: this.#kustomizations().map(({ file }) => ({ file })) };
    const transformers = asList(annotation(object, transformationsAnnotation)).flatMap((item) => this.#stepOf(item) ?? []).reverse();
    const own = from === undefined ? undefined : this.#bestOf([from], object);
    return { own, generator, remote: own || generator ? undefined : this.#entryOf(String(repo ?? path)), transformers };
  }

  #stepOf(item: unknown): Step | undefined {
    const { configuredIn, configuredBy } = asMap(item) ?? {};
    const file = typeof configuredIn === 'string' ? this.#pathOf(configuredIn) : undefined;
    const { kind, name } = asMap(configuredBy) ?? {};
    return file === undefined ? undefined : { file, ...(typeof kind === 'string' && { kind }), ...(typeof name === 'string' && { name }) };
  }

  #bestOf(files: readonly string[], built: Fields): SourceObject | undefined {
    const objects = files.flatMap((file) => this.#sources.like(file, built));
    // A patch gave it another name, where none is like it.
    return best(objects, ({ value }) => likeness(value, built)) ?? best(objects, ({ value }) => 1 + sharedLeaves(value, built));
  }

  /** What is read of kustomizations, the root first. */
  #kustomizations(): { readonly file: string; readonly object: SourceObject }[] {
    return this.#reads.filter(hasKustomizationName).flatMap((file) => this.#sources.objects(file).slice(0, 1).map((object) => ({ file, object })));
  }

  #entryOf(remote: string): Written | undefined {
    const place = remote.replace(/^.*:\/\/|\.git$/g, '');
    for (const { object } of this.#kustomizations()) {
      for (const field of ['resources', 'bases', 'components']) {
        const i = asList(object.value[field]).findIndex((entry) => typeof entry === 'string' && entry.includes(place));
        if (i >= 0) return spanAt(object, [field, i]);
      }
    }
    return undefined;
  }

  #writtenBy({ file, kind, name }: Step, wanted: Wanted): Written | undefined {
    const objects = this.#sources.objects(file);
    if (kind !== undefined && name !== undefined) {
      for (const configuration of configurationsIn(objects, kind, name)) {
        const written = setByOwn(this.#listerOf(file), configuration, this.#sources, wanted);
        if (written) return written;
      }
      return undefined;
    }
    return objects[0] && setBy(file, objects[0], kind, this.#sources, wanted);
  }

  /** The kustomization that lists a file with configurations, or the folder that it is in: what they name is seen from there. */
  #listerOf(configuration: string): string {
    const lister = this.#kustomizations().find(({ file, object: { value } }) =>
      ['transformers', 'generators', 'validators'].flatMap((field) => asList(value[field])).some((entry) => typeof entry === 'string' && !entry.includes('\n') && `${configuration}/`.startsWith(`${pathFrom(file, entry)}/`)),
    );
    return lister?.file ?? configuration;
  }

  #generatedBy({ file, kind, name }: Step, wanted: Wanted): Written | undefined {
    const objects = this.#sources.objects(file);
    const [own] = kind !== undefined && name !== undefined ? configurationsIn(objects, kind, name) : [];
    if (own) return own.inline ? spanAt(own.inline.owner, own.inline.at) : (entryOf(this.#listerOf(file), own.object, [], this.#sources, wanted) ?? spanAt(own.object, ['metadata', 'name']));
    // Others may have merged theirs into it, the outermost last.
    for (const { file: outer, object } of this.#kustomizations()) {
      const entry = entryIn(outer, object, this.#sources, wanted);
      if (entry) return entry;
    }
    const [kustomization] = objects;
    if (kind === 'HelmChartInflationGenerator') {
      const chart = kustomization && chartIn(kustomization, wanted);
      return chart && spanAt(kustomization, chart);
    }
    const at = kustomization && generatorIn(kustomization, wanted);
    return at && spanAt(kustomization, headOf(kustomization, at, wanted));
  }

  #start(path: string): Written | undefined {
    const [object] = this.#sources.objects(path);
    return object && spanAt(object, []);
  }
}

function annotation(object: Fields, name: string): unknown {
  const text = fieldAt(object, ['metadata', 'annotations', name]);
  const [chunk] = typeof text === 'string' ? split(text) : [];
  const result = chunk && read(text as string, chunk);
  return result && 'value' in result ? result.value : undefined;
}
