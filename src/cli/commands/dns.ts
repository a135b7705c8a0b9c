import { predictZone } from '../../dns/zone.ts';
import { zoneReporters } from '../../report/zone.ts';
import { checkColor, noFormat, readInput, reportContext, text } from '../input.ts';
import { pathsOf } from '../builds.ts';
import { readCluster } from '../cluster.ts';
import type { Call } from '../commands.ts';
import { exitUsage, UsageError, type Io } from '../io.ts';
import { documentsIn, nothingFound } from '../nothing.ts';
import { explainMistakes, readSettings } from '../settings.ts';

/** `headlint dns PATH…` */
export async function runDns({ positionals, flags }: Call, io: Io): Promise<number> {
  const format = text(flags, 'format') ?? 'table';
  const reporter = zoneReporters[format];
  if (!reporter) throw new UsageError(noFormat(format, Object.keys(zoneReporters)));
  checkColor(flags);
  const paths = pathsOf(positionals, flags);
  const settings = await readSettings(flags);
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const input = readInput(paths, flags, io, settings);
  const { model, manifests, locate, builds } = await readCluster(input, flags, settings, io);
  if (documentsIn(manifests) === 0) {
    io.stderr(`${nothingFound('predict', 'dns', paths, flags, input, input.files.length + input.skipped.length, input.skipped, settings.config)}\n`);
    return exitUsage;
  }
  io.stdout(reporter(predictZone(model, locate), reportContext(input, flags, io, builds)));
  return 0;
}
