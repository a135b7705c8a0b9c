import type { Location, RelatedLocation } from '../diagnostic.ts';
import type { Place } from '../model/resource.ts';

/** Text that a tool made of other files: what it was made from is what a person can edit. */
export interface Origin {
  /** What was built, as people call it: the folder of a kustomization, a chart. Undefined where nobody knows. */
  readonly build: string | undefined;
  /**
   * Where a finding at a location of the text has its cause. Undefined where that is in none of the files at hand, as
   * in a remote base. `place` is the field, where the finding is about one.
   */
  trace(location: Location, place: Place | undefined): Location | undefined;
  /** The other end of a finding at a location of the text, if that is worth a look. */
  related?(location: Location): RelatedLocation | undefined;
  /** The text of a file that a location was traced to. */
  textOf(file: string): string | undefined;
}
