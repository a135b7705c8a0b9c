import type { Severity } from '../diagnostic.ts';
import type { Origin } from './origin.ts';

/** What a tool made of files that are not manifests yet: an overlay, a chart. */
export interface Build {
  /** As people call it: the folder of a kustomization or a chart. */
  readonly name: string;
  /** The file that a person starts from, as findings show it. */
  readonly root: string;
  /** Files that the output stands for, as findings show them: they are not linted by themselves. */
  readonly replaces: readonly string[];
  /** The path under which the output is read, where it has one of its own. */
  readonly as?: string;
  /** Where the output stands in its tree, where the path is not the whole way. */
  readonly at?: string;
  /** The manifests that came out, or why none did. */
  readonly outcome: { readonly text: string; readonly origin: Origin } | Failure;
}

export interface Failure {
  /** In the tool's own words, as far as they help. */
  readonly problem: string;
  /** What to do about it, where that is known. */
  readonly help?: string;
  /** Default is an error. */
  readonly severity?: Severity;
  /** The file that it is about, and what in it, as far as that is known; `problem` then says what cannot be built. With a line, counted from 1, it need not. */
  readonly at?: { readonly file: string; readonly text?: string; readonly line?: number };
}

/** The name under which the output is read: beside its root. */
export function outputPath({ root, as }: Build): string {
  if (as !== undefined) return as;
  const slash = root.lastIndexOf('/');
  return `${root.slice(0, slash + 1)}(built)`;
}

/** What could be built and was not. */
export interface Unbuilt {
  /** The file that a person starts from. */
  readonly file: string;
  readonly reason: string;
}
