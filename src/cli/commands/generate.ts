import type { Call } from '../commands.ts';
import { text } from '../input.ts';
import { UsageError, type Io } from '../io.ts';

/** `headlint generate SPEC…`, `--from FILE…` and `--for KIND/NAME PATH…` */
export async function runGenerate(call: Call, io: Io): Promise<number> {
  const words = text(call.flags, 'for');
  if (call.flags['from']) {
    for (const option of ['check', 'layout', 'no-comments']) if (call.flags[option] !== undefined) throw new UsageError(`--${option} is for manifests, and --from writes a spec`);
    return (await import('./generate-from.ts')).generateFrom(call, io);
  }
  if (words === undefined) return (await import('./generate-specs.ts')).generateSpecs(call, io);
  for (const option of ['check', 'layout']) if (call.flags[option] !== undefined) throw new UsageError(`--${option} is for specs, and --for takes manifests`);
  return (await import('./generate-for.ts')).generateFor(words, call, io);
}
