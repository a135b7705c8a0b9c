import type { Call, Flags } from '../commands.ts';
import { text } from '../input.ts';
import { UsageError, type Io } from '../io.ts';
import { buildOptions } from '../options.ts';

/** `headlint generate SPEC…`, `--from FILE…` and `--for KIND/NAME PATH…` */
export async function runGenerate(call: Call, io: Io): Promise<number> {
  const { flags } = call;
  const words = text(flags, 'for');
  if (flags['from']) {
    refuse(flags, ['check', 'layout', 'no-comments'], 'is for manifests, and --from writes a spec');
    return (await import('./generate-from.ts')).generateFrom(call, io);
  }
  if (words === undefined) {
    refuse(flags, Object.keys(buildOptions), 'is for manifests that are read, with --from or --for');
    return (await import('./generate-specs.ts')).generateSpecs(call, io);
  }
  refuse(flags, ['check', 'layout'], 'is for specs, and --for takes manifests');
  return (await import('./generate-for.ts')).generateFor(words, call, io);
}

function refuse(flags: Flags, options: readonly string[], why: string): void {
  for (const option of options) if (flags[option] !== undefined) throw new UsageError(`--${option} ${why}`);
}
