import { predictZone } from '../../dns/zone.ts';
import { buildModel } from '../../lint/lint.ts';
import { zoneReporters } from '../../report/zone.ts';
import { checkColor, clusterOptions, documentsIn, nothingFound, readInput, reportContext, text } from '../input.ts';
import type { Call } from '../commands.ts';
import { exitUsage, UsageError, type Io } from '../io.ts';

/** `headlint dns PATH…` */
export function runDns({ positionals: paths, flags }: Call, io: Io): number {
  const format = text(flags, 'format') ?? 'table';
  const reporter = zoneReporters[format];
  if (!reporter) throw new UsageError(`there is no format "${format}": ${Object.keys(zoneReporters).join(', ')}`);
  const options = clusterOptions(flags);
  checkColor(flags);
  const input = readInput(paths, flags, io);
  const { model, manifests } = buildModel(input.files, options);
  if (documentsIn(manifests) === 0) {
    io.stderr(`${nothingFound('predict', 'dns', paths, flags, input.files.length + input.skipped.length, input.skipped)}\n`);
    return exitUsage;
  }
  io.stdout(reporter(predictZone(model), reportContext(input, flags, io)));
  return 0;
}
