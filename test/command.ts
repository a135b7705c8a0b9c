import { main } from '../src/cli/main.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, 80 columns wide: a pipe, unless it is said to be a terminal, or somebody types `answers` there and then leaves. */
export async function headlint(argv: readonly string[], io: { stdin?: string; env?: Record<string, string>; isTerminal?: boolean; isErrorTerminal?: boolean; now?: () => number; answers?: readonly string[] } = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const answers = [...(io.answers ?? [])];
  const conversation = { ask: async (question: string) => ((out += question), answers.shift()), end: () => void (out += '\n') };
  const code = await main(argv, {
    ...(io.answers && { converse: async () => conversation }),
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    stdin: () => Buffer.from(io.stdin ?? ''),
    isTerminal: io.isTerminal ?? io.answers !== undefined,
    isErrorTerminal: io.isErrorTerminal ?? false,
    ...(io.now && { now: io.now }),
    columns: 80,
    env: io.env ?? {},
  });
  return { code, out, err };
}
