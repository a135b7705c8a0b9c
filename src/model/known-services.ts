import { ManifestDocument, Source } from '../parse/manifests.ts';
import type { Link } from './model.ts';
import { Service } from './service.ts';

/** A Service that no file shows: it has a name, and nothing else. */
export class KnownService extends Service {}

/** Services that somebody says are in the cluster though no file shows them: they exist, and nothing else is known of them. */
export class KnownServices {
  readonly #entries: ReadonlySet<string>;
  readonly #needed = new Set<string>();

  constructor(entries: readonly string[]) {
    this.#entries = new Set(entries);
  }

  /** Never close: there is nothing to compare. */
  find(namespace: string, name: string): Link<KnownService> | undefined {
    if (!this.#entries.size) return undefined;
    const entry = [`${namespace}/${name}`, `${namespace}/*`, name].find((each) => this.#entries.has(each));
    if (entry === undefined) return undefined;
    this.#needed.add(entry);
    return { resource: nothingBut(namespace, name), close: false };
  }

  unused(): string[] {
    return [...this.#entries].filter((entry) => !this.#needed.has(entry));
  }
}

function nothingBut(namespace: string, name: string): KnownService {
  const value = { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } };
  const document = new ManifestDocument(new Source({ path: '', text: '' }), { start: 0, end: 0 }, value, []);
  return new KnownService(document, value, [], 'v1', 'Service', namespace);
}
