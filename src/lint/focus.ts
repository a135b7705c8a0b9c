import type { Diagnostic } from '../diagnostic.ts';
import type { Source } from '../parse/manifests.ts';
import type { Origin } from '../render/origin.ts';

/** The files to report on; the others are only known. */
export class Focus {
  readonly #named: ReadonlySet<string> | undefined;
  readonly #origins: ReadonlyMap<string, Origin>;

  constructor(reportOn: readonly string[] | undefined, origins: ReadonlyMap<string, Origin>) {
    this.#named = reportOn && new Set(reportOn);
    this.#origins = origins;
  }

  has(file: string): boolean {
    return this.#named?.has(file) ?? true;
  }

  /** True for findings in one of the files, or with their other end there. */
  isAbout({ file, related }: Diagnostic): boolean {
    return this.has(file) || related.some((other) => this.has(other.file));
  }

  /** Where the cause of what is in an output stands is known when it is traced back. */
  mayReport({ shown }: Source): boolean {
    return this.has(shown) || this.#origins.has(shown);
  }

  /** Of what stands in an output, its source has the say. */
  maySuppress(source: Source): boolean {
    return this.mayReport(source) && this.#origins.get(source.shown)?.build === undefined;
  }
}
