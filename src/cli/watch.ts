import type { Summary } from '../diagnostic.ts';
import { ruleMetas } from '../lint/metas.ts';
import type { OnStep, Phase } from '../lint/options.ts';
import { count } from '../report/terminal.ts';
import type { Flags } from './commands.ts';
import type { Io } from './io.ts';

/** Watches a run: how far it is, and where the time goes. */
export interface Watch {
  readonly step: OnStep<Phase | 'start' | 'read' | 'build' | 'report'>;
  /** Takes the progress line away before anything is printed. */
  readonly io: Io;
  /** Takes it away for good, and prints the statistics where they are asked for. */
  readonly end: (summary?: Summary) => void;
}

/** Nobody wants to be told of what is over in a second. */
const patience = 1000;
const redraw = 100;

const names: Readonly<Record<Phase | 'start' | 'read' | 'build' | 'report', string>> = {
  start: 'start',
  read: 'read files',
  build: 'build overlays and charts',
  parse: 'parse manifests',
  relate: 'relate objects',
  rules: 'run rules',
  locate: 'find positions',
  report: 'write reports',
};

/** Undefined where nobody looks: neither statistics are asked for nor is there a terminal for a progress line. */
export function watch(flags: Flags, io: Io): Watch | undefined {
  const shows = showsProgress(io);
  if (!shows && !flags['stats']) return undefined;
  const now = io.now ?? (() => performance.now());
  const begun = now();
  const times = new Map<keyof typeof names, number>([['start', begun]]);
  const rules = new Map<string, number>();
  let last = begun;
  let drawn: number | undefined;

  function step(phase: keyof typeof names, done: number, total: number, rule?: string): void {
    const at = now();
    times.set(phase, (times.get(phase) ?? 0) + at - last);
    if (rule !== undefined) rules.set(rule, (rules.get(rule) ?? 0) + at - last);
    last = at;
    // What is reported is there to be seen.
    if (!shows || phase === 'report' || at - begun < patience || (drawn !== undefined && at - drawn < redraw)) return;
    drawn = at;
    io.stderr(`\r\u001b[Kheadlint: ${names[phase]}${total > 1 ? `, ${done} of ${total}` : ''}`);
  }

  function clear(): void {
    if (drawn !== undefined) io.stderr('\r\u001b[K');
    drawn = undefined;
  }

  const cleared = (print: (text: string) => void) => (text: string) => {
    clear();
    print(text);
  };
  return {
    step,
    io: { ...io, stdout: cleared(io.stdout), stderr: cleared(io.stderr) },
    end: (summary) => {
      clear();
      if (summary && flags['stats']) io.stderr(describe(summary, times, rules));
    },
  };
}

/** pre-commit runs hooks on a terminal of its own, and so do some CI services: nobody watches there. */
function showsProgress({ isErrorTerminal, env }: Io): boolean {
  return isErrorTerminal === true && !env['CI'] && !env['PRE_COMMIT'] && env['TERM'] !== 'dumb';
}

function describe({ files, objects }: Summary, times: ReadonlyMap<keyof typeof names, number>, rules: ReadonlyMap<string, number>): string {
  const total = [...times.values()].reduce((sum, each) => sum + each, 0);
  const slowest = [...rules].sort(([, a], [, b]) => b - a).slice(0, 3);
  const rows = (Object.keys(names) as (keyof typeof names)[]).flatMap((phase): [string, number][] => {
    const time = times.get(phase);
    return time === undefined ? [] : [[`  ${names[phase]}`, time], ...(phase === 'rules' ? slowest.map(([rule, each]): [string, number] => [`    ${rule}`, each]) : [])];
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, time]) => `${name.padEnd(width)}${milliseconds(time).padStart(10)}`);
  return `${[`headlint: ${count(files, 'file')}, ${count(objects, 'object')}, ${count(ruleMetas().length, 'rule')} in ${milliseconds(total)}`, ...lines].join('\n')}\n`;
}

function milliseconds(time: number): string {
  return `${time.toFixed(1)} ms`;
}
