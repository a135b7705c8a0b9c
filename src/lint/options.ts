import type { Build, Unbuilt } from '../render/build.ts';
import type { Baseline } from './baseline.ts';
import type { Override, RuleSettings } from './settings.ts';

/** What is known of the cluster, what is set of the rules, and what to report on. */
export interface LintOptions {
  /** Where objects land that name no namespace. Default `default`. */
  readonly namespace?: string;
  /** Target version, such as `1.33`. Default: the oldest minor that upstream still supports. */
  readonly kubernetesVersion?: string;
  /** Default `cluster.local`. */
  readonly clusterDomain?: string;
  /** Severity and options by the id of a rule. */
  readonly rules?: RuleSettings;
  /** What differs for some objects; of several that apply the last counts. */
  readonly overrides?: readonly Override[];
  /** Services that are in the cluster though not among the files: `namespace/name`, `namespace/*`, or `name` for any namespace. */
  readonly knownServices?: readonly string[];
  /** Names what is deployed together with a file, where that is known: files with the same answer live together, others do not. */
  readonly unitOf?: (file: string) => string | undefined;
  /** Findings that were there before, and are not reported. */
  readonly baseline?: Baseline;
  /** Whether comments and annotations in the manifests suppress findings. Default true. */
  readonly inlineConfig?: boolean;
  /** What tools made of some of the files: read in their place, and traced back to them. */
  readonly builds?: readonly Build[];
  /** Overlays and charts among the files that nobody built, with the reason: nothing is claimed to be missing there. */
  readonly unbuilt?: readonly Unbuilt[];
  /** Paths of the files to report on: what is wrong in one of them, or has its other end there. The rest is only known. Default: all. */
  readonly reportOn?: readonly string[];
  /** Hears of every step that is done, for those who watch a run. */
  readonly onStep?: OnStep<Phase>;
}

/** What a run consists of, in its order. */
export type Phase = 'parse' | 'relate' | 'rules' | 'locate';

/** A step of a phase is done, one of `total`; in the phase `rules` it is that of `rule`. */
export type OnStep<P> = (phase: P, done: number, total: number, rule?: string) => void;
