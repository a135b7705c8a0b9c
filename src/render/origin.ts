import type { Location, RelatedLocation } from '../diagnostic.ts';
import type { Place } from '../model/resource.ts';

/** Text that a tool made of other files: what it was made from is what a person can edit. */
export interface Origin {
  /** What was built, as people call it: the folder of a kustomization, a chart. Undefined where nobody knows. */
  readonly build: string | undefined;
  /** Where a field of the text was written, if that can be told without its line. */
  traceField?(place: Place): Location | undefined;
  /** Where a finding at a location of the text has its cause. Undefined where that is in none of the files at hand. */
  trace(location: Location): Location | undefined;
  /** The other end of a finding at a location of the text, if that is worth a look. */
  related?(location: Location): RelatedLocation | undefined;
  /** The text of a file that a location was traced to. */
  textOf(file: string): string | undefined;
}
