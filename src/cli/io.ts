/** What the command line needs of a process, so that tests can do without one. */
export interface Io {
  /** Begins to ask the user; absent where nobody is there to answer. */
  readonly converse?: () => Promise<Conversation>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: () => Buffer;
  readonly isTerminal: boolean;
  /** True where somebody sees standard error. */
  readonly isErrorTerminal?: boolean;
  /** Milliseconds since the start of the process. Default: the clock. */
  readonly now?: () => number;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Questions on a terminal. */
export interface Conversation {
  /** The line that is typed; undefined where the user leaves, by Ctrl-C or Ctrl-D. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly end: () => void;
}

/** Something wrong with how headlint was called: exit code 2 and this sentence. */
export class UsageError extends Error {}

/** Runs what may fail by doing of the user's: errors of the kind, whose message is for the user, become usage errors. */
export function explaining<T>(kind: new (message: string) => Error, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof kind ? new UsageError(error.message) : error;
  }
}

/** Findings. */
export const exitFindings = 1;
/** Usage or configuration error, or nothing to lint. */
export const exitUsage = 2;
