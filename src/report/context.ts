import type { LintResult } from '../diagnostic.ts';
import type { Lines } from '../parse/text.ts';

/** What a reporter may ask beside the result. Reporters are pure: the same result gives the same text. */
export interface ReportContext {
  /** The lines of a file that has findings, for code frames. */
  readonly lines: (file: string) => Lines | undefined;
  readonly color: boolean;
  /** Columns of the terminal; text is wrapped to it. */
  readonly width: number;
  /** True where the command has the option --fix, so that a report may point at it. */
  readonly hasFix?: boolean;
  /** The path of a file from the root of its repository, for the services that show findings there. Absent: as it is. */
  readonly repositoryPath?: (file: string) => string;
  /** The page of a rule, as Markdown. */
  readonly rulePage?: (rule: string) => string | undefined;
}

/** Turns a result into the text of a report. */
export type Reporter = (result: LintResult, context: ReportContext) => string;

/** The path of a file for a service that knows files by their path from the root of the repository. */
export function servicePath(file: string, { repositoryPath }: ReportContext): string {
  return (repositoryPath?.(file) ?? file).replace(/^(?:\.\/+)+/, '');
}
