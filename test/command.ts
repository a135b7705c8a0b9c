import { main } from '../src/cli/main.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, 80 columns wide: a pipe, unless it is said to be a terminal. */
export async function headlint(argv: readonly string[], io: { stdin?: string; env?: Record<string, string>; isTerminal?: boolean } = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await main(argv, {
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    stdin: () => Buffer.from(io.stdin ?? ''),
    isTerminal: io.isTerminal ?? false,
    columns: 80,
    env: io.env ?? {},
  });
  return { code, out, err };
}
