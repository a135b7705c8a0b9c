import { readFileSync } from 'node:fs';
import { ifInterrupted } from './interrupted.ts';
import { findProgram } from './program.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program could not be run to its end; the message says why. */
export class RunError extends Error {}

export interface RunOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of output. */
  readonly most: number;
  /** Bytes of memory, which only Linux tells; default 2 GiB. */
  readonly memory?: number;
}

/** Runs a program without a shell and without input; it and all that it started are ended at the limits. */
export function run(program: string, args: readonly string[], { cwd, env, timeout, most, memory = 2 ** 31 }: RunOptions): Promise<Run> {
  // Most runs start no program, and this takes its time to load.
  const { spawn } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const path = findProgram(program);
    if (path === undefined) return reject(new RunError(`${program} is not installed`));
    const child = spawn(path, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached, windowsHide: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    let problem: string | undefined;
    const end = (why: string) => {
      problem ??= why;
      try {
        // A group of its own: what it started goes with it.
        if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    // Ctrl-C does not reach a group of its own.
    const isOver = ifInterrupted(() => end('it was interrupted'));
    const timer = setTimeout(() => end(`it took longer than ${timeout / 1000} s`), timeout);
    const watch = setInterval(() => {
      if (memoryOf(child.pid) > memory) end(`it took more than ${Math.round(memory / 1024 / 1024)} MiB of memory`);
    }, 100);
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) end(`it printed more than ${Math.round(most / 1024 / 1024)} MiB`);
      else into.push(chunk);
    };
    child.stdout.on('data', collect(out));
    child.stderr.on('data', collect(err));
    child.on('error', (error) => {
      clearTimeout(timer);
      clearInterval(watch);
      isOver();
      reject(new RunError(`${program} cannot be run: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      clearInterval(watch);
      isOver();
      if (problem !== undefined) reject(new RunError(problem));
      else resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}

/** Bytes that a process has in memory, 0 where nobody says. A text of a few lines can make a tool ask for all that there is. */
function memoryOf(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Runs tasks, a few at a time; results are in the order of the tasks. */
export async function inTurns<T, R>(items: readonly T[], atOnce: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await task(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
