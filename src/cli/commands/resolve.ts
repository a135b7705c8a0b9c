import { UnknownAsker } from '../../dns/asker.ts';
import { resolveName, type Resolution } from '../../dns/resolve.ts';
import { resolutionReporters } from '../../report/resolution.ts';
import { pathsOf } from '../builds.ts';
import { readCluster, type Cluster } from '../cluster.ts';
import type { Call } from '../commands.ts';
import { checkColor, noFormat, text } from '../input.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';

/** `headlint resolve NAME PATH…` */
export async function runResolve({ positionals: [name = '', ...positionals], flags }: Call, io: Io): Promise<number> {
  const format = text(flags, 'format') ?? 'text';
  const reporter = resolutionReporters[format];
  if (!reporter) throw new UsageError(noFormat(format, Object.keys(resolutionReporters)));
  const type = text(flags, 'type')?.toUpperCase();
  if (type !== undefined && type !== 'A' && type !== 'AAAA' && type !== 'SRV') throw new UsageError(`--type takes A or SRV, not "${type}"`);
  if (!/[^\s.]/.test(name)) throw new UsageError('say which name to resolve, such as kafka-0.kafka');
  checkColor(flags);
  const cluster = await readCluster({ verb: 'look in', command: `resolve ${name}`, paths: pathsOf(positionals, flags) }, flags, io);
  if (!cluster) return exitUsage;
  const resolution = resolveOrExplain(cluster, name, text(flags, 'from'), type);
  io.stdout(reporter(resolution, cluster.context));
  return resolution.resolves ? 0 : exitFindings;
}

function resolveOrExplain({ model, locate }: Cluster, name: string, from: string | undefined, type: 'A' | 'AAAA' | 'SRV' | undefined): Resolution {
  try {
    return resolveName(model, name, { ...(from !== undefined && { from }), ...(type && { type: type === 'SRV' ? 'SRV' : 'A' }) }, locate);
  } catch (error) {
    if (error instanceof UnknownAsker) throw new UsageError(error.message);
    throw error;
  }
}
