import { predictZone } from '../../dns/zone.ts';
import { zoneReporters } from '../../report/zone.ts';
import { pathsOf } from '../builds.ts';
import { readCluster } from '../cluster.ts';
import type { Call } from '../commands.ts';
import { checkColor, noFormat, text } from '../input.ts';
import { exitUsage, UsageError, type Io } from '../io.ts';

/** `headlint dns PATH…` */
export async function runDns({ positionals, flags }: Call, io: Io): Promise<number> {
  const format = text(flags, 'format') ?? 'table';
  const reporter = zoneReporters[format];
  if (!reporter) throw new UsageError(noFormat(format, Object.keys(zoneReporters)));
  checkColor(flags);
  const cluster = await readCluster({ verb: 'predict', command: 'dns', paths: pathsOf(positionals, flags) }, flags, io);
  if (!cluster) return exitUsage;
  io.stdout(reporter(predictZone(cluster.model, cluster.locate), cluster.context));
  return 0;
}
