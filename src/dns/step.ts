import type { Location } from '../diagnostic.ts';
import type { Place } from '../model/resource.ts';

/** One step on the way from a name to an answer. */
export interface Step {
  readonly state: 'done' | 'failed' | 'note';
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  readonly at?: Location;
}

/** A step before its place is looked up. */
export interface Told {
  readonly state: Step['state'];
  readonly message: string;
  readonly help?: string | undefined;
  readonly at?: Place | undefined;
}
